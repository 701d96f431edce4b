// Bulkhead, rate limiter, single flight and fallback on a connection.
#include <doctest/doctest.h>

#include "tests/models/service_rig.hpp"

using namespace hindcast;
using namespace std::chrono_literals;

namespace {

ServiceRigOptions quiet(Duration service_time) {
  ServiceRigOptions options{.clients = {.rate = Rate::per_hour(1)}};
  options.service.service_time = Distribution::constant(service_time);
  return options;
}

}  // namespace

TEST_CASE("a bulkhead lets so many calls run, so many queue, and rejects the others") {
  ServiceRigOptions options = quiet(1s);
  options.resilience.bulkhead = {.concurrent_max = 2, .wait_max = 90s, .queue_max = 3};
  ServiceRig rig(options);
  rig.world.inject("calls", [&rig] { rig.clients.burst(10); });
  rig.run_for(20s);
  CHECK(rig.guards.bulkhead->running_max() == 2);
  CHECK(rig.guards.bulkhead->rejected() == 5);
  CHECK(rig.good() == 5);
  CHECK(rig.clients.log().errors().at(1) ==
        "Bulkhead 'clients -> server' is full and does not permit further calls");
}

TEST_CASE("a bulkhead rejects who waits too long, and forgets who died with their process") {
  ServiceRigOptions options = quiet(10s);
  options.resilience.bulkhead = {.concurrent_max = 1, .wait_max = 2s};
  ServiceRig rig(options);
  rig.world.inject("calls", [&rig] {
    rig.clients.burst(2);
    sleep(3s);
    CHECK(rig.guards.bulkhead->rejected() == 1);
    rig.clients.node().crash();
    rig.clients.node().restart();
    sleep(1ms);
    rig.clients.burst(1);
    sleep(1ms);
    CHECK(rig.connection.counts.in_flight == 1);
  });
  rig.run_for(30s);
  CHECK(rig.good() == 1);
}

TEST_CASE("a rate limiter reserves permits of later periods for as long as a call may wait") {
  ServiceRigOptions options = quiet(1ms);
  options.resilience.limiter = {.calls_max = 2, .period = 1s, .wait_max = 2s};
  ServiceRig rig(options);
  rig.world.inject("calls", [&rig] {
    sleep(10s);
    rig.clients.burst(10);
    sleep(100ms);
    CHECK(rig.service.counts().arrived == 2);
    sleep(1s);
    CHECK(rig.service.counts().arrived == 4);
  });
  rig.run_for(20s);
  CHECK(rig.service.counts().arrived == 6);
  CHECK(rig.guards.limiter->rejected() == 4);
}

TEST_CASE("equal requests in flight are one, and share its error") {
  ServiceRigOptions options = quiet(100ms);
  options.clients.keys = 1;
  options.service.error_ratio = Ratio::one();
  options.resilience.single_flight.on = true;
  ServiceRig rig(options);
  rig.world.inject("calls", [&rig] {
    rig.clients.burst(10);
    sleep(1s);
    rig.clients.burst(1);
  });
  rig.run_for(5s);
  CHECK(rig.service.counts().arrived == 2);
  CHECK(rig.guards.single_flight->followed() == 9);
  CHECK(rig.good() == 0);
}

TEST_CASE("a leader that hangs hangs its followers") {
  ServiceRigOptions options = quiet(1h);
  options.clients.keys = 1;
  options.resilience.single_flight.on = true;
  ServiceRig rig(options);
  rig.world.inject("calls", [&rig] { rig.clients.burst(10); });
  rig.run_for(600s);
  CHECK(rig.service.counts().arrived == 1);
  CHECK(rig.clients.log().open() >= 10);
}

TEST_CASE("a stale reply stands in for a failed call while it is young enough") {
  ServiceRigOptions options = quiet(1ms);
  options.clients.keys = 1;
  options.resilience.fallback = {.kind = FallbackOptions::Kind::stale, .stale_max = 10s};
  ServiceRig rig(options);
  rig.world.inject("calls", [&rig] {
    rig.clients.burst(1);
    sleep(1s);
    rig.service.set_error_ratio(Ratio::one());
    rig.clients.burst(1);
    sleep(1s);
    CHECK(rig.good() == 2);
    sleep(10s);
    rig.clients.burst(1);
  });
  rig.run_for(20s);
  CHECK(rig.good() == 2);
  CHECK(rig.guards.fallback->used() == 1);
}

TEST_CASE("another connection stands in for one whose server is down") {
  ServiceRigOptions options = quiet(1ms);
  options.resilience.fallback.kind = FallbackOptions::Kind::connection;
  ServiceRig rig(options);
  auto& spare = rig.world.add<GenericService>("spare", {});
  rig.world.connect(rig.clients.port("service"), spare.port("in"));
  rig.world.inject("calls", [&rig] {
    sleep(1s);
    rig.service.node().crash();
    rig.clients.burst(3);
  });
  rig.run_for(5s);
  CHECK(rig.good() == 3);
  CHECK(spare.counts().served == 3);
}
