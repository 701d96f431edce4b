// Circuit breakers on connections of a world: their contract, their limits, a fault, a golden run.
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "hindcast/models/resilience/breaker_contract.hpp"
#include "hindcast/models/resilience/circuit_breaker.hpp"
#include "tests/models/service_rig.hpp"

using namespace hindcast;
using namespace std::chrono_literals;

namespace {

constexpr BreakerPreset kAll[] = {BreakerPreset::custom,    BreakerPreset::opossum,
                                  BreakerPreset::cockatiel, BreakerPreset::resilience4j,
                                  BreakerPreset::polly,     BreakerPreset::gobreaker,
                                  BreakerPreset::hystrix};

// A server that is down from 20 s to 60 s behind a breaker, 50 calls a second.
std::unique_ptr<ServiceRig> outage(const BreakerOptions& breaker, std::uint64_t seed = 1) {
  ServiceRigOptions options{.seed = seed, .clients = {.rate = Rate::per_second(50)}};
  options.policy.timeout = 1s;
  options.resilience.breaker = breaker;
  auto rig = std::make_unique<ServiceRig>(std::move(options));
  rig->guards.breaker->judge_health_by([server = &rig->service] { return server->listens(); });
  rig->world.inject("outage", [server = &rig->service] {
    sleep(20s);
    server->node().crash();
    sleep(40s);
    server->node().restart();
  });
  return rig;
}

// Lets one probe through and forgets it when its reply is lost: nothing ever closes or opens it.
class HungProbe final : public CallGuard, public BreakerView {
 public:
  explicit HungProbe(const GuardPlace&) {}

  bool admit(GuardedCall&) override {
    if (state_ == BreakerState::open && now() >= probe_at_) {
      state_ = BreakerState::half_open;
      return true;
    }
    return state_ == BreakerState::closed;
  }
  void settle(const GuardedCall&, const CallEnd& end) override {
    if (end.status == CallStatus::timed_out && state_ == BreakerState::half_open) return;
    if (end.is_good()) {
      state_ = BreakerState::closed;
    } else {
      state_ = BreakerState::open;
      probe_at_ = now() + 5s;
    }
  }
  BreakerState state() const override { return state_; }

 private:
  BreakerState state_ = BreakerState::closed;
  Instant probe_at_;
};

}  // namespace

TEST_CASE("every preset opens in an outage, probes, closes again, and keeps the contract") {
  for (const BreakerPreset preset : kAll) {
    CAPTURE(name_of(preset));
    const auto rig = outage({.preset = preset});
    const bool keeps_late =
        preset != BreakerPreset::gobreaker && preset != BreakerPreset::cockatiel;
    breaker_contract(rig->world, *rig->guards.breaker, {.allows_stale = keeps_late});
    rig->run_for(200s);
    CHECK(rig->world.outcome().verdict == Verdict::passed);
    const BreakerRecord& record = rig->guards.breaker->record();
    CHECK(record.opened >= 1);
    CHECK(rig->guards.breaker->state() == BreakerState::closed);
    CHECK(record.first_opened() >= Instant::at(20s));
    CHECK(record.first_opened() < Instant::at(30s));
    CHECK(rig->good(Instant::at(190s), Instant::at(199s)) ==
          rig->offered(Instant::at(190s), Instant::at(199s)));
    CHECK(record.admitted == record.settled);
    CHECK(record.probes_open == 0);
  }
}

