// CheckReport: what an exploration covered and found, as plain data, and its two renderings. It
// claims no more than was done: what was not covered is part of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/replay/explore/explore.hpp"
#include "hindcast/replay/explore/survey.hpp"
#include "hindcast/replay/report/text_layout.hpp"
#include "hindcast/sim/scenario.hpp"

namespace hindcast {

enum class CheckVerdict : std::uint8_t {
  held,                // every execution within the bounds, and none failed
  finding,             // at least one failed
  inconclusive,        // the budget, a bound or a limit ended the exploration or an execution
  nothing_to_explore,  // one execution only: nothing could have gone otherwise
  unseen,              // what should be seen at least once never was
};

const char* name_of(CheckVerdict verdict);

struct CheckFinding {
  std::string what{};    // the property, or how the design failed
  std::string detail{};  // evidence in words, several lines
  std::uint64_t executions = 0;
  std::uint64_t deviations = 0;  // answers other than the quiet one
  std::string token{};
  std::string command{};  // whole, ready to be pasted
};

struct CheckReport {
  std::string scenario{};
  std::string title{};
  std::string system{};             // empty: it runs no design
  std::uint64_t configuration = 0;  // a hash of all resolved parameters
  std::vector<Assignment> overrides{};
  std::uint64_t seed = 0;
  std::vector<std::string> bounds{};
  std::uint64_t executions_max = 0;
  std::string ended_by{};   // "the budget of 5 executions (--executions)"; empty if it is complete
  std::string rest_file{};  // from which it goes on
  bool fingerprints = false;  // states were explored once, by their declared fingerprint
  bool symmetry = false;
  ExploreResult result{};
  std::vector<SurveyRow> rows{};
  std::uint64_t executions_beyond = 0;  // in no row
  std::vector<CheckFinding> findings{};
  std::vector<std::string> unseen{};  // `sometimes` that held in no execution

  CheckVerdict verdict() const;
};

// The claim in one sentence: which executions were run, of all there are.
std::string coverage_words(const CheckReport& report);
// What the exploration says nothing about, one sentence each.
std::vector<std::string> uncovered_words(const CheckReport& report);

// Whether livelock was looked for, and how, in one sentence.
std::string livelock_words(const CheckReport& report);

// "held", or how far it held.
std::string verdict_words(const CheckReport& report);

std::string render_check(const CheckReport& report, const TextStyle& style = {});
// As JSON, with a line end.
std::string render_check_json(const CheckReport& report);

}  // namespace hindcast
