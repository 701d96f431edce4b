#include "hindcast/models/network/link.hpp"

#include <doctest/doctest.h>

#include "tests/models/network_rig.hpp"

namespace hindcast {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""us;

NetworkLinkOptions one_millisecond() {
  NetworkLinkOptions options;
  options.latency = Distribution::constant(Duration(1ms));
  return options;
}

NetworkLinkOptions between_one_and_nine() {
  NetworkLinkOptions options;
  options.latency = Distribution::uniform(UniformParameters<Duration>{1ms, 9ms});
  return options;
}

std::vector<PlannedCall> calls_every(Duration gap, std::size_t count) {
  std::vector<PlannedCall> plan;
  for (std::size_t index = 0; index < count; ++index) {
    plan.push_back({at(gap * static_cast<std::int64_t>(index + 1))});
  }
  return plan;
}

std::vector<CallEnding> endings_for(std::uint64_t seed, std::size_t calls) {
  QuietChooser quiet;
  NetworkRig rig(quiet, between_one_and_nine(), calls_every(1s, calls), seed);
  rig.run([] {});
  return rig.caller.endings;
}

TEST_CASE("a call takes one latency there and one back") {
  QuietChooser quiet;
  NetworkRig rig(quiet, one_millisecond(), {{at(1s)}});
  rig.run([] {});
  CHECK(rig.server.arrivals.at(0).at == at(1001ms));
  CHECK(rig.caller.endings[0].status == CallStatus::ok);
  CHECK(rig.caller.endings[0].at == at(1002ms));
}

TEST_CASE("a call that opens a connection pays for the handshake") {
  QuietChooser quiet;
  NetworkRig rig(quiet, one_millisecond(), {{at(1s), {.opens = true}}});
  rig.run([] {});
  CHECK(rig.server.arrivals.at(0).at == at(1003ms));
  CHECK(rig.caller.endings[0].at == at(1004ms));
}

TEST_CASE("latencies are drawn from the law, and another seed draws others") {
  const auto first = endings_for(1, 20);
  const auto second = endings_for(2, 20);
  std::size_t equal = 0;
  for (std::size_t call = 0; call < first.size(); ++call) {
    const Duration taken = first[call].at - at(1s * static_cast<std::int64_t>(call + 1));
    CHECK(taken >= Duration(2ms));
    CHECK(taken <= Duration(18ms));
    if (first[call].at == second[call].at) ++equal;
  }
  CHECK(equal < 3);
}

TEST_CASE("other traffic changes no latency") {
  const auto few = endings_for(7, 3);
  const auto many = endings_for(7, 30);
  for (std::size_t call = 0; call < few.size(); ++call) CHECK(few[call].at == many[call].at);
}

TEST_CASE("a table of delays gives nothing but its entries") {
  QuietChooser quiet;
  NetworkLinkOptions options;
  options.delays = {1ms, 5ms, 50ms};
  NetworkRig rig(quiet, options, calls_every(1s, 60));
  rig.run([] {});
  std::size_t slow = 0;
  for (std::size_t call = 0; call < 60; ++call) {
    const Duration there =
        rig.server.arrivals[call].at - at(1s * static_cast<std::int64_t>(call + 1));
    CHECK((there == Duration(1ms) || there == Duration(5ms) || there == Duration(50ms)));
    if (there == Duration(50ms)) ++slow;
  }
  CHECK(slow > 8);
  CHECK(slow < 35);
}

// Answers questions about delays with one entry.
class OneEntry final : public Chooser {
 public:
  explicit OneEntry(std::uint32_t entry) : entry_(entry) {}
  bool asks(ChoiceKind kind) const override { return kind == ChoiceKind::delay; }
  std::uint32_t choose(const ChoicePoint& point) override {
    arity = point.arity;
    return entry_;
  }
  std::uint32_t arity = 0;

