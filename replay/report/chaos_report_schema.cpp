// The schema of render_json's output: a committed promise to programs that read it.
#include <string>

#include "hindcast/replay/report/paired_schema.hpp"
#include "hindcast/replay/report/report_json.hpp"
#include "hindcast/replay/report/shrunk.hpp"

namespace hindcast {
namespace {

// Up to the definitions of pairs.
constexpr std::string_view kBeginning = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:hindcast:chaos_report:1",
  "title": "hindcast chaos report, version 1",
  "type": "object",
  "additionalProperties": false,
  "required": ["format", "version", "system", "summary", "objective", "virtual_seconds", "runs",
    "planned", "filtered", "interrupted", "calm_day", "catalogue", "broke", "degraded", "handled",
    "not_judged", "circuit_breakers", "critical_vulnerabilities", "score", "recommendations", "findings"],
  "properties": {
    "format": {"const": "hindcast.chaos_report"},
    "version": {"const": 1},
    "system": {"type": "string"},
    "summary": {"type": "string"},
    "objective": {
      "type": "object",
      "additionalProperties": false,
      "required": ["availability", "latency_p99_seconds", "recovery_max_seconds", "weak"],
      "properties": {
        "availability": {"type": "string"},
        "latency_p99_seconds": {"$ref": "#/$defs/seconds"},
        "recovery_max_seconds": {"$ref": "#/$defs/seconds"},
        "weak": {"$ref": "#/$defs/texts"}
      }
    },
    "virtual_seconds": {"$ref": "#/$defs/seconds"},
    "runs": {"$ref": "#/$defs/count"},
    "planned": {"$ref": "#/$defs/count"},
    "filtered": {"type": "boolean"},
    "interrupted": {"type": "boolean"},
    "calm_day": {
      "type": "object",
      "additionalProperties": false,
      "required": ["met", "virtual_seconds", "missed"],
      "properties": {
        "met": {"$ref": "#/$defs/share"},
        "virtual_seconds": {"$ref": "#/$defs/seconds"},
        "missed": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/witness"}]}
      }
    },
    "catalogue": {
      "type": "object",
      "additionalProperties": false,
      "required": ["rows", "ran", "missing", "not_applicable"],
      "properties": {
        "rows": {"$ref": "#/$defs/count"},
        "ran": {"$ref": "#/$defs/count"},
        "missing": {"$ref": "#/$defs/texts"},
        "not_applicable": {"$ref": "#/$defs/texts"}
      }
    },
    "broke": {"type": "array", "items": {"$ref": "#/$defs/item"}},
    "degraded": {"type": "array", "items": {"$ref": "#/$defs/item"}},
    "handled": {"type": "array", "items": {"$ref": "#/$defs/item"}},
    "not_judged": {"type": "array", "items": {"$ref": "#/$defs/item"}},
    "circuit_breakers": {
      "type": "object",
      "additionalProperties": false,
      "required": ["seeds", "breakers"],
      "properties": {
        "seeds": {"$ref": "#/$defs/count"},
        "breakers": {
          "type": "array",
          "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["connection", "kind", "removal", "scenarios"],
            "properties": {
              "connection": {"type": "string"},
              "kind": {"type": "string"},
              "removal": {"type": "string"},
              "scenarios": {"type": "array", "items": {"$ref": "#/$defs/breaker_item"}}
            }
          }
        }
      }
    },
    "critical_vulnerabilities": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["kind", "text", "runs", "witness"],
        "properties": {
          "kind": {"type": "string"},
          "text": {"type": "string"},
          "runs": {"$ref": "#/$defs/share"},
          "witness": {"$ref": "#/$defs/witness"}
        }
      }
    },
    "score": {
      "anyOf": [
        {
          "type": "object",
          "additionalProperties": false,
          "required": ["given", "reason"],
          "properties": {"given": {"const": false}, "reason": {"type": "string"}}
        },
        {
          "type": "object",
          "additionalProperties": false,
          "required": ["given", "value", "uncapped", "readiness", "caps", "levels"],
          "properties": {
            "given": {"const": true},
            "value": {"$ref": "#/$defs/percent"},
            "uncapped": {"$ref": "#/$defs/percent"},
            "readiness": {"enum": ["Not Ready", "Conditional", "Ready"]},
            "caps": {
              "type": "array",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["at", "reason"],
                "properties": {"at": {"$ref": "#/$defs/percent"}, "reason": {"type": "string"}}
              }
            },
            "levels": {
              "type": "array",
              "minItems": 4,
              "maxItems": 4,
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["weight", "credit", "assessed", "survived", "rows", "families",
                  "applicable"],
                "properties": {
                  "weight": {"$ref": "#/$defs/proportion"},
                  "credit": {"$ref": "#/$defs/proportion"},
                  "assessed": {"type": "boolean"},
                  "survived": {"type": "boolean"},
                  "rows": {"$ref": "#/$defs/count"},
                  "families": {"$ref": "#/$defs/count"},
                  "applicable": {"$ref": "#/$defs/count"}
                }
              }
            }
          }
        }
      ]
    },
    "recommendations": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["text", "command", "before", "after", "cost", "n"],
        "properties": {
          "text": {"type": "string"},
          "command": {"type": "string"},
          "before": {"type": "string"},
          "after": {"type": "string"},
          "cost": {"type": "string"},
          "n": {"$ref": "#/$defs/count"}
        }
      }
    },
    "findings": {"$ref": "#/$defs/texts"}
  },
  "$defs": {
    "count": {"type": "integer", "minimum": 0},
    "percent": {"type": "integer", "minimum": 0, "maximum": 100},
    "proportion": {"type": "number", "minimum": 0, "maximum": 1},
    "seconds": {
      "description": "virtual time; null means never",
      "anyOf": [{"type": "null"}, {"type": "number", "minimum": 0}]
    },
    "texts": {"type": "array", "items": {"type": "string"}},
    "share": {
      "description": "hits of n runs, with Wilson's 95 % interval",
      "type": "object",
      "additionalProperties": false,
      "required": ["hits", "n", "low", "high"],
      "properties": {
        "hits": {"$ref": "#/$defs/count"},
        "n": {"$ref": "#/$defs/count"},
        "low": {"$ref": "#/$defs/proportion"},
        "high": {"$ref": "#/$defs/proportion"}
      }
    },
)json";

