// The chaos report as a person reads it: the catalogue's headings in the catalogue's order, worst
// first, in full.
#pragma once

#include <string>

#include "hindcast/replay/report/chaos_report.hpp"
#include "hindcast/replay/report/text_layout.hpp"

namespace hindcast {

std::string render_report(const ChaosReport& report, const TextStyle& style = {});

}  // namespace hindcast
