// The report's block CIRCUIT BREAKERS: what each breaker of the design does to it in each scenario,
// against the same design without that breaker on the same seeds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/replay/campaign.hpp"
#include "hindcast/replay/report/order_statistic.hpp"
#include "hindcast/replay/report/paired.hpp"
#include "hindcast/replay/report/report_item.hpp"

namespace hindcast {

// One breaker and one scenario: the runs that the block is made of.
struct BreakerTrial {
  std::string connection{};  // "mcp.cache -> redis.resp"
  std::string kind{};        // "opossum"
  std::string removal{};     // what takes it out: "--set mcp.cache.breaker.preset=none"
  const ScenarioRuns* with = nullptr;
  // The same seeds without it, in the same order. Empty if the breaker had nothing to do in the
  // runs with it: then they would be the same runs.
  std::vector<Run> without{};
};

struct BreakerTrials {
  std::uint64_t seeds = 0;          // of each trial: the first ones of the campaign
  std::vector<BreakerTrial> all{};  // the trials of a breaker follow each other
};

struct BreakerItem {
  ScenarioInfo scenario{};
  std::uint64_t pairs = 0;
  bool idle = false;      // it never opened, and no call that it let through failed
  Share opened{};         // runs in which it was open while the fault lasted, or opened after it
  Spread time_to_open{};  // over those runs, from the start of the fault
  Share stuck{};          // runs at whose end it was not closed
  // The last one of the pair is the design with the breaker.
  QuantityPair dead_calls{};  // over the runs in which it opened; without: after the same moment
  QuantityPair healthy_rejected{};
  QuantityPair goodput{};   // parts per million of the calls offered while the fault lasted
  RatePair not_back{};      // not within the objective in time by itself
  QuantityPair recovery{};  // nanoseconds; kEndless: never
};

// One breaker of the design.
struct BreakerSummary {
  std::string connection{};
  std::string kind{};
  std::string removal{};
  std::vector<BreakerItem> items{};  // in the order of the scenarios
};

struct BreakerBlock {
  std::uint64_t seeds = 0;  // of each pair of campaigns
  std::vector<BreakerSummary> breakers{};
};

BreakerBlock breaker_block(const BreakerTrials& trials);

// Returns the observation of the connection in a run, or an empty one.
const BreakerObservation& observed(const Run& run, const std::string& connection);

}  // namespace hindcast
