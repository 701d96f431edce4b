#include "hindcast/replay/report/paired_schema.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kDefinitions = R"json(
    "ends": {
      "description": "the median and the 95th percentile over the runs; null means endless",
      "type": "object",
      "additionalProperties": false,
      "required": ["p50", "p95"],
      "properties": {
        "p50": {"anyOf": [{"type": "null"}, {"type": "number"}]},
        "p95": {"anyOf": [{"type": "null"}, {"type": "number"}]}
      }
    },
    "signed": {"anyOf": [{"type": "number"}, {"enum": ["+inf", "-inf"]}]},
    "quantity_pair": {
      "description": "before and after on the same n seeds; shown: the interval leaves zero out",
      "type": "object",
      "additionalProperties": false,
      "required": ["unit", "n", "before", "after", "difference", "difference_p95"],
      "properties": {
        "unit": {"enum": ["calls", "seconds", "share"]},
        "n": {"$ref": "#/$defs/count"},
        "before": {"$ref": "#/$defs/ends"},
        "after": {"$ref": "#/$defs/ends"},
        "difference": {
          "description": "the median of the differences seed by seed, with the sign test's interval",
          "type": "object",
          "additionalProperties": false,
          "required": ["p50", "low", "high", "shown"],
          "properties": {
            "p50": {"$ref": "#/$defs/signed"},
            "low": {"$ref": "#/$defs/signed"},
            "high": {"$ref": "#/$defs/signed"},
            "shown": {"type": "boolean"}
          }
        },
        "difference_p95": {
          "description": "of the 95th percentiles, with the interval of 1,000 resamples",
          "type": "object",
          "additionalProperties": false,
          "required": ["value", "low", "high", "shown"],
          "properties": {
            "value": {"$ref": "#/$defs/signed"},
            "low": {"$ref": "#/$defs/signed"},
            "high": {"$ref": "#/$defs/signed"},
            "shown": {"type": "boolean"}
          }
        }
      }
    },
    "rate_pair": {
      "description": "in how many of n runs, before and after, with Agresti and Min's interval",
      "type": "object",
      "additionalProperties": false,
      "required": ["n", "before", "after", "difference"],
      "properties": {
        "n": {"$ref": "#/$defs/count"},
        "before": {"$ref": "#/$defs/count"},
        "after": {"$ref": "#/$defs/count"},
        "difference": {
          "type": "object",
          "additionalProperties": false,
          "required": ["value", "low", "high", "shown"],
          "properties": {
            "value": {"type": "number", "minimum": -1, "maximum": 1},
            "low": {"type": "number", "minimum": -1, "maximum": 1},
            "high": {"type": "number", "minimum": -1, "maximum": 1},
            "shown": {"type": "boolean"}
          }
        }
      }
    },
)json";

}  // namespace

std::string_view paired_definitions() { return kDefinitions; }

}  // namespace hindcast
