// The chaos report as JSON, of the same data as the text: for programs, CI and baselines. Its
// schema is `chaos_report_schema()`.
#pragma once

#include <string>
#include <string_view>

#include "hindcast/replay/report/chaos_report.hpp"

namespace hindcast {

// Moves when a program that reads reports could no longer read them.
inline constexpr int kReportVersion = 1;

// Returns the report as UTF-8 JSON with a line end. Durations are seconds, null for "never"; each
// share has n and its Wilson interval. Bytes that are not UTF-8 are escaped as \xNN.
std::string render_json(const ChaosReport& report);

// Returns the JSON Schema (2020-12) of what render_json writes.
std::string_view chaos_report_schema();

}  // namespace hindcast
