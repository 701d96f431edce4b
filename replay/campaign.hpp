// Campaign: many seeds of several scenarios, on several threads. A run depends on its scenario and
// seed alone and its result has a fixed place, so any number of threads gives the same campaign.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hindcast/replay/execute.hpp"
#include "hindcast/replay/workers.hpp"

namespace hindcast {

// How the faults of a run are decided.
enum class Base : std::uint8_t { random, quiet };

const char* name_of(Base base);

struct CampaignOptions {
  std::uint64_t first_seed = 1;
  std::uint32_t seeds = 100;
  std::uint32_t jobs = 1;
  Limits limits{};
  // Called now and then, from one thread at a time, with runs done and runs in all.
  std::function<void(std::size_t done, std::size_t total)> progress{};
  // Set from outside (Ctrl-C): no new runs begin, and what is finished is kept.
  const StopFlag* interrupted = nullptr;
};

// All runs of one scenario, in the order of their seeds. A run that never took place is absent.
struct ScenarioRuns {
  const Scenario* scenario = nullptr;
  std::vector<Run> runs{};
  std::size_t planned = 0;

  bool complete() const { return runs.size() == planned; }
};

struct CampaignResult {
  std::vector<ScenarioRuns> scenarios{};
  bool interrupted = false;
};

// Runs each scenario with seeds first_seed, first_seed + 1, ...
CampaignResult run_campaign(const std::vector<const Scenario*>& scenarios,
                            const CampaignOptions& options);

// Runs one seed of one scenario as a campaign does.
Run run_seed(const Scenario& scenario, Base base, const ExecuteOptions& options);

}  // namespace hindcast