TEST_CASE(
    "a breaker spares a dead server nearly all calls and rejects healthy ones until it probes") {
  const auto rig = outage({.preset = BreakerPreset::polly});
  rig->run_for(100s);
  const BreakerRecord& record = rig->guards.breaker->record();
  CHECK(record.failed_after_trip <= 40 / 5);
  CHECK(record.rejected > 1'500);
  CHECK(record.healthy_rejected > 0);
  CHECK(record.healthy_rejected <= 5 * 60);
  CHECK(record.time_not_closed(Instant::at(100s)) >= 35s);
}

TEST_CASE("the same seed gives the same run under every preset, and another seed another") {
  for (const BreakerPreset preset : kAll) {
    const auto digest = [preset](std::uint64_t seed) {
      const auto rig = outage({.preset = preset}, seed);
      rig->run_for(80s);
      return rig->world.digest();
    };
    CHECK(digest(1) == digest(1));
    CHECK(digest(1) != digest(2));
  }
}

TEST_CASE(
    "opossum's golden outage: it opens when failures outweigh ten seconds of success, and probes "
    "every 30 s") {
  const auto rig = outage({.preset = BreakerPreset::opossum});
  rig->run_for(100s);
  std::string changes;
  for (const BreakerChange& change : rig->guards.breaker->record().timeline) {
    changes += std::to_string(change.at.monotonic.count() / 1'000'000'000) + " " +
               name_of(change.to) + "\n";
  }
  CHECK(changes == "25 open\n55 half-open\n55 open\n85 half-open\n85 closed\n");
}

TEST_CASE("a caller's new process has a closed breaker") {
  const auto rig = outage({.preset = BreakerPreset::resilience4j, .volume_min = 10});
  rig->world.inject("restart the caller", [&rig] {
    sleep(30s);
    CHECK(rig->guards.breaker->state() == BreakerState::open);
    rig->clients.node().crash();
    rig->clients.node().restart();
    sleep(100ms);
    CHECK(rig->guards.breaker->state() == BreakerState::closed);
  });
  rig->run_for(31s);
  CHECK(rig->guards.breaker->record().opened == 2);
}

TEST_CASE("a breaker on retries only lets every first attempt through") {
  ServiceRigOptions options{.clients = {.rate = Rate::per_second(50)}};
  options.service.error_ratio = Ratio::one();
  options.resilience.breaker = {.preset = BreakerPreset::gobreaker, .scope = GuardScope::retries};
  options.resilience.retry.attempts_max = 3;
  ServiceRig rig(options);
  rig.run_for(30s);
  CHECK(rig.service.counts().arrived >= rig.offered() - 2);
  CHECK(rig.service.counts().arrived < rig.offered() + 20);
}

TEST_CASE("callers wait for cockatiel's probe and all go on when it ends") {
  ServiceRigOptions options{.clients = {.rate = Rate::per_hour(1)}};
  options.service.service_time = Distribution::constant(100ms);
  options.resilience.breaker = {.preset = BreakerPreset::cockatiel, .failures = 1, .open_wait = 1s};
  ServiceRig rig(options);
  rig.world.inject("calls", [&rig] {
    rig.service.set_error_ratio(Ratio::one());
    rig.clients.burst(1);
    sleep(2s);
    rig.service.set_error_ratio(Ratio::zero());
    rig.clients.burst(11);
    sleep(50ms);
    CHECK(rig.service.counts().arrived == 2);
    sleep(100ms);
    CHECK(rig.service.counts().arrived == 12);
  });
  rig.run_for(5s);
  CHECK(rig.good() == 11);
}

TEST_CASE("the contract catches a breaker of one's own that forgets a lost probe") {
  GuardRegistry registry;
  registry.add_breaker<HungProbe>("hung_probe");
  ServiceRigOptions options{.clients = {.rate = Rate::per_second(50)}};
  options.policy.timeout = 100ms;
  options.resilience.guards = {"hung_probe"};
  ServiceRig rig(options, registry);
  REQUIRE(rig.guards.watched.size() == 1);
  breaker_contract(rig.world, *rig.guards.watched.front());
  rig.world.inject("slowness", [&rig] {
    sleep(10s);
    rig.service.slow_down(100);
    sleep(20s);
    rig.service.slow_down(1);
  });
  rig.run_for(300s);
  CHECK(rig.world.outcome().verdict == Verdict::violated);
  CHECK(rig.world.outcome().property ==
        "a failed probe leaves the breaker half-open or closed (hung_probe clients -> server)");
}

TEST_CASE("a name that is not registered is a complaint that names those that are") {
  GuardRegistry registry;
  registry.add_breaker<HungProbe>("hung_probe");
  const auto problem = problem_of({.guards = {"hungprobe"}}, registry);
  REQUIRE(problem.has_value());
  CHECK(problem->fix == "write one of hung_probe");
  CHECK_FALSE(problem_of({.guards = {"hung_probe"}}, registry).has_value());
}

TEST_CASE("options that a preset does not have are a broken rule") {
  ResilienceOptions options;
  const FieldList& list = ResilienceOptions::fields();
  const auto broken = [&] {
    for (const FieldRule& rule : list.rules()) {
      if (!rule.holds(&options)) return rule.field;
    }
    return std::string();
  };
  CHECK(broken().empty());
  CHECK_FALSE(list.find("breaker.preset")->set(&options, "opossum").has_value());
  CHECK_FALSE(list.find("breaker.open_wait")->set(&options, "5s").has_value());
  CHECK(opossum_options(options.breaker).reset_timeout == 5s);
  CHECK(broken().empty());
  CHECK_FALSE(list.find("breaker.probes")->set(&options, "3").has_value());
  CHECK(broken() == "breaker.preset");
  CHECK_FALSE(list.find("breaker.probes")->set(&options, "preset").has_value());
  CHECK(broken().empty());
  CHECK(list.find("breaker.preset")->set(&options, "possum").has_value());
}
