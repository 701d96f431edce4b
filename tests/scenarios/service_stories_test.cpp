// The stories about services, told to the shop: each number moves with the option that makes it.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "hindcast/replay/campaign.hpp"
#include "hindcast/replay/choosers.hpp"
#include "hindcast/scenarios/registry.hpp"
#include "hindcast/scenarios/systems/system_source.hpp"

using namespace hindcast;
using namespace std::chrono_literals;

namespace {

const Registry& registry() {
  static const Registry shipped = shipped_registry();
  return shipped;
}

using Assignments = std::vector<Assignment>;

std::unique_ptr<Scenario> bound(const std::string& scenario, const Assignments& story = {},
                                const Assignments& design = {},
                                const std::string& system = "online_shop") {
  const ScenarioKind* const kind = registry().scenarios.find(scenario);
  REQUIRE(kind != nullptr);
  return kind->bind(SystemSource(system, registry().kinds).load(design), story);
}

Observation observe(const Scenario& scenario, std::uint64_t seed) {
  return run_seed(scenario, Base::random, {.seed = seed}).observation;
}

Observation first(const std::string& scenario, const Assignments& story = {},
                  const Assignments& design = {}) {
  return observe(*bound(scenario, story, design), 1);
}

std::uint64_t failed(const Observation& seen) { return seen.offered - seen.good; }

const std::vector<std::string> kStories = {"service_crash",    "service_slow", "service_partition",
                                           "service_overload", "replica_down", "services_at_once"};

}  // namespace

TEST_CASE("a story about services repeats bit by bit, and another seed is another run") {
  for (const std::string& name : kStories) {
    CAPTURE(name);
    const auto scenario = bound(name, {}, {{"cart.replicas", "2"}});
    const Run one = run_seed(*scenario, Base::random, {.seed = 7});
    const Run again = run_seed(*scenario, Base::random, {.seed = 7});
    const Run other = run_seed(*scenario, Base::random, {.seed = 8});
    CHECK(one.digest == again.digest);
    CHECK(one.digest != other.digest);
    CHECK(one.outcome.verdict == Verdict::passed);
    CHECK(one.observation.calm_day_met);
    CHECK(one.observation.exercised);
  }
}

TEST_CASE(
    "the platform's stories say nothing about the shop, the services' ones nothing about it") {
  const auto shop = SystemSource("online_shop", registry().kinds).load({});
  const auto platform = SystemSource("activity_platform", registry().kinds).load({});
  for (const auto& kind : registry().scenarios.all()) {
    CAPTURE(kind->info().name);
    if (kind->info().level == 0 || kind->on_request()) continue;  // those of time are about both
    CHECK((kind->inapplicable(*shop) || kind->inapplicable(*platform)));
  }
  const ScenarioKind* const replica = registry().scenarios.find("replica_down");
  CHECK(replica->inapplicable(*shop) == "no service has replicas");
}

TEST_CASE("a crash is over when the supervisor has started the process again, and not before") {
  const Assignments cart = {{"service_crash.service", "cart"}};
  const auto failures = [&](const std::string& start_time) {
    return failed(first("service_crash", cart, {{"cart.start_time", start_time}}));
  };
  const std::uint64_t fast = failures("1s");
  const std::uint64_t slow = failures("21s");
  // All operations but none without the cart fail for so much longer: about 10/s x 20 s, of which
  // 17 of 19 (all but a checkout's and a view's rest) ask for the cart.
  CHECK(slow > fast + 130);
  CHECK(slow < fast + 220);
  CHECK(first("service_crash", cart).struck == "cart");
}

TEST_CASE("a crash that nobody repairs breaks the shop, one that is supervised does not") {
  const Assignments nobody = {{"service_crash.service", "currency"},
                              {"service_crash.restarts", "nobody"}};
  const Observation down = first("service_crash", nobody);
  CHECK(down.recovery == Recovery::manual);
  CHECK(down.restarted.size() >= 1);
  const Observation unsupervised = first("service_crash", {{"service_crash.service", "currency"}},
                                         {{"currency.supervised", "false"}});
  CHECK(unsupervised.recovery == Recovery::manual);
  const Observation back = first("service_crash", {{"service_crash.service", "currency"}});
  CHECK(back.recovery == Recovery::automatic);
  CHECK(back.grade == Grade::degraded);
}

