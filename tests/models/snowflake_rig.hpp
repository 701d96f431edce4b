// An application with a pool, a wide area network and Snowflake: what the tests of models/snowflake
// run.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/models/snowflake/pool.hpp"
#include "hindcast/models/snowflake/service.hpp"
#include "hindcast/models/snowflake/session.hpp"
#include "hindcast/replay/choosers.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

// Suspends the calling fiber in virtual time.
inline constexpr auto& pause = hindcast::sleep;

// Suspending calls stand outside of CHECK, which would catch the end of their fiber.
inline void expect_ok(const sql::Reply& reply) { CHECK(reply.error_text.empty()); }

// 10 ms each way, until it is cut: then silence.
class WideAreaLink final : public Link {
 public:
  struct Options {};

  WideAreaLink(World& world, std::string name, Options) : Link(world, std::move(name)) {}

  bool cut = false;

  Transit carry(const Parcel&) override {
    return cut ? Transit{.fate = Fate::lost} : Transit{.delay = std::chrono::milliseconds(10)};
  }
};

struct ApplicationOptions {
  std::vector<std::function<void(sql::SqlPort&)>> requests{};
};

// Runs each request on a fiber of its own, in its first life.
class Application final : public Component {
 public:
  using Options = ApplicationOptions;

  Application(const Place& place, Options options)
      : Component(place), options_(std::move(options)) {}

  sql::SqlPort database{*this, "database"};

 private:
  std::unique_ptr<Process> boot() override {
    if (node().life() > 0) return std::make_unique<Process>();
    for (const auto& request : options_.requests) {
      spawn("request", [this, &request] { request(database); });
    }
    return std::make_unique<Process>();
  }

  Options options_;
};

struct SnowflakeRigOptions {
  std::uint64_t seed = 1;
  SnowflakePoolOptions pool{};
  SnowflakeServiceOptions service{};
  CallPolicy policy{};
  std::vector<std::function<void(sql::SqlPort&)>> requests{};
};

// Fixed times, so that tests can state sums: a statement takes 100 ms, all else 10 ms.
inline SnowflakeServiceOptions steady_service() {
  const Duration brief = std::chrono::milliseconds(10);
  const Duration statement = std::chrono::milliseconds(100);
  SnowflakeServiceOptions options;
  options.login_time = Distribution::constant(brief);
  options.session_time = Distribution::constant(brief);
  options.begin_time = Distribution::constant(brief);
  options.end_time = Distribution::constant(brief);
  options.select_time = Distribution::constant(statement);
  options.insert_time = Distribution::constant(statement);
  options.update_time = Distribution::constant(statement);
  options.auto_suspend = Duration::infinite();
  return options;
}

struct SnowflakeRig {
  explicit SnowflakeRig(SnowflakeRigOptions options)
      : world(chooser, {.seed = options.seed}),
        service(world.add<SnowflakeService>("snowflake", options.service)),
        application(world.add<Application>("app", {std::move(options.requests)})),
        pool(world.add_to<SnowflakePool>(application.node(), "pool", options.pool)),
        wan(world.add<WideAreaLink>("wan")) {
    world.connect(application.port("database"), pool.port("sql"), std::move(options.policy));
    connection = &world.connect(pool.port("snowflake"), wan, service.port("sql_api"));
  }

  QuietChooser chooser;
  World world;
  SnowflakeService& service;
  Application& application;
  SnowflakePool& pool;
  WideAreaLink& wan;
  Connection* connection = nullptr;
};

}  // namespace hindcast
