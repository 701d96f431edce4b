// Fault rules: that each kind fires, what it does to calls, and how rules live and add up.
#include "hindcast/models/network/network_rule.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "tests/models/network_rig.hpp"
#include "tests/support/digest_table.hpp"

namespace hindcast {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using Kind = NetworkRuleOptions::Kind;

NetworkLinkOptions wire(bool tcp = true) {
  NetworkLinkOptions options;
  options.latency = Distribution::constant(Duration(1ms));
  options.retransmits = tcp;
  return options;
}

std::vector<PlannedCall> calls_every(Duration gap, std::size_t count) {
  std::vector<PlannedCall> plan;
  for (std::size_t index = 0; index < count; ++index) {
    plan.push_back({at(1s + gap * static_cast<std::int64_t>(index)), {.timeout = 5s}});
  }
  return plan;
}

NetworkRule rule_of(Kind kind, Duration length) {
  NetworkRuleOptions options;
  options.kind = kind;
  return options.lasting(length);
}

struct Seen {
  std::size_t ok = 0;
  std::size_t refused = 0;
  std::size_t closed = 0;
  std::size_t timed_out = 0;
  std::vector<Arrival> arrivals;
  std::vector<CallEnding> endings;
  LinkCounts requests;
  std::uint64_t digest = 0;
};

struct Told {
  std::vector<NetworkRule> rules;
  NetworkLinkOptions link = wire();
  std::vector<PlannedCall> plan = calls_every(100ms, 300);
  std::uint64_t seed = 1;
};

Seen tell(const Told& told) {
  RandomChooser random(told.seed);
  NetworkRig rig(random, told.link, told.plan, told.seed);
  rig.run([&] {
    for (const NetworkRule& rule : told.rules) apply(rig.world, {&rig.link}, rule);
  });
  Seen seen{.arrivals = rig.server.arrivals,
            .endings = rig.caller.endings,
            .requests = rig.link.counts(Direction::request),
            .digest = rig.world.digest()};
  for (const CallEnding& ending : seen.endings) {
    seen.ok += ending.status == CallStatus::ok ? 1 : 0;
    seen.refused += ending.status == CallStatus::refused ? 1 : 0;
    seen.closed += ending.status == CallStatus::closed ? 1 : 0;
    seen.timed_out += ending.status == CallStatus::timed_out ? 1 : 0;
  }
  return seen;
}

Duration taken(const Seen& seen, std::size_t call) {
  return seen.endings[call].at - at(1s + Duration(100ms) * static_cast<std::int64_t>(call));
}

// One call a second, each on a connection of its own that it opens.
std::vector<PlannedCall> openings(std::size_t count) {
  std::vector<PlannedCall> plan = calls_every(1s, count);
  for (PlannedCall& call : plan) call.options.opens = true;
  return plan;
}

TEST_CASE("drop: calls wait for its end, or leave") {
  const Seen seen = tell({.rules = {rule_of(Kind::drop, 10s)}});
  // Calls of 1.0 to 4.9 s leave after 5 s; those of the next 5 s meet a retransmission in time or
  // leave; all later ones are well.
  CHECK(seen.timed_out >= 40);
  CHECK(seen.timed_out <= 90);
  CHECK(seen.ok == 300 - seen.timed_out);
  CHECK(taken(seen, 95) == Duration(2ms));
}

TEST_CASE("reject and reset: new connections are refused; reset alone ends established ones") {
  for (const Kind kind : {Kind::reject, Kind::tcp_reset}) {
    const Seen fresh = tell({.rules = {rule_of(kind, 9'950ms)}, .plan = openings(20)});
    CHECK(fresh.refused == 9);
    CHECK(fresh.ok == 11);
    const Seen old = tell({.rules = {rule_of(kind, 9'950ms)}});
    CHECK(old.closed == (kind == Kind::tcp_reset ? 90 : 0));
    CHECK((old.timed_out > 0) == (kind == Kind::reject));
  }
}

TEST_CASE("a simplex fault strikes one way: requests take effect whose replies are late") {
  NetworkRuleOptions options;
  options.kind = Kind::drop;
  options.directions = Directions::reply;
  const Seen seen = tell({.rules = {options.lasting(10s)}});
  CHECK(seen.arrivals.size() == 300);
  CHECK(seen.timed_out >= 40);
}

TEST_CASE("a partial fault strikes some links and not the others") {
  QuietChooser quiet;
  World world(quiet);
  auto& server = world.add<PingServer>("server");
  std::vector<PingCaller*> callers;
  std::vector<NetworkLink*> links;
  for (const std::string name : {"a", "b", "c"}) {
    const std::vector<PlannedCall> plan = {{at(1s), {.timeout = 5s}}};
    callers.push_back(&world.add<PingCaller>(name, {plan}));
    links.push_back(&world.add<NetworkLink>("wire " + name, wire()));
    world.connect(callers.back()->port("ping"), *links.back(), server.port("ping"));
  }
  apply(world, {links[0], links[2]}, rule_of(Kind::drop, 20s));
  world.end_at(at(60s));
  world.run();
  CHECK(callers[0]->endings[0].status == CallStatus::timed_out);
  CHECK(callers[1]->endings[0].status == CallStatus::ok);
  CHECK(callers[2]->endings[0].status == CallStatus::timed_out);
}

TEST_CASE("a flapping fault comes and goes with its period, until its end") {
  NetworkRuleOptions options;
  options.kind = Kind::tcp_reset;
  options.after = 4'950ms;
  options.period = 5s;
  options.active = 2s;
  const Seen seen = tell({.rules = {options.lasting(12s)}});
  // Active at 4.95 to 6.95, 9.95 to 11.95 and 14.95 to 16.95 s, and then never: 20 calls each.
  CHECK(seen.closed == 60);
  CHECK(seen.endings[40].status == CallStatus::closed);
  CHECK(seen.endings[60].status == CallStatus::ok);
  CHECK(seen.endings[90].status == CallStatus::closed);
  CHECK(seen.endings[189].status == CallStatus::ok);
}

TEST_CASE("a clog holds all that is sent and releases it at its end, in order") {
  NetworkRuleOptions options;
  options.kind = Kind::clog;
  options.directions = Directions::request;
  options.after = 4'950ms;
  const Seen seen = tell({.rules = {options.lasting(3s)}});
  CHECK(seen.ok == 300);
  std::vector<std::uint64_t> burst;
  for (const Arrival& arrival : seen.arrivals) {
    if (arrival.at == at(7'951ms)) burst.push_back(arrival.number);
  }
  REQUIRE(burst.size() == 30);
  for (std::size_t nth = 0; nth < 30; ++nth) CHECK(burst[nth] == 40 + nth);
  CHECK(taken(seen, 39) == Duration(2ms));
  CHECK(taken(seen, 70) == Duration(2ms));
}

TEST_CASE("a clog over a narrow link is released at the pace of the bandwidth") {
  NetworkLinkOptions link = wire();
  link.bandwidth = ByteSize::bytes(10'000);
  NetworkRuleOptions options;
  options.kind = Kind::clog;
  options.directions = Directions::request;
  const Seen seen = tell({.rules = {options.lasting(1'950ms)}, .link = link});
  // Ten calls wait from 1.0 to 1.9 s; each takes 10 ms from 1.95 s on.
  for (std::int64_t nth = 0; nth < 10; ++nth) {
    CHECK(seen.arrivals[static_cast<std::size_t>(nth)].at ==
          at(Duration(1'950ms) + Duration(10ms) * (nth + 1) + 1ms));
  }
}

TEST_CASE("grey: slow and lossy, but alive: every connect succeeds, and calls are only late") {
  const Seen seen = tell({.rules = {rule_of(Kind::grey, Duration::infinite())}});
  std::size_t retransmitted = 0;
  for (std::size_t call = 0; call < 300; ++call) {
    if (seen.endings[call].status != CallStatus::ok) continue;
    CHECK(taken(seen, call) >= Duration(402ms));
    if (taken(seen, call) > Duration(402ms)) ++retransmitted;
  }
  CHECK(seen.refused + seen.closed == 0);
  // 36 % of 300 calls lose one of their two messages: 108, and 99.9 % lie within 28 of it.
  CHECK(retransmitted + seen.timed_out > 80);
  CHECK(retransmitted + seen.timed_out < 136);
}

TEST_CASE("slow, lossy and bursty: late by what they say, over TCP never lost") {
  const Seen slow = tell({.rules = {rule_of(Kind::slow, 10s)}});
  CHECK(taken(slow, 0) == Duration(402ms));
  CHECK(taken(slow, 95) == Duration(2ms));
  for (const Kind kind : {Kind::lossy, Kind::bursty}) {
    const Seen seen = tell({.rules = {rule_of(kind, Duration::infinite())}});
    CHECK(seen.requests.held > 5);
    CHECK(seen.ok + seen.timed_out == 300);
    const Seen plain = tell({.rules = {rule_of(kind, Duration::infinite())}, .link = wire(false)});
    CHECK(plain.requests.lost > 5);
    CHECK(plain.timed_out > 10);
  }
}

TEST_CASE("narrow: less bandwidth, and a queue before it") {
  NetworkRuleOptions options;
  options.kind = Kind::narrow;
  options.bandwidth = ByteSize::bytes(500);
  options.directions = Directions::request;
  const Seen seen = tell({.rules = {options.lasting(10s)}});
  // 100 bytes take 200 ms and come every 100 ms: call n waits n * 100 ms.
  CHECK(taken(seen, 0) == Duration(202ms));
  CHECK(taken(seen, 10) == Duration(1'202ms));
  CHECK(taken(seen, 40) == Duration(4'202ms));
  CHECK(seen.timed_out > 0);
}

TEST_CASE("duplicate and reorder: datagrams come twice and out of order; TCP hides both") {
  const Seen twice =
      tell({.rules = {rule_of(Kind::duplicate, Duration::infinite())}, .link = wire(false)});
  CHECK(twice.requests.duplicated > 10);
  CHECK(twice.arrivals.size() == 300 + twice.requests.duplicated);
  const Seen tcp = tell({.rules = {rule_of(Kind::duplicate, Duration::infinite())}});
  CHECK(tcp.arrivals.size() == 300);

  NetworkRuleOptions options;
  options.kind = Kind::reorder;
  options.late_max = 500ms;
  const Seen mixed = tell({.rules = {options.lasting(Duration::infinite())}, .link = wire(false)});
  std::uint32_t overtaken = 0;
  for (std::size_t nth = 1; nth < mixed.arrivals.size(); ++nth) {
    overtaken += mixed.arrivals[nth].number < mixed.arrivals[nth - 1].number ? 1U : 0U;
  }
  CHECK(overtaken > 5);
  CHECK(mixed.ok == 300);
}

TEST_CASE("rules add up, and each ends for itself") {
  NetworkRuleOptions late;
  late.kind = Kind::slow;
  late.added_latency = 300ms;
  const Seen seen = tell({.rules = {rule_of(Kind::slow, 5'050ms), late.lasting(8'050ms)}});
  CHECK(taken(seen, 0) == Duration(1'002ms));
  CHECK(taken(seen, 45) == Duration(602ms));
  CHECK(taken(seen, 75) == Duration(2ms));
}

TEST_CASE("calm ends every rule, flapping ones too") {
  QuietChooser quiet;
  NetworkRig rig(quiet, wire(), calls_every(1s, 30));
  NetworkRuleOptions options;
  options.kind = Kind::drop;
  options.period = 4s;
  options.active = 3s;
  rig.run([&] {
    apply(rig.world, {&rig.link}, options.lasting(Duration::infinite()));
    wait(6s);
    rig.world.calm();
  });
  for (std::size_t call = 10; call < 30; ++call) {
    CHECK(rig.caller.endings[call].at == at(1'002ms + 1s * static_cast<int>(call)));
  }
}

TEST_CASE("a rule that cannot be is told so") {
  const auto& rules = NetworkRuleOptions::fields().rules();
  REQUIRE(rules.size() == 1);
  NetworkRuleOptions options;
  CHECK(rules[0].holds(&options));
  options.period = 10s;
  CHECK_FALSE(rules[0].holds(&options));
  options.active = 10s;
  CHECK_FALSE(rules[0].holds(&options));
  options.active = 9s;
  CHECK(rules[0].holds(&options));
  CHECK(NetworkRuleOptions::fields().find("loss")->set(&options, "101%"));
  CHECK(NetworkRuleOptions::fields().find("kind")->set(&options, "cut"));
}

// All kinds of rules, what belongs to links, and lives of connections: name and run.
struct GoldenStory {
  std::string name;
  Told told;
};

std::vector<GoldenStory> golden_stories() {
  std::vector<GoldenStory> stories;
  for (const std::string_view word : NetworkRuleOptions::fields().find("kind")->shape.words) {
    if (word == "none") continue;
    NetworkRuleOptions options;
    REQUIRE_FALSE(NetworkRuleOptions::fields().find("kind")->set(&options, word));
    options.period = 7s;
    options.active = 3s;
    const bool datagrams = word == "duplicate" || word == "reorder";
    stories.push_back(
        {"rule " + std::string(word), {.rules = {options.lasting(20s)}, .link = wire(!datagrams)}});
  }
  NetworkLinkOptions shaped = wire();
  shaped.bandwidth = ByteSize::bytes(2'000);
  shaped.queue = 3;
  shaped.reply.latency = Distribution::exponential(Duration(20ms));
  stories.push_back({"shaped", {.rules = {}, .link = shaped}});
  NetworkLinkOptions bursty = wire(false);
  bursty.burst_loss = {.p = Ratio::percent(5), .r = Ratio::percent(20)};
  bursty.reordering = Ratio::percent(10);
  stories.push_back({"bursty", {.rules = {}, .link = bursty}});
  NetworkLinkOptions idle = wire();
  idle.multiplexed = true;
  idle.tcp.keepalive = true;
  idle.tcp.tcp_keepalive_time = 2s;
  stories.push_back({"keepalive", {.rules = {rule_of(Kind::grey, 20s)}, .link = idle}});
  for (GoldenStory& story : stories) {
    if (story.name != "keepalive") continue;
    for (PlannedCall& call : story.told.plan) call.options.timeout = Duration::infinite();
  }
  return stories;
}

testing::DigestTable compute_table() {
  testing::DigestTable table(
      "tests/golden/network.digests",
      "hindcast_test_models --no-skip -tc=\"write the digests of the network anew\"");
  for (const GoldenStory& story : golden_stories()) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      Told told = story.told;
      told.seed = seed;
      told.link.loss = Ratio::percent(1);  // so that seeds differ
      table.add({story.name, seed, tell(told).digest});
    }
  }
  return table;
}

TEST_CASE("the digests of network faults are the golden ones") {
  compute_table().expect_unchanged();
}

TEST_CASE("every kind of network fault repeats exactly, and another seed is another run") {
  for (const GoldenStory& story : golden_stories()) {
    CAPTURE(story.name);
    Told told = story.told;
    told.link.loss = Ratio::percent(1);
    const std::uint64_t first = tell(told).digest;
    CHECK(tell(told).digest == first);
    told.seed = 2;
    CHECK(tell(told).digest != first);
  }
}

TEST_CASE("write the digests of the network anew" * doctest::skip()) { compute_table().write(); }

}  // namespace
}  // namespace hindcast