TEST_CASE("what the frontend can do without hurts nobody when it dies") {
  const Observation seen = first("service_crash", {{"service_crash.service", "ad"}});
  CHECK(failed(seen) == 0);
  CHECK(seen.grade == Grade::graceful);
  // The frontend itself sees it.
  CHECK(seen.detected_by_server <= 10s);
}

TEST_CASE("a slow service is a failure when its load times the factor exceeds its workers") {
  const auto grade = [](const std::string& factor) {
    return first("service_slow",
                 {{"service_slow.service", "cart"}, {"service_slow.factor", factor}})
        .grade;
  };
  // The cart's load is at most 10/s x 3 ms x 1.1 = 3 %.
  CHECK(grade("2") == Grade::graceful);
  CHECK(grade("200") != Grade::graceful);
}

TEST_CASE("a partition without a timeout hangs its callers, with one it costs them an error") {
  const Assignments path = {{"service_partition.caller", "frontend"},
                            {"service_partition.callee", "currency"}};
  const Observation silent = first("service_partition", path);
  CHECK(silent.struck == "frontend -> currency");
  CHECK(silent.failure_mode == FailureMode::hang);
  CHECK(silent.detected_by_server >= 2min);
  const Observation bounded =
      first("service_partition", path, {{"frontend.currency.timeout", "1s"}});
  CHECK(bounded.failure_mode == FailureMode::outage);
  CHECK(bounded.detected_by_server <= 5s);
  const Observation told =
      first("service_partition", {path[0], path[1], {"service_partition.kind", "tcp_reset"}});
  CHECK(told.failure_mode == FailureMode::outage);
}

TEST_CASE("a crowd leaves a queue without a bound behind, and a bounded one does not") {
  const Assignments crowd = {{"service_overload.factor", "20"}};
  const Observation queued = first("service_overload", crowd);
  const Observation refused = first("service_overload", crowd,
                                    {{"frontend.queue_max", "50"}, {"frontend.rejected", "error"}});
  CHECK(queued.grade == Grade::degraded);
  CHECK(queued.recovery_time > 30s);
  CHECK(refused.recovery_time < 20s);
  CHECK(refused.good > queued.good);
}

TEST_CASE("retries without a budget keep a shop down after the crowd has gone") {
  const Assignments crowd = {{"service_overload.factor", "6"}};
  const auto told = [&crowd](const std::string& attempts) {
    return first("service_overload", crowd,
                 {{"shoppers.rate", "20/s"},
                  {"shoppers.service.timeout", "3s"},
                  {"shoppers.service.attempts_max", attempts}});
  };
  // The same load, the same crowd: only how often a shopper asks.
  CHECK(told("1").recovery == Recovery::automatic);
  CHECK(told("4").recovery == Recovery::manual);
}

TEST_CASE("a lost host costs its share until it is noticed") {
  const auto failures = [](const std::string& noticed) {
    const Assignments two = {{"currency.replicas", "2"},
                             {"frontend.currency.host_loss_noticed", noticed},
                             {"frontend.currency.timeout", "500ms"}};
    return failed(first("replica_down", {{"replica_down.service", "currency"}}, two));
  };
  const std::uint64_t soon = failures("5s");
  const std::uint64_t late = failures("50s");
  CHECK(soon > 0);
  CHECK(late > soon * 4);
}

TEST_CASE("a replica that is down is one of the replicated, and comes back with its host") {
  const Observation seen = first("replica_down", {}, {{"payment.replicas", "3"}});
  CHECK(seen.struck.substr(0, 7) == "payment");
  CHECK(seen.recovery == Recovery::automatic);
}

TEST_CASE("the seed chooses whom a story strikes, and all are struck sooner or later") {
  const auto scenario = bound("service_crash", {{"service_crash.length", "10s"}});
  std::map<std::string, int> struck;
  for (std::uint64_t seed = 1; seed <= 80; ++seed) ++struck[observe(*scenario, seed).struck];
  CHECK(struck.size() == 11);
}

TEST_CASE("a story about services that are not there is told which there are") {
  CHECK_THROWS_AS(bound("service_crash", {{"service_crash.service", "cartt"}}), InputError);
  CHECK_THROWS_AS(bound("service_partition", {{"service_partition.caller", "cart"},
                                              {"service_partition.callee", "email"}}),
                  InputError);
  CHECK_THROWS_AS(
      bound("replica_down", {{"replica_down.service", "cart"}}, {{"payment.replicas", "2"}}),
      InputError);
  CHECK_THROWS_AS(bound("service_slow", {{"service_slow.factor", "1"}}), InputError);
}
