// What holds of the Snowflake models as models: determinism, their option tables, their store.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "hindcast/models/snowflake/table_store.hpp"
#include "hindcast/sim/parameter.hpp"
#include "tests/models/snowflake_rig.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

// Ten callers with transactions on 3 sessions, while the network fails for two minutes.
std::uint64_t digest_of_a_busy_day(std::uint64_t seed) {
  std::vector<std::function<void(sql::SqlPort&)>> requests(10, [](sql::SqlPort& port) {
    for (int round = 0; round < 20; ++round) {
      sql::Session session(port);
      if (!session.acquire().ok()) continue;
      if (!session.begin().ok()) continue;
      if (!session.update("contexts", "customer-1", std::to_string(round)).ok()) continue;
      if (!session.insert("events", std::to_string(round), "clicked").ok()) continue;
      session.commit();
      pause(Duration::nanoseconds(static_cast<std::int64_t>(draw("think") % 10'000'000'000)));
    }
  });
  SnowflakeRig rig({.seed = seed, .pool = {.pool = {.max = 3}}, .requests = std::move(requests)});
  rig.world.inject("partition", [&] {
    pause(30s);
    rig.wan.cut = true;
    pause(2min);
    rig.wan.cut = false;
  });
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(rig.service.inserts("events") == 200);
  return rig.world.digest();
}

TEST_CASE("the same seed gives the same run, another seed another") {
  const std::uint64_t first = digest_of_a_busy_day(1);
  CHECK(digest_of_a_busy_day(1) == first);
  CHECK(digest_of_a_busy_day(2) != first);
}

TEST_CASE("every option has a source, and text sets it") {
  SnowflakePoolOptions pool;
  ParameterSet pool_parameters(SnowflakePoolOptions::fields(), pool, "pool");
  SnowflakeServiceOptions service;
  ParameterSet service_parameters(SnowflakeServiceOptions::fields(), service, "snowflake");
  for (const ParameterSet* set : {&pool_parameters, &service_parameters}) {
    for (const Parameter& parameter : set->parameters()) {
      INFO(parameter.path);
      CHECK_FALSE(parameter.source.empty());
    }
  }
  CHECK_FALSE(pool_parameters.set("pool.acquireTimeoutMillis", "5s", "test").has_value());
  CHECK_FALSE(pool_parameters.set("driver.timeout", "9s", "test").has_value());
  CHECK(pool.pool.acquire_timeout == Duration(5s));
  CHECK(pool.driver.timeout == Duration(9s));
  CHECK_FALSE(pool_parameters.set("pool.min", "3", "test").has_value());
  CHECK(pool_parameters.broken_rule() != nullptr);  // min is above max
  CHECK_FALSE(service_parameters.set("MAX_CONCURRENCY_LEVEL", "4", "test").has_value());
  CHECK(service.concurrency_max == 4);
}

TEST_CASE("the defaults are those of the real libraries") {
  const SnowflakePoolOptions options;
  CHECK(options.pool.max == 1);
  CHECK(options.pool.min == 0);
  CHECK(options.pool.waiting_clients_max == PoolOptions::kUnlimited);
  CHECK(options.pool.acquire_timeout.is_infinite());
  CHECK(options.pool.eviction_run_interval == Duration::zero());
  CHECK_FALSE(options.pool.test_on_borrow);
  CHECK(options.driver.timeout == Duration(90s));
  CHECK(options.driver.retry_timeout == Duration(300s));
  CHECK(options.driver.login_retries_max == 7);
}

TEST_CASE("a table finds each of 100,000 rows and counts what was inserted twice") {
  CommittedTable table("events");
  for (std::uint64_t key = 0; key < 100'000; ++key) table.insert(key * key, std::to_string(key));
  for (std::uint64_t key = 0; key < 100'000; key += 1'000) table.insert(key * key, "again");
  CHECK(table.rows() == 100'000);
  CHECK(table.inserts() == 100'100);
  CHECK(table.duplicates() == 100);
  CHECK(table.inserted(49) == 1);
  CHECK(table.inserted(1'000'000) == 2);
  CHECK(table.inserted(2) == 0);
  REQUIRE(table.find(49) != nullptr);
  CHECK(*table.find(49) == "7");
  CHECK(table.find(2) == nullptr);
}

}  // namespace
}  // namespace hindcast
