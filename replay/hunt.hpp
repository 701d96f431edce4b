// hunt(scenario, options): looks for failing runs of what is too large for all of its runs, by
// several strategies whose strengths differ (no one of them finds every bug): each has its own way
// to draw a run, all report alike. A failing run is a token, whoever found it.
//
//   seeds    random faults and delays, first in, first out: what `hindcast run` does
//   walk     each schedule question answered uniformly
//   pct      probabilistic concurrency testing, depth 3 (samplers.hpp)
//   pos      partial order sampling
//   urw      uniform over interleavings, as far as they were seen
//   delays   first in, first out but for two delays (delay_bounded.hpp)
//   guided   as seeds, but runs branch off from where a `sometimes` was first seen
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "hindcast/replay/replay.hpp"
#include "hindcast/replay/report/interval.hpp"
#include "hindcast/replay/workers.hpp"

namespace hindcast {

enum class Strategy : std::uint8_t { seeds, walk, pct, pos, urw, delays, guided };

inline constexpr Strategy kStrategies[] = {Strategy::seeds, Strategy::walk, Strategy::pct,
                                           Strategy::pos,   Strategy::urw,  Strategy::delays,
                                           Strategy::guided};

const char* name_of(Strategy strategy);

struct HuntOptions {
  std::vector<Strategy> strategies{};  // they take turns; more than one is a portfolio
  std::uint64_t runs_max = 1'000;      // in all
  std::uint64_t first_seed = 1;
  bool stops_at_first = false;  // the first failing run ends the hunt
  std::uint32_t jobs = 1;       // threads; the result is the same for any number
  Limits limits{};
  std::vector<Assignment> overrides{};  // for the tokens
  // Called now and then, from one thread at a time, with runs done and runs in all.
  std::function<void(std::size_t done, std::size_t total)> progress{};
  const StopFlag* interrupted = nullptr;
};

// What one strategy did.
struct HuntTally {
  Strategy strategy = Strategy::seeds;
  Share failing{};          // of its runs
  std::uint64_t steps = 0;  // of all its runs
};

// One way to fail, and the first run that did.
struct HuntFinding {
  Run run{};
  Token token{};
  Strategy strategy = Strategy::seeds;  // who found it
  std::uint64_t at_run = 0;             // from 1, over all strategies
  std::uint64_t runs = 0;               // that failed so
};

struct HuntResult {
  std::vector<HuntTally> tallies{};
  std::vector<HuntFinding> findings{};          // in the order in which they were found
  std::map<std::string, std::uint64_t> seen{};  // runs in which each `sometimes` held
  std::vector<std::string> unseen{};            // that held in none
  std::uint64_t runs = 0;
  bool interrupted = false;
};

// Runs the strategies in turn until the budget ends. REQUIRES: at least one strategy.
HuntResult hunt(const Scenario& scenario, const HuntOptions& options);

}  // namespace hindcast
