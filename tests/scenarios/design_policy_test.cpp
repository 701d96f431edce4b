// Policies on the connections of system files: what may be written, what comes of it, and what
// every wrong one is told.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "hindcast/models/resilience/circuit_breaker.hpp"
#include "hindcast/models/resilience/failed_calls.hpp"
#include "hindcast/replay/choosers.hpp"
#include "hindcast/scenarios/design/design.hpp"
#include "hindcast/scenarios/registry.hpp"
#include "hindcast/scenarios/systems/starter.hpp"
#include "hindcast/scenarios/systems/system_source.hpp"
#include "hindcast/sim/connection.hpp"

namespace hindcast {
namespace {

const Registry& registry() {
  static const Registry shipped = shipped_registry();
  return shipped;
}

// The starter with this policy on mcp.cache.
std::string with_policy(const std::string& policy) {
  std::string text(starter_system());
  const std::string line = "\"from\": \"mcp.cache\", ";
  const std::size_t at = text.find(line);
  REQUIRE(at != std::string::npos);
  return text.insert(at + line.size(), policy + ", ");
}

Design read(const std::string& text) { return read_design(text, "my.json", registry().kinds); }

const ConnectionDesign& cache_of(const Design& design) {
  const auto found =
      std::find_if(design.connections.begin(), design.connections.end(),
                   [](const ConnectionDesign& one) { return one.from == "mcp.cache"; });
  REQUIRE(found != design.connections.end());
  return *found;
}

// Returns the complaint about a policy; fails the test if there is none.
std::string complaint(const std::string& policy) {
  try {
    read(with_policy(policy));
  } catch (const InputError& error) {
    CHECK(error.file() == "my.json");
    CHECK(error.line() >= 30);
    CHECK_FALSE(error.fix().empty());
    return error.what();
  }
  FAIL("was accepted: ", policy);
  return "";
}

void check_complaint(const std::string& policy, const std::string& cause) {
  const std::string text = complaint(policy);
  INFO(text);
  CHECK(text.find(cause) != std::string::npos);
}

std::string shown(const Design& design, const std::string& path) {
  for (const Parameter& parameter : design.shown_parameters()) {
    if (parameter.path == path) return parameter.value + " | " + parameter.origin;
  }
  return "not shown";
}

TEST_CASE("a file may write every part of a policy, and the connection has them in their order") {
  const Design design = read(with_policy(
      R"("timeout": "2s", "breaker": {"preset": "resilience4j", "open_wait": "7s", "clock": "monotonic"},
         "retry": {"attempts_max": 3, "backoff": "100ms", "jitter": "full",
                   "budget": {"kind": "ratio", "size": 7}},
         "bulkhead": {"concurrent_max": 4, "queue_max": 10, "wait_max": "1s"},
         "limiter": {"calls_max": 50}, "single_flight": {"on": true},
         "fallback": {"kind": "stale", "stale_max": "5m"})"));
  QuietChooser chooser;
  World world(chooser);
  build_design(design, world);
  const Connection* cache = nullptr;
  for (const auto& connection : world.connections()) {
    if (connection->client.full_name() == "mcp.cache") cache = connection.get();
  }
  REQUIRE(cache != nullptr);
  const CallPolicy& policy = cache->policy;
  CHECK(policy.timeout == std::chrono::seconds(2));
  REQUIRE(policy.guards.size() == 4);
  CHECK(dynamic_cast<WatchedBreaker*>(policy.guards[0].get()) != nullptr);
  CHECK(dynamic_cast<RateLimiter*>(policy.guards[1].get()) != nullptr);
  CHECK(dynamic_cast<Bulkhead*>(policy.guards[2].get()) != nullptr);
  CHECK(dynamic_cast<FailedCalls*>(policy.guards[3].get()) != nullptr);
  CHECK(policy.retry != nullptr);
  REQUIRE(policy.wrappers.size() == 2);
  CHECK(dynamic_cast<Fallback*>(policy.wrappers[0].get()) != nullptr);
  CHECK(dynamic_cast<SingleFlight*>(policy.wrappers[1].get()) != nullptr);
}

TEST_CASE("show resolves a preset, names its source, and leaves out what the library lacks") {
  const Design design = read(with_policy(R"("breaker": {"preset": "opossum", "open_wait": "5s"})"));
  CHECK(shown(design, "mcp.cache.breaker.failure_ratio") == "50% | preset opossum");
  CHECK(shown(design, "mcp.cache.breaker.volume_min") == "0 | preset opossum");
  CHECK(shown(design, "mcp.cache.breaker.timeout") == "10s | preset opossum");
  CHECK(shown(design, "mcp.cache.breaker.open_wait").find("5s | my.json:") == 0);
  CHECK(shown(design, "mcp.cache.breaker.probes") == "not shown");
  CHECK(shown(design, "mcp.cache.bulkhead.concurrent_max") == "unlimited | default");
  CHECK(shown(design, "mcp.cache.bulkhead.queue_max") == "not shown");
  CHECK(shown(design, "mcp.database.breaker.preset") == "none | default");
  CHECK(shown(design, "mcp.database.breaker.open_wait") == "not shown");
}

TEST_CASE("each preset has the defaults of FIDELITY's table") {
  struct Expected {
    const char* preset;
    const char* field;
    const char* value;
  };
  for (const Expected& row : std::vector<Expected>{
           {"resilience4j", "failure_ratio", "50%"},
           {"resilience4j", "volume_min", "100"},
           {"resilience4j", "open_wait", "1m"},
           {"resilience4j", "probes", "10"},
           {"resilience4j", "clock", "wall"},
           {"polly", "failure_ratio", "10%"},
           {"polly", "window_time", "30s"},
           {"polly", "open_wait", "5s"},
           {"polly", "probes", "1"},
           {"hystrix", "volume_min", "20"},
           {"hystrix", "timeout", "1s"},
           {"hystrix", "open_wait", "5s"},
           {"opossum", "open_wait", "30s"},
           {"opossum", "window_time", "10s"},
           {"gobreaker", "failures", "6"},
           {"gobreaker", "open_wait", "1m"},
           {"gobreaker", "drops_late", "true"},
           {"gobreaker", "clock", "monotonic"},
           {"cockatiel", "failures", "5"},
           {"cockatiel", "open_wait", "10s"},
       }) {
    const std::string preset = row.preset;
    CAPTURE(preset);
    CAPTURE(row.field);
    const Design design = read(with_policy("\"breaker\": {\"preset\": \"" + preset + "\"}"));
    CHECK(shown(design, std::string("mcp.cache.breaker.") + row.field) ==
          std::string(row.value) + " | preset " + preset);
  }
}

TEST_CASE("nonsense in a policy is told where and why") {
  check_complaint(R"("breaker": {"preset": "oposum"})", "oposum");
  check_complaint(R"("breaker": {"preset": "opossum", "probes": 3})", "does not have one");
  check_complaint(R"("breaker": {"preset": "opossum", "failure_ratio": "150%"})", "failure_ratio");
  check_complaint(R"("breaker": {"preset": "opossum", "open_wait": 30})", "open_wait");
  check_complaint(R"("breaker": {"presets": "opossum"})", "unknown key");
  check_complaint(R"("breaker": "opossum")", "breaker");
  check_complaint(R"("retry": {"attempts_max": 0})", "attempts_max");
  check_complaint(R"("retry": {"attempts_max": 3}, "attempts_max": 2)", "described twice");
  check_complaint(R"("bulkhead": {"concurrent_max": 0})", "concurrent_max");
  check_complaint(R"("fallback": {"kind": "connection"})", "1 connection");
  check_complaint(R"("order": ["breaker", "breaker"])", "twice");
  check_complaint(R"("guards": ["mine"])", "unknown key");
}

TEST_CASE("a policy where nothing is called is a mistake, not a silence") {
  std::string text(starter_system());
  const std::string line = "{\"from\": \"mcp.queue\", ";
  text.insert(text.find(line) + line.size(), "\"breaker\": {\"preset\": \"polly\"}, ");
  try {
    read(text);
    FAIL("was accepted");
  } catch (const InputError& error) {
    CHECK(std::string(error.what()).find("nothing is called over it") != std::string::npos);
  }
}

TEST_CASE("--set reaches every value of a policy, and its complaints name it") {
  const SystemSource source("activity_platform_breaker", registry().kinds);
  const auto changed = source.load({{"mcp.cache.breaker.open_wait", "2s"}});
  CHECK(cache_of(*changed).options->resilience.breaker.open_wait ==
        Duration(std::chrono::seconds(2)));
  CHECK(changed->content_hash() != source.load({})->content_hash());
  CHECK_THROWS_AS(source.load({{"mcp.cache.breaker.open_wait", "2"}}), InputError);
  CHECK_THROWS_AS(source.load({{"mcp.cache.breaker.drops_late", "true"}}), InputError);
  CHECK_THROWS_AS(source.load({{"mcp.cache.fallback.kind", "connection"}}), InputError);
}

TEST_CASE("a value that a preset has anyway does not change what a design is") {
  const SystemSource source("activity_platform_breaker", registry().kinds);
  const auto plain = source.load({});
  const auto emptied = source.load({{"mcp.cache.breaker.preset", "none"},
                                    {"mcp.database.breaker.preset", "none"},
                                    {"worker.database.breaker.preset", "none"}});
  const SystemSource other("activity_platform", registry().kinds);
  CHECK(emptied->content_hash() == other.load({})->content_hash());
  CHECK(plain->content_hash() != emptied->content_hash());
}

TEST_CASE("the platform with breakers differs from the default one in their presets only") {
  const SystemSource left_source("activity_platform", registry().kinds);
  const SystemSource right_source("activity_platform_breaker", registry().kinds);
  const std::vector<Parameter> left = left_source.load({})->parameters();
  const std::vector<Parameter> right = right_source.load({})->parameters();
  REQUIRE(left.size() == right.size());
  std::vector<std::string> differing;
  for (std::size_t index = 0; index < left.size(); ++index) {
    REQUIRE(left[index].path == right[index].path);
    if (left[index].value == right[index].value) continue;
    differing.push_back(right[index].path + "=" + right[index].value);
  }
  CHECK(differing == std::vector<std::string>{"mcp.cache.breaker.preset=opossum",
                                              "mcp.database.breaker.preset=opossum",
                                              "worker.database.breaker.preset=opossum"});
}

TEST_CASE("a wrong policy of a connection to what can have replicas is refused like any other") {
  const SystemSource source("online_shop", registry().kinds);
  const ConnectionDesign* routed = nullptr;
  const auto design = source.load({});
  for (const ConnectionDesign& one : design->connections) {
    if (one.route != nullptr) routed = &one;
  }
  REQUIRE(routed != nullptr);
  CHECK_THROWS_AS(source.load({{routed->path + ".fallback.kind", "connection"}}), InputError);
}

}  // namespace
}  // namespace hindcast
