// A shrunk finding in reports: as plain data, in words, as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "hindcast/replay/report/report_item.hpp"

namespace hindcast {

// Returns what reports say of it; nothing if it did not run twice alike, or if its token is too
// long for a line.
std::optional<ShrunkWitness> shrunk_witness(const ShrunkFinding& shrunk, const CommandStyle& style);

// Returns the same with a witness of one's own. REQUIRES: it ran twice alike.
ShrunkWitness shrunk_as(const ShrunkFinding& shrunk, Witness witness);

// Returns "1,220 of 59,009 steps, 1 of 3 deviations; clients.customers=1 (was 500)".
std::string shrunk_words(const ShrunkWitness& shrunk);

nlohmann::ordered_json witness_json(const Witness& witness);
nlohmann::ordered_json shrunk_json(const ShrunkWitness& shrunk);

// The definitions "witness" and "shrunk" of JSON schemas, which are what witness_json and
// shrunk_json return. The schemas name their definitions of counts "count" and of seconds
// "seconds".
inline constexpr std::string_view kWitnessDefinitions = R"json(    "witness": {
      "type": "object",
      "additionalProperties": false,
      "required": ["seed", "token", "command"],
      "properties": {
        "seed": {"$ref": "#/$defs/count"},
        "token": {"type": "string"},
        "command": {"type": "string"}
      }
    },
    "shrunk": {
      "type": "object",
      "additionalProperties": false,
      "required": ["witness", "deviations_before", "deviations", "steps_before", "steps",
        "virtual_seconds_before", "virtual_seconds", "smaller", "trials", "minimal"],
      "properties": {
        "witness": {"$ref": "#/$defs/witness"},
        "deviations_before": {"$ref": "#/$defs/count"},
        "deviations": {"$ref": "#/$defs/count"},
        "steps_before": {"$ref": "#/$defs/count"},
        "steps": {"$ref": "#/$defs/count"},
        "virtual_seconds_before": {"$ref": "#/$defs/seconds"},
        "virtual_seconds": {"$ref": "#/$defs/seconds"},
        "smaller": {
          "type": "array",
          "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["path", "before", "after"],
            "properties": {
              "path": {"type": "string"},
              "before": {"type": "string"},
              "after": {"type": "string"}
            }
          }
        },
        "trials": {"$ref": "#/$defs/count"},
        "minimal": {"type": "boolean"}
      }
    }
)json";

}  // namespace hindcast
