// The chaos report as JUnit XML, for CI services: one test case for each scenario.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hindcast/replay/report/chaos_report.hpp"

namespace hindcast {

// A test of its own beside the report's: a token of a corpus that ran again.
struct JunitCase {
  std::string name{};
  bool failed = false;
  std::string message{};  // of a failure: its token
  std::string details{};  // with the command that replays it
};

// Returns the report as one <testsuite>: a scenario that broke is a failure, with its token and
// details; one that was not judged is an error; one that degraded passes, with what was measured in
// its output. Red lines are failures of a suite of their own, and the regressions are a suite if
// there are any. There is no wall time in it.
std::string render_junit(const ChaosReport& report, const std::vector<JunitCase>& regressions = {});

// Returns `text` fit for content and attributes of XML 1.0: markup escaped, and what XML cannot
// hold (control characters, bytes that are not UTF-8, U+FFFE and U+FFFF) as \xNN.
std::string xml_text(std::string_view text);

}  // namespace hindcast
