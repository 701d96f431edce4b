// The block CIRCUIT BREAKERS: the same seeds with and without each breaker.
#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <vector>

#include "hindcast/replay/report/breaker_words.hpp"
#include "hindcast/scenarios/cli/breaker_trials.hpp"

namespace hindcast {
namespace {

const Registry& registry() {
  static const Registry shipped = shipped_registry();
  return shipped;
}

// A campaign of one story on the platform with breakers, and its block.
struct Trial {
  std::vector<std::unique_ptr<Scenario>> scenarios{};
  CampaignResult campaign{};
  BreakerBlock block{};
};

Trial trial(const std::string& story, std::vector<std::string> sets, std::uint32_t jobs = 2,
            const std::atomic<bool>* stops_trials = nullptr) {
  const SystemSource source("activity_platform_breaker", registry().kinds);
  const Assignments assignments = split_assignments(registry(), sets);
  Trial made;
  made.scenarios.push_back(
      bind_one(scenario_named(registry(), story), source.load(assignments.design), assignments));
  CampaignOptions options;
  options.seeds = 8;
  options.jobs = jobs;
  made.campaign = run_campaign({made.scenarios.front().get()}, options);
  options.interrupted = stops_trials;
  made.block =
      breaker_block(breaker_trials({registry(), source, assignments, made.campaign, options}));
  return made;
}

const std::vector<std::string> kShortPartition = {"snowflake_partition.length=2m"};

std::vector<std::string> with(std::vector<std::string> sets, const std::string& more) {
  sets.push_back(more);
  return sets;
}

const BreakerItem& item_of(const Trial& made, const std::string& connection) {
  for (const BreakerSummary& breaker : made.block.breakers) {
    if (breaker.connection == connection) return breaker.items.front();
  }
  FAIL("no breaker on ", connection);
  return made.block.breakers.front().items.front();
}

constexpr const char* kDatabase = "mcp.database -> database.sql";

std::string text_of(const BreakerBlock& block) {
  TextLayout layout({});
  write_breakers(block, layout);
  return layout.text();
}

TEST_CASE("a breaker of a partitioned database opens, spares calls, and is judged by pairs") {
  const Trial made = trial("snowflake_partition", {"snowflake_partition.length=20m"});
  REQUIRE(made.block.breakers.size() == 3);
  const BreakerItem& item = item_of(made, kDatabase);
  CHECK_FALSE(item.idle);
  CHECK(item.pairs == 8);
  CHECK(item.opened.hits == 8);
  // opossum's own timeout of 10 s is the first failure, and the first failure opens it.
  CHECK(item.time_to_open.p50 >= Duration(std::chrono::seconds(10)));
  CHECK(item.time_to_open.p50 < Duration(std::chrono::seconds(20)));
  // Without it every call of twenty minutes fails; with it only those under way and the probes.
  CHECK(item.dead_calls.shown());
  CHECK(item.dead_calls.after_p50 < item.dead_calls.before_p50);
  CHECK(item.dead_calls.high < 0);
}

TEST_CASE("a trial that an interruption cuts off is left out, not called idle") {
  const std::atomic<bool> stopped{true};
  const Trial made = trial("snowflake_partition", kShortPartition, 2, &stopped);
  for (const BreakerSummary& breaker : made.block.breakers) {
    CHECK(breaker.connection != kDatabase);
    for (const BreakerItem& item : breaker.items) CHECK(item.opened.hits == 0);
  }
}

TEST_CASE("the numbers of the block move with the option that causes them") {
  const BreakerItem slow = item_of(
      trial("snowflake_partition", with(kShortPartition, "mcp.database.breaker.open_wait=60s")),
      kDatabase);
  const BreakerItem fast = item_of(
      trial("snowflake_partition", with(kShortPartition, "mcp.database.breaker.open_wait=1s")),
      kDatabase);
  // A shorter wait probes more often while the other side is dead...
  CHECK(fast.dead_calls.after_p50 > slow.dead_calls.after_p50);
  // ...and rejects fewer calls once it is well again.
  CHECK(fast.healthy_rejected.after_p50 < slow.healthy_rejected.after_p50);
  const BreakerItem deaf = item_of(
      trial("snowflake_partition", with(kShortPartition, "mcp.database.breaker.timeout=infinite")),
      kDatabase);
  CHECK(deaf.time_to_open.p50 > slow.time_to_open.p50);
}

TEST_CASE("a breaker that has nothing to do is said to have had nothing to do") {
  const Trial made = trial("cache_stampede", {});
  const BreakerItem& item = item_of(made, "worker.database -> worker_database.sql");
  CHECK(item.idle);
  CHECK(item.pairs == 0);
  CHECK(item.opened.hits == 0);
  CHECK(text_of(made.block).find("Had nothing to do in: ") != std::string::npos);
}

TEST_CASE("the block is the same for any number of threads") {
  const Trial one = trial("redis_shutdown", {}, 1);
  const Trial four = trial("redis_shutdown", {}, 4);
  CHECK(text_of(one.block) == text_of(four.block));
  CHECK(text_of(one.block).find("without: --set mcp.cache.breaker.preset=none") !=
        std::string::npos);
}

TEST_CASE("runs of a design with breakers are repeatable") {
  const Trial one = trial("redis_shutdown", {}, 2);
  const Trial two = trial("redis_shutdown", {}, 2);
  for (std::size_t index = 0; index < 8; ++index) {
    CHECK(one.campaign.scenarios.front().runs[index].digest ==
          two.campaign.scenarios.front().runs[index].digest);
  }
}

TEST_CASE("taking all breakers out of the platform gives the default platform, run for run") {
  const SystemSource plain("activity_platform", registry().kinds);
  const SystemSource guarded("activity_platform_breaker", registry().kinds);
  const Assignments none;
  const Assignments out = split_assignments(
      registry(),
      std::vector<std::string>{"mcp.cache.breaker.preset=none", "mcp.database.breaker.preset=none",
                               "worker.database.breaker.preset=none"});
  const ScenarioKind& story = scenario_named(registry(), "redis_shutdown");
  const auto left = bind_one(story, plain.load({}), none);
  const auto right = bind_one(story, guarded.load(out.design), none);
  CampaignOptions options;
  options.seeds = 3;
  const CampaignResult both = run_campaign({left.get(), right.get()}, options);
  for (std::size_t index = 0; index < 3; ++index) {
    CHECK(both.scenarios[0].runs[index].digest == both.scenarios[1].runs[index].digest);
  }
}

}  // namespace
}  // namespace hindcast
