#include "hindcast/scenarios/catalogue/pipeline.hpp"

#include <algorithm>

namespace hindcast {

std::uint64_t late_activities(const Platform& platform) {
  constexpr Duration kUnderWay = std::chrono::minutes(1);
  if (platform.queue == nullptr || platform.worker == nullptr) return 0;
  if (platform.snowflake == nullptr || platform.clients == nullptr) return 0;
  std::uint64_t late = 0;
  const std::vector<Write>& writes = platform.clients->activities().writes();
  for (std::uint32_t number = 1; number <= writes.size(); ++number) {
    const Instant acknowledged = writes[number - 1].acknowledged;
    if (acknowledged.is_never() || platform.world.now() - acknowledged <= kUnderWay) continue;
    late += platform.snowflake->inserted("events", Clients::activity_text(number)) == 0 ? 1U : 0U;
  }
  return late;
}

std::uint64_t updates_in_doubt(const Platform& platform) {
  if (platform.snowflake == nullptr || platform.clients == nullptr) return 0;
  std::uint64_t in_doubt = 0;
  const std::vector<Write>& writes = platform.clients->contexts().writes();
  for (std::uint32_t number = 1; number <= writes.size(); ++number) {
    if (!writes[number - 1].acknowledged.is_never()) continue;
    in_doubt += platform.snowflake->inserted("events", value_text(number)) > 0 ? 1U : 0U;
  }
  return in_doubt;
}

std::uint64_t queue_lag(const Platform& platform) {
  if (platform.queue == nullptr || platform.worker == nullptr) return 0;
  const std::uint64_t size = platform.queue->disk().size(platform.queue->options().path);
  return size - std::min(size, platform.worker->position().offset);
}

void add_pipeline_notes(const Platform& platform, Observation& observation) {
  if (platform.queue == nullptr || platform.worker == nullptr) return;
  const QueueWorker::Counts& worker = platform.worker->counts();
  const QueueLedger& ledger = platform.queue->ledger();
  observation.notes.push_back({"exits of the worker", worker.exits});
  observation.notes.push_back({"lines quarantined", ledger.quarantined_count()});
  observation.notes.push_back({"lines passed over", ledger.skipped_count()});
  if (platform.mcp == nullptr) return;
  observation.notes.push_back({"appends refused by the queue", platform.mcp->counts().queue_full});
  observation.notes.push_back({"appends failed", platform.mcp->counts().append_errors});
}

}  // namespace hindcast
