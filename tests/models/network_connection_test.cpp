// The life of TCP connections: a crashed, a restarted and a partitioned peer look different to the
// client, and keepalive finds what nothing else does.
#include <doctest/doctest.h>

#include "tests/models/network_rig.hpp"

namespace hindcast {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""us;

NetworkLinkOptions wire(bool multiplexed = false) {
  NetworkLinkOptions options;
  options.latency = Distribution::constant(Duration(1ms));
  options.multiplexed = multiplexed;
  return options;
}

NetworkLinkOptions with_keepalive(Duration time, bool multiplexed = false) {
  NetworkLinkOptions options = wire(multiplexed);
  options.tcp.keepalive = true;
  options.tcp.tcp_keepalive_time = time;
  return options;
}

const Connection& only_connection(const NetworkRig& rig) {
  return *rig.world.connections().front();
}

TEST_CASE("a killed process says goodbye: its callers are told at once") {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(), {{at(1s)}});
  rig.server.service = 60s;
  rig.run([&] {
    wait(5s);
    rig.server.node().crash(CrashKind::process);
  });
  CHECK(rig.caller.endings[0].status == CallStatus::closed);
  CHECK(rig.caller.endings[0].at == at(5'001ms));
}

TEST_CASE("a host without power says nothing: whoever waits for its reply waits for ever") {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(), {{at(1s)}});
  rig.server.service = 60s;
  rig.run([&] {
    wait(5s);
    rig.server.node().crash(CrashKind::host);
    wait(100s);
    rig.server.node().restart();
  });
  CHECK(rig.caller.endings[0].at == Instant{});
}

TEST_CASE("what is sent to a dead host is given up: a connect after 131 s, data after 924.6 s") {
  QuietChooser quiet;
  for (const bool multiplexed : {false, true}) {
    NetworkRig rig(quiet, wire(multiplexed), {{at(10s)}, {at(10s), {.opens = true}}});
    rig.run([&] { rig.server.node().crash(CrashKind::host); });
    CHECK(rig.caller.endings[0].status == CallStatus::closed);
    CHECK(rig.caller.endings[0].at == at(10s + 924'600ms));
    CHECK(rig.caller.endings[1].status == CallStatus::refused);
    CHECK(rig.caller.endings[1].at == at(10s + 131s));
  }
}

TEST_CASE("a request on its way when the host dies is transmitted again") {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(), {{at(10s)}});
  rig.run([&] {
    wait(10s + 500us);
    rig.server.node().crash(CrashKind::host);
  });
  CHECK(rig.caller.endings[0].status == CallStatus::closed);
  CHECK(rig.caller.endings[0].at == at(10'001ms + 924'600ms));
}

TEST_CASE("a host that is back answers the next retransmission with a reset") {
  QuietChooser quiet;
  for (const bool multiplexed : {false, true}) {
    NetworkRig rig(quiet, wire(multiplexed), {{at(1s)}, {at(10s)}});
    rig.run([&] {
      wait(5s);
      rig.server.node().crash(CrashKind::host);
      wait(95s);
      rig.server.node().restart();
    });
    CHECK(rig.caller.endings[0].status == CallStatus::ok);
    CHECK(rig.caller.endings[1].status == CallStatus::closed);
    // Transmitted at 10.0, 10.2 ... 61.0 and 112.2; it was back at 100 s.
    CHECK(rig.caller.endings[1].at == at(112'202ms));
    CHECK(rig.server.arrivals.size() == 1);
  }
}

TEST_CASE("one message into a connection that its server forgot ends all calls on it") {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(true), {{at(1s)}, {at(10s)}, {at(20s)}});
  rig.server.service = 2s;
  std::vector<ConnectionState> seen;
  rig.run([&] {
    const auto look = [&] { seen.push_back(rig.link.state_of(only_connection(rig))); };
    look();
    wait(2s);
    look();
    rig.server.node().crash(CrashKind::host);
    look();
    wait(3s);
    rig.server.node().restart();
    look();
    wait(10s);
    look();
    wait(6s);
    look();
  });
  // The first caller waits for a reply that died with the host; the second one's request tells
  // both.
  CHECK(rig.caller.endings[0].status == CallStatus::closed);
  CHECK(rig.caller.endings[0].at == at(10'002ms));
  CHECK(rig.caller.endings[1].status == CallStatus::closed);
  CHECK(rig.caller.endings[1].at == at(10'002ms));
  CHECK(rig.caller.endings[2].status == CallStatus::ok);
  using enum ConnectionState;
  CHECK(seen == std::vector{closed, established, half_open, half_open, reset, established});
  CHECK(rig.link.broken_connections() == 1);
}

TEST_CASE("a restarted process is met by a new connection, and nobody is reset") {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(true), {{at(1s)}, {at(10s)}});
  rig.run([&] {
    wait(5s);
    rig.server.node().crash(CrashKind::process);
    CHECK(rig.link.state_of(only_connection(rig)) == ConnectionState::closed);
    rig.server.node().restart();
  });
  CHECK(rig.caller.endings[1].status == CallStatus::ok);
  CHECK(rig.link.broken_connections() == 0);
}

TEST_CASE("a partition is silence, and the connection goes on when it is healed in time") {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(true), {{at(1s)}, {at(10s)}});
  rig.run([&] {
    wait(5s);
    const LinkFaultHandle cut = rig.link.partition(PartitionKind::drop);
    CHECK(rig.link.state_of(only_connection(rig)) == ConnectionState::established);
    wait(15s);
    rig.link.heal(cut);
    wait(10s);
    CHECK(rig.link.state_of(only_connection(rig)) == ConnectionState::established);
  });
  CHECK(rig.caller.endings[1].status == CallStatus::ok);
  CHECK(rig.caller.endings[1].at == at(22'602ms));
  CHECK(rig.link.broken_connections() == 0);
}

TEST_CASE("a server that gives a reply up forgets the connection, and the client does not") {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(true), {{at(10s)}, {at(1'100s)}});
  rig.run([&] {
    const LinkFaultHandle cut = rig.link.partition(PartitionKind::drop, Directions::reply);
    wait(1'000s);
    CHECK(rig.link.state_of(only_connection(rig)) == ConnectionState::half_open);
    rig.link.heal(cut);
  });
  CHECK(rig.server.arrivals.size() == 1);
  for (const CallEnding& ending : rig.caller.endings) {
    CHECK(ending.status == CallStatus::closed);
    CHECK(ending.at == at(1'100'002ms));
  }
}

TEST_CASE("a firewall's reset ends all calls of a shared connection, a reject none") {
  QuietChooser quiet;
  for (const PartitionKind kind : {PartitionKind::tcp_reset, PartitionKind::reject}) {
    NetworkRig rig(quiet, wire(true), {{at(1s)}, {at(10s)}});
    rig.server.service = 100s;
    rig.run([&] {
      wait(5s);
      rig.link.partition(kind);
    });
    const bool reset = kind == PartitionKind::tcp_reset;
    for (const CallEnding& ending : rig.caller.endings) {
      CHECK(ending.status == CallStatus::closed);
      CHECK(ending.at == at(reset ? Duration(10s) : Duration(10s + 924'600ms)));
    }
  }
}

TEST_CASE("keepalive finds a dead host after its time and nine probes, and not before") {
  QuietChooser quiet;
  for (const bool multiplexed : {false, true}) {
    NetworkRig rig(quiet, with_keepalive(30s, multiplexed), {{at(1s)}});
    rig.server.service = 60s;
    rig.run([&] {
      wait(5s);
      rig.server.node().crash(CrashKind::host);
    });
    CHECK(rig.caller.endings[0].status == CallStatus::closed);
    // FIDELITY: 705 s nominal with a time of 30 s (712 s measured), from the last segment at 1 s.
    CHECK(rig.caller.endings[0].at == at(1s + 30s + 9 * 75s));
  }
}

TEST_CASE("with the kernel's defaults that takes 2 h 11 min 15 s") {
  QuietChooser quiet;
  NetworkLinkOptions options = wire();
  options.tcp.keepalive = true;
  NetworkRig rig(quiet, options, {{at(1s)}});
  rig.server.service = 60s;
  rig.world.inject("adversary", [&] {
    wait(5s);
    rig.server.node().crash(CrashKind::host);
  });
  rig.world.end_at(at(std::chrono::hours(3)));
  rig.world.run();
  CHECK(rig.caller.endings[0].at == at(1s + 2 * 3'600s + 11 * 60s + 15s));
}

TEST_CASE("a host that is back answers the next probe with a reset") {
  QuietChooser quiet;
  for (const bool multiplexed : {false, true}) {
    NetworkRig rig(quiet, with_keepalive(30s, multiplexed), {{at(1s)}});
    rig.server.service = 60s;
    rig.run([&] {
      wait(5s);
      rig.server.node().crash(CrashKind::host);
      wait(100s);
      rig.server.node().restart();
    });
    // Probes at 31 s and 106 s.
    CHECK(rig.caller.endings[0].status == CallStatus::closed);
    CHECK(rig.caller.endings[0].at == at(106s));
  }
}

TEST_CASE("a peer that acknowledges is never given up, however long it works") {
  QuietChooser quiet;
  for (const bool multiplexed : {false, true}) {
    NetworkRig rig(quiet, with_keepalive(10s, multiplexed), {{at(1s)}});
    rig.server.service = 3'000s;
    rig.run([] {});
    CHECK(rig.caller.endings[0].status == CallStatus::ok);
    CHECK(rig.caller.endings[0].at == at(3'001'002ms));
  }
}

TEST_CASE("while data is unacknowledged there are no probes: its own timer decides") {
  QuietChooser quiet;
  for (const bool multiplexed : {false, true}) {
    NetworkRig rig(quiet, with_keepalive(10s, multiplexed), {{at(1s)}, {at(10s)}});
    rig.run([&] {
      wait(5s);
      rig.link.partition(PartitionKind::drop);
    });
    CHECK(rig.caller.endings[0].status == CallStatus::ok);
    CHECK(rig.caller.endings[1].at == at(10s + 924'600ms));
  }
}

TEST_CASE("a partition that begins while a reply is awaited is found by keepalive alone") {
  QuietChooser quiet;
  for (const bool keepalive : {false, true}) {
    NetworkLinkOptions options = wire();
    options.tcp.keepalive = keepalive;
    options.tcp.tcp_keepalive_time = 60s;
    NetworkRig rig(quiet, options, {{at(1s)}});
    rig.server.service = 20s;
    rig.run([&] {
      wait(5s);
      rig.link.partition(PartitionKind::drop);
    });
    CHECK(rig.caller.endings[0].at == (keepalive ? at(1s + 60s + 675s) : Instant{}));
  }
}

TEST_CASE("the words of a connection's states are the field's") {
  CHECK(std::string(name_of(ConnectionState::half_open)) == "half-open");
  CHECK(std::string(name_of(ConnectionState::established)) == "established");
}

}  // namespace
}  // namespace hindcast
