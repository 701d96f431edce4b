// The graph of system files, end to end: what the models say about themselves is what they do in a
// simulation, and the laws follow the files.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "hindcast/models/load/clients.hpp"
#include "hindcast/models/snowflake/pool.hpp"
#include "hindcast/models/snowflake/service.hpp"
#include "hindcast/replay/choosers.hpp"
#include "hindcast/replay/graph/graph_report.hpp"
#include "hindcast/scenarios/cli/graph_strikes.hpp"
#include "hindcast/scenarios/registry.hpp"
#include "hindcast/scenarios/systems/shipped_systems.hpp"
#include "hindcast/scenarios/systems/starter.hpp"
#include "hindcast/scenarios/systems/system_source.hpp"
#include "hindcast/sim/connection.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

const Registry& registry() {
  static const Registry shipped = shipped_registry();
  return shipped;
}

GraphReport report_of(const Design& design) {
  QuietChooser chooser;
  World world(chooser);
  build_design(design, world);
  GraphReport report = graph_report(topology_of(world), design.name);
  name_as_in_file(design, report);
  return report;
}

GraphReport report_of(const std::string& system, const std::vector<Assignment>& changes = {}) {
  return report_of(*SystemSource(system, registry().kinds).load(changes));
}

// The margin of the flag of that law on that path, or 0.
double margin_of(const GraphReport& report, Law law, const std::vector<std::string>& path) {
  for (const Flag& flag : report.flags) {
    if (flag.law == law && flag.path == path) return flag.margin;
  }
  return 0;
}

const CascadePath* cascade_of(const GraphReport& report, const std::string& text) {
  for (const CascadePath& path : report.cascades) {
    if (path.text() == text) return &path;
  }
  return nullptr;
}

double load_of(const GraphReport& report, const std::string& name) {
  return report.facts.vertices[report.facts.graph.index_of(name)].load;
}

const std::vector<std::string> kPool = {"database", "snowflake"};
const std::string kPlatform = "activity_platform";

}  // namespace

