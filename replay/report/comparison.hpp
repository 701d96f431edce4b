// Comparison: two designs in the same scenarios on the same seeds, and every difference between
// them with its interval. Plain data; text and JSON are made of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/replay/report/chaos_report.hpp"
#include "hindcast/replay/report/paired_words.hpp"
#include "hindcast/replay/report/text_layout.hpp"

namespace hindcast {

// What is good for the callers.
enum class Better : std::uint8_t { neither, lower, higher };

// What the difference says: nothing if its interval holds zero.
enum class Shown : std::uint8_t { same, unclear, better, worse, other };

struct ComparedRate {
  std::string name{};
  Better direction = Better::lower;
  RatePair pair{};
};

struct ComparedQuantity {
  std::string name{};
  Better direction = Better::lower;
  PairUnit unit = PairUnit::count;
  QuantityPair pair{};
};

struct ComparedScenario {
  ScenarioInfo info{};
  std::uint64_t pairs = 0;
  std::uint64_t inconclusive = 0;  // seeds of which a run ended inconclusive in one of the designs
  std::vector<ComparedRate> rates{};
  std::vector<ComparedQuantity> quantities{};
};

struct ComparedScore {
  bool given = false;
  std::string why_none{};  // if it is not given
  std::int64_t before = 0;
  std::int64_t after = 0;
  // Percentiles 2.5 and 97.5 of the difference over resamples of the seeds.
  std::int64_t low = 0;
  std::int64_t high = 0;
};

struct ComparedSystem {
  std::string name{};
  std::string summary{};
  std::string argument{};  // as the command line names it
};

struct Comparison {
  ComparedSystem before{};
  ComparedSystem after{};
  std::uint64_t first_seed = 1;
  std::uint64_t seeds = 0;
  bool interrupted = false;
  std::vector<std::string> left_out{};  // "name: why", of scenarios that do not fit both
  ComparedScore score{};
  RatePair calm_day{};  // runs of the calm day that meet the objective
  std::vector<ComparedScenario> scenarios{};
};

// One side: its report (for the score) and its runs.
struct ComparedSide {
  const ChaosReport* report = nullptr;
  const CampaignResult* campaign = nullptr;
  const CampaignResult* calm_day = nullptr;
};

// REQUIRES: both campaigns have the same scenarios in the same order. Seeds that only one of them
// finished are left out.
Comparison compare(const ComparedSide& before, const ComparedSide& after);

Shown finding_of(const ComparedRate& rate);
Shown finding_of(const ComparedQuantity& quantity);
const char* name_of(Shown finding);
const char* name_of(Better better);

// Counts over all measures.
struct ComparisonCounts {
  std::uint64_t better = 0;
  std::uint64_t worse = 0;
  std::uint64_t other = 0;    // a difference that is neither good nor bad
  std::uint64_t unclear = 0;  // it differs in some pair, but the interval holds zero
  std::uint64_t same = 0;     // in every pair
};
ComparisonCounts counts_of(const Comparison& comparison);
// Whether the second design broke or degraded more often, beyond its interval.
bool regressed(const Comparison& comparison);

std::string render_comparison(const Comparison& comparison, const TextStyle& style);
// Fits comparison_schema().
std::string render_comparison_json(const Comparison& comparison);
std::string_view comparison_schema();

}  // namespace hindcast
