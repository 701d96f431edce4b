#include <nlohmann/json.hpp>

#include "hindcast/replay/report/hunt_report.hpp"
#include "hindcast/replay/report/json_parts.hpp"
#include "hindcast/replay/report/shrunk.hpp"

namespace hindcast {
namespace {

using Json = nlohmann::ordered_json;

// Up to the definitions of witnesses and shrunk findings, which are those of chaos reports.
constexpr std::string_view kBeginning = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:hindcast:hunt:1",
  "title": "hindcast hunt, version 1",
  "type": "object",
  "additionalProperties": false,
  "required": ["format", "version", "scenario", "system", "first_seed", "runs", "runs_max",
    "interrupted", "strategies", "seen", "unseen", "findings"],
  "properties": {
    "format": {"const": "hindcast.hunt"},
    "version": {"const": 1},
    "scenario": {"type": "string"},
    "system": {"type": "string"},
    "first_seed": {"$ref": "#/$defs/count"},
    "runs": {"$ref": "#/$defs/count"},
    "runs_max": {"$ref": "#/$defs/count"},
    "interrupted": {"type": "boolean"},
    "strategies": {
      "type": "array",
      "minItems": 1,
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["name", "failing", "steps"],
        "properties": {
          "name": {"$ref": "#/$defs/strategy"},
          "failing": {"$ref": "#/$defs/share"},
          "steps": {"$ref": "#/$defs/count"}
        }
      }
    },
    "seen": {
      "description": "runs in which each `sometimes` held",
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["property", "runs"],
        "properties": {
          "property": {"type": "string"},
          "runs": {"$ref": "#/$defs/count"}
        }
      }
    },
    "unseen": {"type": "array", "items": {"type": "string"}},
    "findings": {"type": "array", "items": {"$ref": "#/$defs/finding"}}
  },
  "$defs": {
    "count": {"type": "integer", "minimum": 0},
    "seconds": {"anyOf": [{"type": "null"}, {"type": "number", "minimum": 0}]},
    "strategy": {"enum": ["seeds", "walk", "pct", "pos", "urw", "delays", "guided"]},
    "share": {
      "description": "hits of n, with Wilson's 95 % interval",
      "type": "object",
      "additionalProperties": false,
      "required": ["hits", "n", "low", "high"],
      "properties": {
        "hits": {"$ref": "#/$defs/count"},
        "n": {"$ref": "#/$defs/count"},
        "low": {"type": "number", "minimum": 0, "maximum": 1},
        "high": {"type": "number", "minimum": 0, "maximum": 1}
      }
    },
    "finding": {
      "type": "object",
      "additionalProperties": false,
      "required": ["verdict", "property", "detail", "grade", "failure_mode", "cause", "runs",
        "at_run", "strategy", "witness"],
      "properties": {
        "verdict": {"type": "string"},
        "property": {"type": "string"},
        "detail": {"type": "string"},
        "grade": {"enum": ["broke", "degraded", "graceful"]},
        "failure_mode": {"type": "string"},
        "cause": {"type": "string"},
        "runs": {"$ref": "#/$defs/count"},
        "at_run": {"$ref": "#/$defs/count"},
        "strategy": {"$ref": "#/$defs/strategy"},
        "witness": {"$ref": "#/$defs/witness"},
        "shrunk": {"$ref": "#/$defs/shrunk"}
      }
    },
)json";

Json finding_json(const HuntFinding& finding, const HuntWitness& witness) {
  const Run& run = finding.run;
  Json json = {{"verdict", name_of(run.outcome.verdict)},
               {"property", text_json(run.outcome.property)},
               {"detail", text_json(run.outcome.detail)},
               {"grade", name_of(run.observation.grade)},
               {"failure_mode", name_of(run.observation.failure_mode)},
               {"cause", text_json(run.observation.cause)},
               {"runs", finding.runs},
               {"at_run", finding.at_run},
               {"strategy", name_of(finding.strategy)},
               {"witness", witness_json(witness.witness)}};
  if (witness.shrunk) json["shrunk"] = shrunk_json(*witness.shrunk);
  return json;
}

}  // namespace

std::string render_hunt_json(const HuntReport& report) {
  const HuntResult& result = report.result;
  Json json = {{"format", "hindcast.hunt"},       {"version", 1},
               {"scenario", report.scenario},     {"system", text_json(report.system)},
               {"first_seed", report.first_seed}, {"runs", result.runs},
               {"runs_max", report.runs_max},     {"interrupted", result.interrupted}};
  json["strategies"] = array_json(result.tallies, [](const HuntTally& tally) {
    return Json{{"name", name_of(tally.strategy)},
                {"failing", share_json(tally.failing)},
                {"steps", tally.steps}};
  });
  json["seen"] = Json::array();
  for (const auto& [name, runs] : result.seen) {
    json["seen"].push_back({{"property", text_json(name)}, {"runs", runs}});
  }
  json["unseen"] = texts_json(result.unseen);
  json["findings"] = Json::array();
  for (std::size_t index = 0; index < result.findings.size(); ++index) {
    json["findings"].push_back(finding_json(result.findings[index], report.witnesses.at(index)));
  }
  return json.dump(2) + "\n";
}

std::string_view hunt_schema() {
  static const std::string whole =
      std::string(kBeginning) + std::string(kWitnessDefinitions) + "  }\n}\n";
  return whole;
}

}  // namespace hindcast
