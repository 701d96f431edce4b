// The comparison as JSON, and its schema.
#include <nlohmann/json.hpp>

#include "hindcast/replay/report/comparison.hpp"
#include "hindcast/replay/report/json_parts.hpp"
#include "hindcast/replay/report/paired_json.hpp"
#include "hindcast/replay/report/paired_schema.hpp"

namespace hindcast {
namespace {

using Json = nlohmann::ordered_json;

Json system_json(const ComparedSystem& system) {
  return {{"argument", text_json(system.argument)},
          {"name", text_json(system.name)},
          {"summary", text_json(system.summary)}};
}

Json scenario_json(const ComparedScenario& scenario) {
  Json json = {{"scenario", scenario.info.name}, {"level", scenario.info.level},
               {"pairs", scenario.pairs},        {"inconclusive", scenario.inconclusive},
               {"rates", Json::array()},         {"quantities", Json::array()}};
  for (const ComparedRate& rate : scenario.rates) {
    json["rates"].push_back({{"name", rate.name},
                             {"better", name_of(rate.direction)},
                             {"shows", name_of(finding_of(rate))},
                             {"pair", rate_json(rate.pair)}});
  }
  for (const ComparedQuantity& quantity : scenario.quantities) {
    json["quantities"].push_back({{"name", text_json(quantity.name)},
                                  {"better", name_of(quantity.direction)},
                                  {"shows", name_of(finding_of(quantity))},
                                  {"pair", quantity_json(quantity.pair, quantity.unit)}});
  }
  return json;
}

Json score_json(const ComparedScore& score) {
  if (!score.given) return nullptr;
  return {{"before", score.before},
          {"after", score.after},
          {"difference", score.after - score.before},
          {"low", score.low},
          {"high", score.high}};
}

constexpr std::string_view kBeginning = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:hindcast:comparison:1",
  "title": "hindcast comparison of two designs, version 1",
  "type": "object",
  "additionalProperties": false,
  "required": ["format", "version", "before", "after", "first_seed", "seeds", "interrupted",
    "left_out", "counts", "score", "calm_day", "scenarios"],
  "properties": {
    "format": {"const": "hindcast.comparison"},
    "version": {"const": 1},
    "before": {"$ref": "#/$defs/system"},
    "after": {"$ref": "#/$defs/system"},
    "first_seed": {"$ref": "#/$defs/count"},
    "seeds": {"$ref": "#/$defs/count"},
    "interrupted": {"type": "boolean"},
    "left_out": {"type": "array", "items": {"type": "string"}},
    "counts": {
      "type": "object",
      "additionalProperties": false,
      "required": ["better", "worse", "other", "unclear", "same"],
      "properties": {
        "better": {"$ref": "#/$defs/count"},
        "worse": {"$ref": "#/$defs/count"},
        "other": {"$ref": "#/$defs/count"},
        "unclear": {"$ref": "#/$defs/count"},
        "same": {"$ref": "#/$defs/count"}
      }
    },
    "score": {"anyOf": [{"type": "null"}, {
      "type": "object",
      "additionalProperties": false,
      "required": ["before", "after", "difference", "low", "high"],
      "properties": {
        "before": {"type": "integer", "minimum": 0, "maximum": 100},
        "after": {"type": "integer", "minimum": 0, "maximum": 100},
        "difference": {"type": "integer", "minimum": -100, "maximum": 100},
        "low": {"type": "integer", "minimum": -100, "maximum": 100},
        "high": {"type": "integer", "minimum": -100, "maximum": 100}
      }
    }]},
    "calm_day": {"$ref": "#/$defs/rate_pair"},
    "scenarios": {"type": "array", "items": {"$ref": "#/$defs/scenario"}}
  },
  "$defs": {
    "count": {"type": "integer", "minimum": 0},
)json";

constexpr std::string_view kRest = R"json(
    "better": {"description": "for the callers", "enum": ["neither", "lower", "higher"]},
    "shows": {
      "description": "same: in every pair; unclear: the interval holds zero; other: not a matter of good and bad",
      "enum": ["same", "unclear", "better", "worse", "other"]
    },
    "system": {
      "type": "object",
      "additionalProperties": false,
      "required": ["argument", "name", "summary"],
      "properties": {
        "argument": {"type": "string"},
        "name": {"type": "string"},
        "summary": {"type": "string"}
      }
    },
    "scenario": {
      "type": "object",
      "additionalProperties": false,
      "required": ["scenario", "level", "pairs", "inconclusive", "rates", "quantities"],
      "properties": {
        "scenario": {"type": "string"},
        "level": {"type": "integer", "minimum": 0, "maximum": 4},
        "pairs": {"$ref": "#/$defs/count"},
        "inconclusive": {"$ref": "#/$defs/count"},
        "rates": {
          "type": "array",
          "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["name", "better", "shows", "pair"],
            "properties": {
              "name": {"type": "string"},
              "better": {"$ref": "#/$defs/better"},
              "shows": {"$ref": "#/$defs/shows"},
              "pair": {"$ref": "#/$defs/rate_pair"}
            }
          }
        },
        "quantities": {
          "type": "array",
          "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["name", "better", "shows", "pair"],
            "properties": {
              "name": {"type": "string"},
              "better": {"$ref": "#/$defs/better"},
              "shows": {"$ref": "#/$defs/shows"},
              "pair": {"$ref": "#/$defs/quantity_pair"}
            }
          }
        }
      }
    }
  }
}
)json";

}  // namespace

std::string render_comparison_json(const Comparison& comparison) {
  const ComparisonCounts counts = counts_of(comparison);
  Json json;
  json["format"] = "hindcast.comparison";
  json["version"] = 1;
  json["before"] = system_json(comparison.before);
  json["after"] = system_json(comparison.after);
  json["first_seed"] = comparison.first_seed;
  json["seeds"] = comparison.seeds;
  json["interrupted"] = comparison.interrupted;
  json["left_out"] = Json::array();
  for (const std::string& why : comparison.left_out) json["left_out"].push_back(text_json(why));
  json["counts"] = {{"better", counts.better},
                    {"worse", counts.worse},
                    {"other", counts.other},
                    {"unclear", counts.unclear},
                    {"same", counts.same}};
  json["score"] = score_json(comparison.score);
  json["calm_day"] = rate_json(comparison.calm_day);
  json["scenarios"] = Json::array();
  for (const ComparedScenario& scenario : comparison.scenarios) {
    json["scenarios"].push_back(scenario_json(scenario));
  }
  return json.dump(2) + "\n";
}

std::string_view comparison_schema() {
  static const std::string whole =
      std::string(kBeginning) + std::string(paired_definitions()) + std::string(kRest);
  return whole;
}

}  // namespace hindcast