TEST_CASE("the loads that the graph computes are those of a simulated calm day") {
  const auto design = SystemSource(kPlatform, registry().kinds).load({});
  const GraphReport report = report_of(*design);
  constexpr std::int64_t kHours = 6;
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    CAPTURE(seed);
    QuietChooser chooser;
    World world(chooser, {.seed = seed});
    build_design(*design, world);
    // What is in no database is in no cache either.
    auto& warehouse = dynamic_cast<SnowflakeService&>(*world.find_component("snowflake"));
    const auto& clients = dynamic_cast<const Clients&>(*world.find_component("clients"));
    for (std::uint32_t customer = 0; customer < clients.options().customers; ++customer) {
      warehouse.preload("contexts", Clients::customer_name(customer), value_text(0));
    }
    world.end_at(Instant::at(std::chrono::hours(kHours)));
    world.run();
    const auto sent_to = [&](const std::string& name) {
      std::uint64_t sent = 0;
      for (const auto& connection : world.connections()) {
        if (connection->server.owner().name() == name) sent += connection->counts.sent;
      }
      return static_cast<double>(sent) / static_cast<double>(kHours * 3'600);
    };
    const auto& pool = dynamic_cast<const SnowflakePool&>(*world.find_component("database"));
    const double loans =
        static_cast<double>(pool.counts().acquired) / static_cast<double>(kHours * 3'600);
    // More than 3.29 standard deviations of the rarest of these counts, about 12,000.
    CHECK(load_of(report, "mcp") == doctest::Approx(sent_to("mcp")).epsilon(.03));
    CHECK(load_of(report, "redis") == doctest::Approx(sent_to("redis")).epsilon(.03));
    CHECK(load_of(report, "database") == doctest::Approx(loans).epsilon(.03));
    CHECK(load_of(report, "snowflake") == doctest::Approx(sent_to("snowflake")).epsilon(.03));
  }
}

TEST_CASE("the platform's cascade from a silent warehouse goes through pool, server and callers") {
  const GraphReport report = report_of(kPlatform);
  const CascadePath* const path = cascade_of(report, "snowflake -> database -> mcp -> clients");
  REQUIRE(path != nullptr);
  REQUIRE(path->hops.size() == 3);
  CHECK(path->hops[0].law == Law::pool_too_small);
  // loans x (16 posts of 90 s and 184 s of waits), over one session.
  CHECK(path->hops[0].margin == doctest::Approx(load_of(report, "database") * (16 * 90 + 184)));
  CHECK(path->hops[1].law == Law::missing_timeout);
  CHECK(path->hops[1].neutralised_by[0].path == "database.pool.acquireTimeoutMillis");
  CHECK(path->hops[2].law == Law::timeout_inversion);
  CHECK(sign_of(report.facts, *path) == CascadeSign::outlives);
}

TEST_CASE("the margin of a pool is load x timeout / sessions: each factor moves it") {
  const double base = margin_of(report_of(kPlatform), Law::pool_too_small, kPool);
  REQUIRE(base > 1);
  const auto with = [&](const std::string& path, const std::string& value) {
    return margin_of(report_of(kPlatform, {{path, value}}), Law::pool_too_small, kPool);
  };
  CHECK(with("database.pool.max", "4") == doctest::Approx(base / 4));
  // 16 x 30 s + 184 s instead of 16 x 90 s + 184 s.
  CHECK(with("database.driver.timeout", "30s") == doctest::Approx(base * 664 / 1'624));
  CHECK(with("database.pool.max", fmt::format("{}", static_cast<int>(base) + 1)) == 0);
  CHECK(with("clients.rate", "12/s") > base);
  // Without a time to live worth the name nearly every read is a loan.
  CHECK(with("mcp.cache_ttl", "1s") > 3 * base);
}

TEST_CASE("a longer inner timeout adds a timeout inversion, a longer outer one takes it away") {
  const std::string system = "activity_platform_hardened";
  const std::vector<std::string> calls = {"clients", "mcp", "database"};
  // 5 steps of 8 s and the cache's 2 x 500 ms, for callers who wait 10 s.
  const double worst = margin_of(report_of(system), Law::timeout_inversion, calls) * 10;
  CHECK(worst == doctest::Approx(41).epsilon(.01));
  const auto with = [&](const std::vector<Assignment>& changes) {
    return margin_of(report_of(system, changes), Law::timeout_inversion, calls);
  };
  CHECK(with({{"mcp.database.timeout", "1s"}}) == 0);
  CHECK(with({{"mcp.database.timeout", "16s"}}) == doctest::Approx(8.1).epsilon(.01));
  CHECK(with({{"clients.mcp.timeout", "60s"}}) == 0);
}

TEST_CASE("retries on a connection amplify, and a room for them takes the flag away") {
  const auto amplification = [](const std::vector<Assignment>& changes) {
    const GraphReport report = report_of(kPlatform, changes);
    return report.facts.vertices[report.facts.graph.index_of("redis")].retries.factor;
  };
  CHECK(amplification({}) == doctest::Approx(1));
  CHECK(amplification({{"mcp.cache.attempts_max", "3"}}) == doctest::Approx(3));
}

TEST_CASE("every shipped system and the starter have a graph that says the same twice") {
  std::vector<Design> designs;
  for (const ShippedSystem& system : shipped_systems())
    designs.push_back(read_design(system.text, system.name, registry().kinds));
  designs.push_back(read_design(starter_system(), "starter", registry().kinds));
  for (const Design& design : designs) {
    CAPTURE(design.name);
    const GraphReport report = report_of(design);
    CHECK(to_text(report) == to_text(report_of(design)));
    CHECK(report.facts.graph.load_known());
    CHECK_FALSE(report.facts.graph.clients().empty());
    CHECK_FALSE(report.flags.empty());
    // What neutralises a hop can be set.
    const std::vector<Parameter> parameters = design.parameters();
    for (const CascadePath& path : report.cascades) {
      for (const CascadeHop& hop : path.hops) {
        for (const Assignment& change : hop.neutralised_by) {
          CAPTURE(change.path);
          CHECK(std::any_of(parameters.begin(), parameters.end(), [&](const Parameter& parameter) {
            return parameter.path == change.path;
          }));
        }
      }
    }
  }
}

}  // namespace hindcast
