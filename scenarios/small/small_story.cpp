#include "hindcast/scenarios/small/small_story.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/models/load/value_oracle.hpp"
#include "hindcast/scenarios/catalogue/harms.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {
namespace {

constexpr Duration kBooted = std::chrono::seconds(20);
// Longer than any caller waits.
constexpr Duration kAnswered = std::chrono::seconds(70);
constexpr Duration kIdle = std::chrono::minutes(10);  // between two calls of a design without load

}  // namespace

SmallStory::SmallStory(World& world, const Design& design)
    : world_(world), design_(design), platform_((build_design(design, world), world)) {
  HINDCAST_CHECK(platform_.clients != nullptr && platform_.mcp != nullptr);
  platform_.clients->set_objective(*design.objective);
  if (platform_.snowflake != nullptr) {
    platform_.snowflake->preload("contexts", Clients::customer_name(kCustomer), value_text(0));
  }
  world.inject("story", [this] {
    sleep(kBooted);
    tell();
    world_.stop(verdict_);
  });
}

void SmallStory::warm_cache() {
  if (platform_.redis == nullptr) return;
  platform_.redis->preload(McpServer::cache_key(Clients::customer_name(kCustomer)),
                           McpServer::cached_text(value_text(0)),
                           platform_.mcp->options().cache_ttl);
}

void SmallStory::call(Tool tool, std::uint32_t count) {
  platform_.clients->burst(count, tool, kCustomer);
  sleep(kAnswered);
}

void SmallStory::violate(std::string property, std::string detail) {
  verdict_ = {Verdict::violated, std::move(property), std::move(detail), now()};
}

Observation SmallStory::observe() {
  Observation observation;
  measure(observation);
  add_harms(platform_, observation);
  add_observations(observation);
  grade(observation);
  return observation;
}

void SmallStory::measure(Observation& observation) const {
  platform_.callers.add_impact(Instant(), Instant::never(), world_.now(), observation);
  observation.exercised = observation.offered > 0;
}

void SmallStory::grade(Observation& observation) const {
  const Verdict verdict = world_.outcome().verdict;
  const auto unsafe = std::ranges::find_if(
      observation.harms, [](const Harm& harm) { return harm.unsafe() && harm.count > 0; });
  const bool lasts = observation.recovery == Recovery::none ||
                     observation.recovery_time >= design_.objective->recovery_max;
  if (unsafe != observation.harms.end()) {
    observation.grade = Grade::broke;
    observation.failure_mode = unsafe->mode;
    observation.cause = unsafe->name;
  } else if (verdict == Verdict::violated || verdict == Verdict::deadlocked || lasts) {
    observation.grade = Grade::broke;
    observation.failure_mode =
        verdict == Verdict::deadlocked ? FailureMode::hang : FailureMode::outage;
  } else if (observation.good < observation.offered) {
    observation.grade = Grade::degraded;
    observation.failure_mode = FailureMode::outage;
  }
}

std::optional<std::string> has_load(const Design& design) {
  for (const ComponentDesign& component : design.components) {
    if (component.kind->name != "clients") continue;
    const auto& options = *static_cast<const ClientsOptions*>(component.options.get());
    if (options.rate.interval() >= kIdle) continue;
    return component.name + " has a load of its own, and every call would multiply the executions";
  }
  return std::nullopt;
}

SmallConfiguration small_configuration() {
  return {.system = "small_platform",
          .orders_from = kBooted,
          .orders_until = kBooted + kAnswered - std::chrono::seconds(1)};
}

SmallConfiguration moments_configuration() {
  return {.system = "small_platform", .orders_from = kBooted, .orders_until = kBooted};
}

void add_small_stories(ScenarioRegistry& scenarios) {
  add_small_update_stories(scenarios);
  add_small_stampede_stories(scenarios);
  add_small_breaker_stories(scenarios);
  add_small_partition_stories(scenarios);
  add_small_transaction_stories(scenarios);
  add_small_time_stories(scenarios);
}

}  // namespace hindcast