 private:
  std::uint32_t entry_;
};

TEST_CASE("a chooser that asks about delays decides which entry a message takes") {
  OneEntry chooser(2);
  NetworkLinkOptions options;
  options.delays = {1ms, 5ms, 50ms};
  NetworkRig rig(chooser, options, {{at(1s)}});
  rig.run([] {});
  CHECK(chooser.arity == 3);
  CHECK(rig.caller.endings[0].at == at(1100ms));
}

TEST_CASE("a lost message costs a retransmission timeout over TCP, and everything without it") {
  RandomChooser random(3);
  NetworkLinkOptions options = one_millisecond();
  options.loss = Ratio::percent(20);
  NetworkRig tcp(random, options, calls_every(10s, 200));
  tcp.run([] {});
  std::size_t late = 0;
  for (std::size_t call = 0; call < 200; ++call) {
    CHECK(tcp.caller.endings[call].status == CallStatus::ok);
    const Duration taken =
        tcp.caller.endings[call].at - at(10s * static_cast<std::int64_t>(call + 1));
    if (taken > Duration(2ms)) ++late;
    CHECK((taken - Duration(2ms)).count() % Duration(200ms).count() == 0);
  }
  // 36 % of 200 lose a message of their two: within four standard deviations.
  CHECK(late > 44);
  CHECK(late < 100);

  options.retransmits = false;
  NetworkRig datagrams(random, options, calls_every(10s, 200));
  datagrams.run([] {});
  std::size_t unanswered = 0;
  for (const CallEnding& ending : datagrams.caller.endings) {
    if (ending.status != CallStatus::ok) ++unanswered;
  }
  CHECK(unanswered > 44);
  CHECK(unanswered < 100);
}

TEST_CASE("a duplicated message arrives twice") {
  RandomChooser random(5);
  NetworkLinkOptions options = one_millisecond();
  options.retransmits = false;
  options.duplication = Ratio::one();
  NetworkRig rig(random, options, {{at(1s)}});
  rig.run([] {});
  CHECK(rig.server.arrivals.size() == 2);
  CHECK(rig.link.counts(Direction::request).duplicated == 1);
}

TEST_CASE("added latency counts in its direction, while it lasts") {
  QuietChooser quiet;
  NetworkRig rig(quiet, one_millisecond(), {{at(1s)}, {at(3s)}});
  rig.run([&rig] {
    const LinkFaultHandle slow =
        rig.link.begin({.directions = Directions::reply, .added_latency = 500ms});
    wait(2s);
    rig.link.heal(slow);
  });
  CHECK(rig.server.arrivals[0].at == at(1001ms));
  CHECK(rig.caller.endings[0].at == at(1502ms));
  CHECK(rig.caller.endings[1].at == at(3002ms));
}

TEST_CASE("a broken path MTU lets small messages pass and holds large ones") {
  QuietChooser quiet;
  NetworkRig rig(quiet, one_millisecond(), {{at(1s), {}, 100}, {at(1s), {.timeout = 5s}, 9'000}});
  rig.run([&rig] { rig.link.begin({.cut = PartitionKind::drop, .bytes_min = 1'400}); });
  CHECK(rig.caller.endings[0].status == CallStatus::ok);
  CHECK(rig.caller.endings[1].status == CallStatus::timed_out);
}

TEST_CASE("the defaults are those of the field table, and every field survives its text") {
  CHECK(NetworkLinkOptions::fields().find("tcp.tcp_retries2")->default_text == "15");
  CHECK(NetworkLinkOptions::fields().find("latency")->default_text == "constant(250us)");
  NetworkLinkOptions options;
  const Field& loss = *NetworkLinkOptions::fields().find("loss");
  CHECK_FALSE(loss.set(&options, "2.5%"));
  CHECK(options.loss == Ratio::parts_per_billion(25'000'000));
  CHECK(loss.set(&options, "200%"));
}

}  // namespace
}  // namespace hindcast