// After the definitions of pairs.
constexpr std::string_view kRest = R"json(
    "breaker_item": {
      "description": "a breaker in a scenario; in each pair, before is without and after with it",
      "type": "object",
      "additionalProperties": false,
      "required": ["scenario", "idle", "pairs", "opened", "time_to_open", "stuck"],
      "properties": {
        "scenario": {"type": "string"},
        "idle": {"type": "boolean"},
        "pairs": {"$ref": "#/$defs/count"},
        "opened": {"$ref": "#/$defs/share"},
        "time_to_open": {
          "type": "object",
          "additionalProperties": false,
          "required": ["n", "p50_seconds", "p95_seconds"],
          "properties": {
            "n": {"$ref": "#/$defs/count"},
            "p50_seconds": {"$ref": "#/$defs/seconds"},
            "p95_seconds": {"$ref": "#/$defs/seconds"}
          }
        },
        "stuck": {"$ref": "#/$defs/share"},
        "dead_calls": {"$ref": "#/$defs/quantity_pair"},
        "healthy_rejected": {"$ref": "#/$defs/quantity_pair"},
        "goodput": {"$ref": "#/$defs/quantity_pair"},
        "not_back": {"$ref": "#/$defs/rate_pair"},
        "recovery": {"$ref": "#/$defs/quantity_pair"}
      }
    },
    "spread": {
      "description": "order statistics over n runs, in `never` of which it did not happen",
      "type": "object",
      "additionalProperties": false,
      "required": ["n", "never", "p50_seconds", "p95_seconds"],
      "properties": {
        "n": {"$ref": "#/$defs/count"},
        "never": {"$ref": "#/$defs/count"},
        "p50_seconds": {"$ref": "#/$defs/seconds"},
        "p95_seconds": {"$ref": "#/$defs/seconds"},
        "horizon_seconds": {"$ref": "#/$defs/seconds"}
      }
    },
    "counted": {
      "type": "object",
      "additionalProperties": false,
      "required": ["name", "p50", "most", "runs"],
      "properties": {
        "name": {"type": "string"},
        "p50": {"$ref": "#/$defs/count"},
        "most": {"$ref": "#/$defs/count"},
        "runs": {"$ref": "#/$defs/share"}
      }
    },
)json"
                                   R"json(    "item": {
      "type": "object",
      "additionalProperties": false,
      "required": ["scenario", "title", "family", "level", "grade", "planned", "n", "broke",
        "degraded", "handled", "inconclusive", "calls_hit", "doubts"],
      "properties": {
        "scenario": {"type": "string"},
        "title": {"type": "string"},
        "family": {"type": "string"},
        "level": {"type": "integer", "minimum": 0, "maximum": 4},
        "grade": {"enum": ["broke", "degraded", "graceful", null]},
        "planned": {"$ref": "#/$defs/count"},
        "n": {"$ref": "#/$defs/count"},
        "broke": {"$ref": "#/$defs/count"},
        "degraded": {"$ref": "#/$defs/count"},
        "handled": {"$ref": "#/$defs/count"},
        "inconclusive": {"$ref": "#/$defs/count"},
        "calls_hit": {"$ref": "#/$defs/count"},
        "doubts": {"$ref": "#/$defs/texts"},
        "struck": {
          "description": "what the seeds chose to strike, worst first",
          "type": "array",
          "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["name", "runs", "broke", "degraded"],
            "properties": {
              "name": {"type": "string"},
              "runs": {"$ref": "#/$defs/count"},
              "broke": {"$ref": "#/$defs/count"},
              "degraded": {"$ref": "#/$defs/count"}
            }
          }
        },
        "measured": {"$ref": "#/$defs/measured"},
        "words": {
          "type": "object",
          "additionalProperties": {"type": "string"},
          "required": ["reproduction", "failure_mode", "mttr", "detected", "customer_impact",
            "error_message", "recovery"]
        }
      }
    },
    "measured": {
      "description": "medians over the runs of the worst grade",
      "type": "object",
      "additionalProperties": false,
      "required": ["runs", "witness", "failure_modes", "mttr", "detected_by_callers",
        "detected_by_server", "impact_seconds", "latency_p99_seconds", "offered", "good",
        "impacts", "harms", "notes", "error", "recovery"],
      "properties": {
        "runs": {"$ref": "#/$defs/share"},
        "witness": {"$ref": "#/$defs/witness"},
        "shrunk": {"$ref": "#/$defs/shrunk"},
        "failure_modes": {
          "type": "array",
          "minItems": 1,
          "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["mode", "cause", "runs", "witness"],
            "properties": {
              "mode": {
                "enum": ["none", "Crash", "Hang", "Data Loss", "Corruption", "Outage"]
              },
              "cause": {"type": "string"},
              "runs": {"$ref": "#/$defs/share"},
              "witness": {"$ref": "#/$defs/witness"}
            }
          }
        },
        "mttr": {"$ref": "#/$defs/spread"},
        "detected_by_callers": {"$ref": "#/$defs/spread"},
        "detected_by_server": {"$ref": "#/$defs/spread"},
        "impact_seconds": {"$ref": "#/$defs/seconds"},
        "latency_p99_seconds": {"$ref": "#/$defs/seconds"},
        "offered": {"$ref": "#/$defs/count"},
        "good": {"$ref": "#/$defs/count"},
        "impacts": {
          "type": "array",
          "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["kind", "offered", "failed"],
            "properties": {
              "kind": {"type": "string"},
              "offered": {"$ref": "#/$defs/count"},
              "failed": {"$ref": "#/$defs/count"}
            }
          }
        },
        "harms": {"type": "array", "items": {"$ref": "#/$defs/counted"}},
        "notes": {"type": "array", "items": {"$ref": "#/$defs/counted"}},
        "error": {
          "type": "object",
          "additionalProperties": false,
          "required": ["text", "count", "errors", "texts"],
          "properties": {
            "text": {"type": "string"},
            "count": {"$ref": "#/$defs/count"},
            "errors": {"$ref": "#/$defs/count"},
            "texts": {"$ref": "#/$defs/count"}
          }
        },
        "recovery": {
          "type": "object",
          "additionalProperties": false,
          "required": ["automatic", "manual", "none", "restarted"],
          "properties": {
            "automatic": {"$ref": "#/$defs/count"},
            "manual": {"$ref": "#/$defs/count"},
            "none": {"$ref": "#/$defs/count"},
            "restarted": {"$ref": "#/$defs/texts"}
          }
        }
      }
    },
)json";

}  // namespace

std::string_view chaos_report_schema() {
  static const std::string whole = std::string(kBeginning) + std::string(paired_definitions()) +
                                   std::string(kRest) + std::string(kWitnessDefinitions) +
                                   "  }\n}\n";
  return whole;
}

}  // namespace hindcast
