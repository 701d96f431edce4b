// Partitions of a link: what each kind does to new and to established connections, and what the
// heal releases.
#include <doctest/doctest.h>

#include "tests/models/network_rig.hpp"

namespace hindcast {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

NetworkLinkOptions wire(bool multiplexed = false) {
  NetworkLinkOptions options;
  options.latency = Distribution::constant(Duration(1ms));
  options.multiplexed = multiplexed;
  return options;
}

const std::vector<PlannedCall> kEstablishedAndNew = {{at(10s)}, {at(10s), {.opens = true}}};

std::vector<CallEnding> through(PartitionKind kind, Directions directions, Duration heal_after) {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(), kEstablishedAndNew);
  rig.run([&] {
    const LinkFaultHandle cut = rig.link.partition(kind, directions);
    wait(heal_after);
    rig.link.heal(cut);
  });
  return rig.caller.endings;
}

TEST_CASE("dropped: both hang, a connect for 131 s and an established connection for 924.6 s") {
  const auto endings = through(PartitionKind::drop, Directions::both, 2000s);
  CHECK(endings[0].status == CallStatus::closed);
  CHECK(endings[0].at == at(10s + 924'600ms));
  CHECK(endings[1].status == CallStatus::refused);
  CHECK(endings[1].at == at(10s + 131s));
}

TEST_CASE("rejected: a connect fails at once, an established connection hangs") {
  const auto endings = through(PartitionKind::reject, Directions::both, 2000s);
  CHECK(endings[0].at == at(10s + 924'600ms));
  CHECK(endings[1].status == CallStatus::refused);
  CHECK(endings[1].at == at(10s));
}

TEST_CASE("reset: a connect is refused and an established connection closed, at once") {
  const auto endings = through(PartitionKind::tcp_reset, Directions::both, 2000s);
  CHECK(endings[0].status == CallStatus::closed);
  CHECK(endings[0].at == at(10s));
  CHECK(endings[1].status == CallStatus::refused);
  CHECK(endings[1].at == at(10s));
}

TEST_CASE("after the heal a request is delivered by its next retransmission") {
  // Transmitted 10.0, 10.2, 10.6, 11.4, 13.0, 16.2, 22.6: the heal comes at 20 s.
  const auto endings = through(PartitionKind::drop, Directions::both, 20s);
  CHECK(endings[0].status == CallStatus::ok);
  CHECK(endings[0].at == at(22'600ms + 2ms));
  // A SYN 10, 11, 12, 13, 14, 15, 17, 21.
  CHECK(endings[1].status == CallStatus::ok);
  CHECK(endings[1].at == at(21s + 4ms));
}

TEST_CASE("cut toward the client only, the request takes effect and its reply is late") {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(), kEstablishedAndNew);
  rig.run([&] {
    const LinkFaultHandle cut = rig.link.partition(PartitionKind::drop, Directions::reply);
    wait(20s);
    rig.link.heal(cut);
  });
  CHECK(rig.server.arrivals[0].number == 0);
  CHECK(rig.server.arrivals[0].at == at(10s + 1ms));
  CHECK(rig.caller.endings[0].at == at(22'601ms + 1ms));
  // The handshake needs both directions.
  CHECK(rig.server.arrivals[1].at == at(21s + 3ms));
}

TEST_CASE("a second partition before the next retransmission goes on holding the request") {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(), {{at(10s)}});
  rig.run([&] {
    const LinkFaultHandle first = rig.link.partition(PartitionKind::drop);
    wait(20s);
    rig.link.heal(first);
    wait(1s);
    const LinkFaultHandle second = rig.link.partition(PartitionKind::drop);
    wait(4s);
    rig.link.heal(second);
  });
  // 22.6 falls into the second one; the next is 35.4.
  CHECK(rig.caller.endings[0].at == at(35'400ms + 2ms));
}

TEST_CASE("calm heals every link") {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(), {{at(10s)}});
  rig.run([&] {
    rig.link.partition(PartitionKind::drop);
    rig.link.begin({.added_latency = 1s});
    wait(20s);
    rig.world.calm();
  });
  CHECK_FALSE(rig.link.partitioned(Direction::request));
  CHECK(rig.caller.endings[0].at == at(22'602ms));
}

TEST_CASE("on a shared connection the heal releases all at the oldest message's retransmission") {
  QuietChooser quiet;
  std::vector<PlannedCall> plan;
  for (int nth = 0; nth < 10; ++nth) plan.push_back({at(10s + 1s * nth)});
  NetworkRig rig(quiet, wire(true), plan);
  rig.run([&] {
    const LinkFaultHandle cut = rig.link.partition(PartitionKind::drop);
    wait(17s);
    rig.link.heal(cut);
  });
  // The oldest is transmitted at 10.0 .. 16.2 and 22.6; all ten come with it, in order.
  REQUIRE(rig.server.arrivals.size() == 10);
  for (std::size_t call = 0; call < 10; ++call) {
    CHECK(rig.server.arrivals[call].number == call);
    CHECK(rig.server.arrivals[call].at == at(22'601ms));
  }
}

TEST_CASE("on connections of their own, messages come back one by one") {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(), {{at(10s)}, {at(16'900ms)}});
  rig.run([&] {
    const LinkFaultHandle cut = rig.link.partition(PartitionKind::drop);
    wait(17s);
    rig.link.heal(cut);
  });
  CHECK(rig.caller.endings[0].at == at(22'602ms));
  CHECK(rig.caller.endings[1].at == at(17'102ms));
}

TEST_CASE("when TCP gives up a shared connection, all that wait on it learn it together") {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(true), {{at(10s)}, {at(500s)}, {at(934'700ms)}});
  rig.run([&] { rig.link.partition(PartitionKind::drop); });
  CHECK(rig.caller.endings[0].at == at(934'600ms));
  CHECK(rig.caller.endings[1].status == CallStatus::closed);
  CHECK(rig.caller.endings[1].at == at(934'600ms));
  // One that comes later begins anew.
  CHECK(rig.caller.endings[2].at == at(934'700ms + 924'600ms));
}

TEST_CASE("a caller that has left does not stop its request, for 102 s") {
  QuietChooser quiet;
  const std::vector<PlannedCall> plan = {{at(10s), {.timeout = 5s}}};
  NetworkRig soon(quiet, wire(), plan);
  soon.run([&] {
    const LinkFaultHandle cut = soon.link.partition(PartitionKind::drop);
    wait(50s);
    soon.link.heal(cut);
  });
  CHECK(soon.caller.endings[0].status == CallStatus::timed_out);
  REQUIRE(soon.server.arrivals.size() == 1);
  CHECK(soon.server.arrivals[0].at == at(61'001ms));

  NetworkRig late(quiet, wire(), plan);
  late.run([&] {
    const LinkFaultHandle cut = late.link.partition(PartitionKind::drop);
    wait(200s);
    late.link.heal(cut);
  });
  CHECK(late.server.arrivals.empty());
}

TEST_CASE("a request that is transmitted again into a restarted server is answered by a reset") {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(), {{at(10s)}});
  rig.run([&] {
    const LinkFaultHandle cut = rig.link.partition(PartitionKind::drop);
    wait(15s);
    rig.server.node().crash();
    rig.server.node().restart();
    wait(5s);
    rig.link.heal(cut);
  });
  CHECK(rig.server.arrivals.empty());
  CHECK(rig.caller.endings[0].status == CallStatus::closed);
  CHECK(rig.caller.endings[0].at == at(22'602ms));
}

TEST_CASE("a caller's host that dies takes with it what it had to transmit again") {
  QuietChooser quiet;
  for (const CrashKind kind : {CrashKind::process, CrashKind::host}) {
    NetworkRig rig(quiet, wire(), {{at(10s)}});
    rig.run([&] {
      const LinkFaultHandle cut = rig.link.partition(PartitionKind::drop);
      wait(15s);
      rig.caller.node().crash(kind);
      wait(5s);
      rig.link.heal(cut);
    });
    // The kernel of a killed process goes on sending what its sockets had accepted.
    CHECK(rig.server.arrivals.size() == (kind == CrashKind::process ? 1 : 0));
  }
}

TEST_CASE("a reply under retransmission survives its server's process, but not its host") {
  QuietChooser quiet;
  for (const CrashKind kind : {CrashKind::process, CrashKind::host}) {
    NetworkRig rig(quiet, wire(), {{at(10s)}});
    rig.run([&] {
      const LinkFaultHandle cut = rig.link.partition(PartitionKind::drop, Directions::reply);
      wait(15s);
      rig.server.node().crash(kind);
      wait(5s);
      rig.link.heal(cut);
    });
    const bool answered = rig.caller.endings[0].status == CallStatus::ok;
    CHECK(answered == (kind == CrashKind::process));
  }
}

TEST_CASE("a server killed behind a partition closes its calls after the heal") {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(), {{at(1s)}});
  rig.server.service = 60s;
  rig.run([&] {
    wait(5s);
    const LinkFaultHandle cut = rig.link.partition(PartitionKind::drop);
    wait(5s);
    rig.server.node().crash();
    wait(10s);
    rig.link.heal(cut);
  });
  CHECK(rig.caller.endings[0].status == CallStatus::closed);
  // The FIN of 10 s is transmitted again at 22.6 s.
  CHECK(rig.caller.endings[0].at == at(22'601ms));
}

std::uint64_t digest_of_partition(std::uint64_t seed) {
  RandomChooser random(seed);
  NetworkLinkOptions options = wire(true);
  options.latency = Distribution::exponential(Duration(2ms));
  options.loss = Ratio::percent(5);
  std::vector<PlannedCall> plan;
  for (int nth = 0; nth < 100; ++nth) plan.push_back({at(100ms * (nth + 1))});
  NetworkRig rig(random, options, plan, seed);
  rig.run([&] {
    wait(3s);
    const LinkFaultHandle cut = rig.link.partition(PartitionKind::drop);
    wait(2s);
    rig.link.heal(cut);
  });
  return rig.world.digest();
}

TEST_CASE("the same seed gives the same digest, another seed another") {
  CHECK(digest_of_partition(1) == digest_of_partition(1));
  CHECK(digest_of_partition(1) != digest_of_partition(2));
}

}  // namespace
}  // namespace hindcast
