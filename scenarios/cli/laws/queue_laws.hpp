// QueueLaws: points of queueing theory, each measured by three seeds that are fixed beforehand, in
// runs so long that their intervals are narrow enough to judge.
#pragma once

#include <string>
#include <vector>

#include "hindcast/replay/laws/queueing.hpp"
#include "hindcast/scenarios/cli/laws/load_law.hpp"
#include "hindcast/scenarios/laws/queue_run.hpp"

namespace hindcast {

// One number of a table, and how a run's batches give it.
struct QueueMeasure {
  const char* name = "";
  double law = 0;
  std::vector<Batch> (*batches_of)(const std::vector<LineBatch>& batches) = nullptr;
  double quantile = 0;  // of the sojourn time, instead of a mean; 0: a mean
};

struct QueuePoint {
  std::string name{};
  WaitingLineOptions options{};
  std::vector<QueueMeasure> measures{};
};

// Runs the points and adds their rows.
void run_queues(LawTable& table, const std::vector<QueuePoint>& points, std::uint32_t seeds,
                const LawRequest& request);

// What is simulated, and how it is judged.
extern const char* const kQueueReality;
extern const char* const kQueueJudged;

}  // namespace hindcast
