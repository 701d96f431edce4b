// Findings: the names of everything bad that a report says, equal from run to run, so that a build
// can fail on new ones only.
#pragma once

#include <string>
#include <vector>

#include "hindcast/replay/report/chaos_report.hpp"

namespace hindcast {

struct Finding {
  std::string id{};        // "mcp_killed/broke/data_loss"
  std::string sentence{};  // for a person
  Witness witness{};
  std::string shrunk{};  // the token of a smaller run that fails alike; empty: there is none
};

// Returns the findings of a report, worst first: "<scenario>/broke/<mode>" for each failure mode
// that was seen, "<scenario>/degraded", "red_line/<kind>/<text>". Numbers in a red line's text are
// left out.
std::vector<Finding> findings_of(const ChaosReport& report);

// Returns the findings that a baseline does not have. `known` are the ids in its "findings". A
// scenario that broke in the baseline and is only degraded now is no news.
std::vector<Finding> new_findings(const ChaosReport& report, const std::vector<std::string>& known);

}  // namespace hindcast
