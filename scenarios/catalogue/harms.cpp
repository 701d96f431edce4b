#include "hindcast/scenarios/catalogue/harms.hpp"

#include <set>

#include "hindcast/models/load/value_oracle.hpp"
#include "hindcast/scenarios/catalogue/pipeline.hpp"

namespace hindcast {
namespace {

constexpr const char* kContexts = "contexts";
constexpr const char* kEvents = "events";

// A customer's latest acknowledged update is lost if the database holds a value that this update,
// or one acknowledged before it began, had replaced.
bool is_lost(const ValueOracle& contexts, const SnowflakeService& database,
             std::uint32_t customer) {
  const std::uint32_t latest = contexts.latest_acknowledged(customer);
  if (latest == 0) return false;
  const auto held = database.committed_value(kContexts, Clients::customer_name(customer));
  const auto number = held ? value_number(*held) : std::nullopt;
  if (!number || *number == 0 || *number > contexts.writes().size()) return true;
  if (*number == latest) return false;
  const Write& holding = contexts.writes()[*number - 1];
  const Write& newest = contexts.writes()[latest - 1];
  return !holding.acknowledged.is_never() && holding.acknowledged < newest.started;
}

std::uint64_t lost_updates(const Platform& platform) {
  std::uint64_t lost = 0;
  const ValueOracle& contexts = platform.clients->contexts();
  for (std::uint32_t customer = 0; customer < platform.clients->options().customers; ++customer) {
    lost += is_lost(contexts, *platform.snowflake, customer) ? 1U : 0U;
  }
  return lost;
}

// Values that were served although their transaction never committed.
std::uint64_t served_uncommitted(const Platform& platform) {
  const auto& served = platform.clients->contexts().served_unacknowledged();
  std::uint64_t uncommitted = 0;
  for (const std::uint32_t number : std::set<std::uint32_t>(served.begin(), served.end())) {
    uncommitted += platform.snowflake->inserted(kEvents, value_text(number)) == 0 ? 1U : 0U;
  }
  return uncommitted;
}

}  // namespace

void add_harms(const Platform& platform, Observation& observation) {
  if (platform.clients == nullptr) return;  // generic services keep no data that could be harmed
  const ValueOracle& contexts = platform.clients->contexts();
  observation.harms.push_back(
      {"invalid values served", contexts.invalid(), FailureMode::corruption});
  if (platform.snowflake != nullptr) {
    observation.harms.push_back(
        {"acknowledged updates lost", lost_updates(platform), FailureMode::data_loss});
    observation.harms.push_back({"values served that were never committed",
                                 served_uncommitted(platform), FailureMode::corruption});
  }
  observation.harms.push_back({"stale reads", contexts.stale()});
  if (platform.queue == nullptr || platform.worker == nullptr) return;
  if (platform.snowflake == nullptr) return;
  const bool drained = platform.worker->idle();
  const std::uint64_t missing = late_activities(platform);
  observation.harms.push_back({"acknowledged activities lost", drained ? missing : 0,
                               drained ? FailureMode::data_loss : FailureMode::none});
  observation.harms.push_back({"acknowledged activities not delivered", drained ? 0 : missing});
  observation.harms.push_back(
      {"activities delivered twice", platform.queue->ledger().duplicates()});
}

}  // namespace hindcast
