// The graph's report as JSON, of the same data as its text: loads, flags, cascades with their
// evidence, cut sets, loops. Its schema is `graph_json_schema()`.
#pragma once

#include <string>
#include <string_view>

#include "hindcast/replay/graph/graph_report.hpp"

namespace hindcast {

// Moves when a program that reads these could no longer read them.
inline constexpr int kGraphJsonVersion = 1;

// Returns the JSON Schema (2020-12) of what graph_json writes.
std::string_view graph_json_schema();

// Returns the report as UTF-8 JSON with a line end. Rates are per second and durations are seconds;
// null stands for "no limit" and for a capacity that is not known. Bytes that are not UTF-8 are
// escaped as \xNN.
std::string graph_json(const GraphReport& report);

}  // namespace hindcast
