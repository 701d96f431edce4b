// Evidence for the cascades of a graph: a campaign of the story that strikes the trigger, and the
// same seeds again with each sustaining policy neutralised.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "hindcast/replay/graph/graph_report.hpp"
#include "hindcast/replay/report/report_item.hpp"
#include "hindcast/replay/workers.hpp"
#include "hindcast/scenarios/cli/selection.hpp"

namespace hindcast {

struct EvidenceOptions {
  std::uint64_t first_seed = 1;
  std::uint32_t seeds = 5;
  std::uint32_t jobs = 1;
  std::size_t cascades_max = 5;  // that many are tried, of those that a story strikes the worst
  const StopFlag* interrupted = nullptr;
  // Called now and then with cascades tried and cascades to be tried.
  std::function<void(std::size_t done, std::size_t total)> progress{};
};

struct EvidenceInput {
  const Registry& registry;
  const SystemSource& source;
  const Assignments& assignments;
  CommandStyle style;
  EvidenceOptions options{};
};

// Returns the report with the evidence of its worst cascades; each other one says why it was not
// tried. Confirmed cascades come first, then those that were seen, then the rest in their order.
// REQUIRES: the report is of this design.
GraphReport with_evidence(const EvidenceInput& input, GraphReport report);

}  // namespace hindcast
