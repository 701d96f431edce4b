// The sentences of a chaos report, composed of its numbers alone. The text report, JUnit and JSON
// say the same words.
#pragma once

#include <string>
#include <vector>

#include "hindcast/replay/report/chaos_report.hpp"

namespace hindcast {

// "100 of 100 runs [.963, 1]", "12 of 100 runs broke [.070, .198], 30 degraded, 58 handled".
std::string frequency_words(const ReportItem& item);
// "Hang: the one pooled connection ...", "none".
std::string mode_words(const ModeShare& mode);
// Returns what stands after "MTTR:".
std::string recovery_time_words(const ReportItem& item);
// Returns what stands after "Detected:".
std::string detection_words(const ReportItem& item);
std::string impact_words(const ReportItem& item);
std::string error_words(const ReportItem& item);
// "Automatic", "Manual in 3 of 100 runs (restart redis)", with what else was counted.
std::string recovery_words(const ReportItem& item);
// "always broken by frontend; sometimes by cart (2 broke, 1 degraded of 9); never by ad and email",
// about what was struck; empty if no seed had a choice.
std::string struck_words(const ReportItem& item);
// One line each for what was survived and what was handled.
std::string degraded_words(const ReportItem& item);
std::string handled_words(const ReportItem& item);

// "2,000 of 2,000 update_context".
std::string kind_words(const KindImpact& impact);
// "97 of 100 [.915, .990]" and what it is about.
std::string red_line_words(const RedLine& line);
std::string change_words(const TriedChange& change);

// "10 scenarios x 100 seeds: 8 broke, 1 degraded, 1 handled (10 of 36 catalogue rows)".
std::string tests_words(const ChaosReport& report);
std::string duration_words(const ChaosReport& report);
// "Not Ready: Critical failures unhandled (level 1 not survived: capped at 39)".
std::string readiness_words(const Score& score);
// One line for each level, for the sum, and for each cap.
std::vector<std::string> decomposition_words(const Score& score);

}  // namespace hindcast
