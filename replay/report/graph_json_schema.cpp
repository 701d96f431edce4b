// The schema of graph_json's output: a committed promise to programs that read it. null stands for
// "no limit", and for what is not known.
#include "hindcast/replay/report/graph_json.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kSchema = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:hindcast:graph:1",
  "title": "hindcast graph, version 1",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "format", "version", "system", "interrupted", "load_known", "components", "calls",
    "cascades", "flags", "loops_on_a_calm_day", "loops_with_retries", "cut_sets"
  ],
  "properties": {
    "format": {"const": "hindcast.graph"},
    "version": {"const": 1},
    "system": {"type": "string"},
    "interrupted": {"type": "boolean"},
    "load_known": {"type": "boolean"},
    "components": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name", "kind", "node", "replicas", "load",
          "capacity", "retries", "stable_load",
          "worst_case_seconds", "requests_lost_without_it",
          "dominator", "separates"
        ],
        "properties": {
          "name": {"type": "string"},
          "kind": {
            "enum": [
              "client", "service", "cache", "queue",
              "pool", "store"
            ]
          },
          "node": {"type": "string"},
          "replicas": {"$ref": "#/$defs/count"},
          "load": {"$ref": "#/$defs/limit"},
          "capacity": {"$ref": "#/$defs/limit"},
          "retries": {"$ref": "#/$defs/limit"},
          "stable_load": {"$ref": "#/$defs/limit"},
          "worst_case_seconds": {"$ref": "#/$defs/limit"},
          "requests_lost_without_it": {
            "$ref": "#/$defs/proportion"
          },
          "dominator": {
            "anyOf": [
              {"type": "null"},
              {"type": "string"}
            ]
          },
          "separates": {"type": "boolean"}
        }
      }
    },
    "calls": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "from", "to", "port", "calls_per_request",
          "timeout_seconds", "attempts_max", "retry_budget",
          "has_breaker", "has_fallback", "waits", "pulls",
          "mounted"
        ],
        "properties": {
          "from": {"type": "string"},
          "to": {"type": "string"},
          "port": {"type": "string"},
          "calls_per_request": {"$ref": "#/$defs/number"},
          "timeout_seconds": {"$ref": "#/$defs/limit"},
          "attempts_max": {"$ref": "#/$defs/count"},
          "retry_budget": {
            "anyOf": [
              {"type": "null"},
              {"$ref": "#/$defs/number"}
            ]
          },
          "has_breaker": {"type": "boolean"},
          "has_fallback": {"type": "boolean"},
          "waits": {"type": "boolean"},
          "pulls": {"type": "boolean"},
          "mounted": {"type": "boolean"}
        }
      }
    },
    "cascades": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "trigger", "client", "margin", "share", "hops",
          "evidence"
        ],
        "properties": {
          "trigger": {"type": "string"},
          "client": {"type": "string"},
          "margin": {"$ref": "#/$defs/limit"},
          "share": {"$ref": "#/$defs/proportion"},
          "hops": {
            "type": "array",
            "items": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "from", "to", "law",
                "margin", "cause", "figures",
                "neutralised_by"
              ],
              "properties": {
                "from": {"type": "string"},
                "to": {"type": "string"},
                "law": {"$ref": "#/$defs/law"},
                "margin": {
                  "$ref": "#/$defs/limit"
                },
                "cause": {"type": "string"},
                "figures": {
                  "$ref": "#/$defs/figures"
                },
                "neutralised_by": {
                  "$ref": "#/$defs/texts"
                }
              }
            }
          },
          "evidence": {
            "type": "object",
            "additionalProperties": false,
            "required": [
              "scenario", "why_untried",
              "sign", "confirmed", "hits",
              "n", "witness", "neutralised"
            ],
            "properties": {
              "scenario": {"type": "string"},
              "why_untried": {"type": "string"},
              "sign": {
                "enum": [
                  "outlives the fault",
                  "reaches the client"
                ]
              },
              "confirmed": {"type": "boolean"},
              "hits": {"$ref": "#/$defs/count"},
              "n": {"$ref": "#/$defs/count"},
              "witness": {
                "anyOf": [
                  {
                    "type": "null"
                  },
                  {
                    "$ref": "#/$defs/run"
                  }
                ]
              },
              "neutralised": {
                "type": "array",
                "items": {
                  "type": "object",
                  "additionalProperties": false,
                  "required": [
                    "hop",
                    "result",
                    "why_untried",
                    "hits",
                    "n",
                    "same_seed"
                  ],
                  "properties": {
                    "hop": {
                      "$ref": "#/$defs/count"
                    },
                    "result": {
                      "enum": [
                        "untried",
                        "gone",
                        "stays"
                      ]
                    },
                    "why_untried": {
                      "type": "string"
                    },
                    "hits": {
                      "$ref": "#/$defs/count"
                    },
                    "n": {
                      "$ref": "#/$defs/count"
                    },
                    "same_seed": {
                      "anyOf": [
                        {
                          "type": "null"
                        },
                        {
                          "$ref": "#/$defs/run"
                        }
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "flags": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["law", "margin", "path", "sentence", "figures"],
        "properties": {
          "law": {"$ref": "#/$defs/law"},
          "margin": {"$ref": "#/$defs/limit"},
          "path": {"$ref": "#/$defs/texts"},
          "sentence": {"type": "string"},
          "figures": {"$ref": "#/$defs/figures"}
        }
      }
    },
    "loops_on_a_calm_day": {"type": "array", "items": {"$ref": "#/$defs/loop"}},
    "loops_with_retries": {"type": "array", "items": {"$ref": "#/$defs/loop"}},
    "cut_sets": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "client", "order_max", "complete", "unavailability",
          "sets"
        ],
        "properties": {
          "client": {"type": "string"},
          "order_max": {"$ref": "#/$defs/count"},
          "complete": {"type": "boolean"},
          "unavailability": {"$ref": "#/$defs/proportion"},
          "sets": {
            "type": "array",
            "items": {"$ref": "#/$defs/texts"}
          }
        }
      }
    }
  },
  "$defs": {
    "count": {"type": "integer", "minimum": 0},
    "number": {"type": "number", "minimum": 0},
    "limit": {"anyOf": [{"type": "null"}, {"type": "number", "minimum": 0}]},
    "proportion": {"type": "number", "minimum": 0, "maximum": 1},
    "texts": {"type": "array", "items": {"type": "string"}},
    "law": {
      "enum": [
        "overload", "feedback loop", "retry amplification", "pool too small",
        "load shift", "no spare replica", "missing timeout", "timeout inversion",
        "wait-for cycle", "single point of failure", "shared node",
        "unbounded queue", "missing breaker", "dependency"
      ]
    },
    "loop": {
      "type": "object",
      "additionalProperties": false,
      "required": ["cycle", "gain", "growth"],
      "properties": {
        "cycle": {"$ref": "#/$defs/texts"},
        "gain": {"$ref": "#/$defs/limit"},
        "growth": {"$ref": "#/$defs/limit"}
      }
    },
    "figures": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["name", "value", "unit", "text"],
        "properties": {
          "name": {"type": "string"},
          "value": {"$ref": "#/$defs/limit"},
          "unit": {"type": "string"},
          "text": {"type": "string"}
        }
      }
    },
    "run": {
      "type": "object",
      "additionalProperties": false,
      "required": [
        "seed", "happened", "offered", "failed", "recovery_seconds",
        "restarted", "token", "command"
      ],
      "properties": {
        "seed": {"$ref": "#/$defs/count"},
        "happened": {"type": "boolean"},
        "offered": {"$ref": "#/$defs/count"},
        "failed": {"$ref": "#/$defs/count"},
        "recovery_seconds": {"$ref": "#/$defs/limit"},
        "restarted": {"type": "boolean"},
        "token": {"type": "string"},
        "command": {"type": "string"}
      }
    }
  }
}
)json";

}  // namespace

std::string_view graph_json_schema() { return kSchema; }

}  // namespace hindcast
