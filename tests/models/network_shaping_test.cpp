// Bandwidth, queues, bursts of loss, duplicates and disorder: what the law says, and what a message
// over a link meets.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "hindcast/sim/keyed_stream.hpp"
#include "tests/models/network_rig.hpp"
#include "tests/sim/statistics.hpp"

namespace hindcast {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""us;

NetworkLinkOptions datagrams() {
  NetworkLinkOptions options;
  options.latency = Distribution::constant(Duration(1ms));
  options.retransmits = false;
  return options;
}

std::vector<PlannedCall> calls_every(Duration gap, std::size_t count) {
  std::vector<PlannedCall> plan;
  for (std::size_t index = 0; index < count; ++index) {
    plan.push_back({at(1s + gap * static_cast<std::int64_t>(index)), {.timeout = 5s}});
  }
  return plan;
}

TEST_CASE("bytes take their time at the bandwidth, rounded up to a nanosecond") {
  CHECK(transmission_time(1'500, ByteSize::bytes(1'000'000)) == Duration(1'500us));
  CHECK(transmission_time(1, ByteSize::bytes(3)) == Duration::nanoseconds(333'333'334));
  CHECK(transmission_time(0, ByteSize::bytes(1)) == Duration::zero());
  CHECK(transmission_time(1'500, kBandwidthUnlimited) == Duration::zero());
}

TEST_CASE("a queue sends one after the other, and drops what finds it full") {
  TransmissionQueue queue;
  const TransmissionQueue::Rules rules{.bandwidth = ByteSize::bytes(1'000), .waiting_max = 2};
  CHECK(queue.accept(at(0s), 100, rules) == at(100ms));
  CHECK(queue.accept(at(0s), 200, rules) == at(300ms));
  CHECK(queue.accept(at(50ms), 100, rules) == at(400ms));
  CHECK_FALSE(queue.accept(at(50ms), 100, rules));
  CHECK(queue.waiting(at(50ms)) == 2);
  // The second one leaves the queue when its first byte does.
  CHECK(queue.accept(at(100ms), 100, rules) == at(500ms));
  CHECK(queue.waiting(at(500ms)) == 0);
}

// Mean wait in service times of Poisson arrivals at a load of .8, by batch means.
struct Waits {
  double mean;
  double half_width;  // of the 99.9 % interval
};

Waits waits_at_80_percent(std::uint64_t seed) {
  constexpr int kBatches = 64;
  constexpr int kPerBatch = 20'000;
  const TransmissionQueue::Rules rules{.bandwidth = ByteSize::bytes(1'000'000),
                                       .waiting_max = 1'000'000};
  const auto gap = Distribution::exponential(Duration(1'250us));
  TransmissionQueue queue;
  Instant now;
  std::vector<double> means;
  for (int batch = -1; batch < kBatches; ++batch) {  // the first one warms up
    double sum = 0;
    for (int nth = 0; nth < kPerBatch; ++nth) {
      const auto draw = static_cast<std::uint64_t>((batch + 1) * kPerBatch + nth);
      now = now + gap.duration(keyed_draw(seed, draw));
      const Duration wait = *queue.accept(now, 1'000, rules) - now - Duration(1ms);
      sum += static_cast<double>(wait.count()) / 1e6;
    }
    if (batch >= 0) means.push_back(sum / kPerBatch);
  }
  double mean = 0;
  for (const double one : means) mean += one / kBatches;
  double variance = 0;
  for (const double one : means) variance += (one - mean) * (one - mean) / (kBatches - 1);
  return {mean, statistics::kStudent63 * std::sqrt(variance / kBatches)};
}

TEST_CASE("M/D/1: at a load of .8 a message waits 2 transmission times in the mean") {
  // rho / (2 (1 - rho)), Pollaczek and Khinchine.
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Waits waits = waits_at_80_percent(seed);
    CAPTURE(waits.mean);
    CHECK(waits.half_width < 0.1);
    CHECK(std::abs(waits.mean - 2.0) <= waits.half_width);
  }
}

TEST_CASE("losses come in bursts of 1/r, and p/(p+r) of all packets are lost") {
  constexpr int kPackets = 1'000'000;
  const BurstLossOptions options{.p = Ratio::percent(1), .r = Ratio::percent(20)};
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    BurstLoss chain;
    int lost = 0;
    int bursts = 0;
    bool was_lost = false;
    for (int packet = 0; packet < kPackets; ++packet) {
      const std::uint64_t draw = keyed_draw(seed, static_cast<std::uint64_t>(packet));
      const bool is_lost = chain.step(options, draw) == Ratio::one();
      lost += is_lost ? 1 : 0;
      bursts += is_lost && !was_lost ? 1 : 0;
      was_lost = is_lost;
    }
    const double share = static_cast<double>(lost) / kPackets;
    const double law = 0.01 / 0.21;
    // A chain of two states: its mean's variance is larger by (1 + l) / (1 - l), l = 1 - p - r.
    const double spread = std::sqrt(law * (1 - law) * (1.79 / 0.21) / kPackets);
    CHECK(std::abs(share - law) <= statistics::kNormal * spread);
    const double length = static_cast<double>(lost) / bursts;
    const double length_spread = std::sqrt(0.8 / 0.04 / bursts);
    CHECK(std::abs(length - 5.0) <= statistics::kNormal * length_spread);
  }
}

TEST_CASE("partial loss in both states adds up as netem's manual says") {
  constexpr int kPackets = 1'000'000;
  const BurstLossOptions options{.p = Ratio::percent(50),
                                 .r = Ratio::percent(50),
                                 .loss_bad = Ratio::percent(30),
                                 .loss_good = Ratio::percent(2)};
  BurstLoss chain;
  std::uint64_t parts = 0;
  for (int packet = 0; packet < kPackets; ++packet) {
    parts +=
        chain.step(options, keyed_draw(9, static_cast<std::uint64_t>(packet))).parts_per_billion() /
        10'000'000;
  }
  // States are independent here: 16 % in the mean, with a deviation of 14 %.
  const double mean = static_cast<double>(parts) / kPackets;
  CHECK(std::abs(mean - 16.0) <= statistics::kNormal * 14.0 / std::sqrt(kPackets));
}

TEST_CASE("over a link, losses in bursts leave gaps in what arrives, and calls without an answer") {
  RandomChooser random(3);
  NetworkLinkOptions options = datagrams();
  options.burst_loss = {.p = Ratio::percent(5), .r = Ratio::percent(25)};
  NetworkRig rig(random, options, calls_every(100ms, 2'000));
  rig.run([] {});
  std::size_t lost = 0;
  std::size_t bursts = 0;
  std::uint64_t expected = 0;
  for (const Arrival& arrival : rig.server.arrivals) {
    if (arrival.number > expected) ++bursts;
    lost += arrival.number - expected;
    expected = arrival.number + 1;
  }
  // 1/6 of 2,000 is 333 with a deviation of 40: (1 + .7) / (1 - .7) times the independent one.
  CHECK(lost > 333 - 132);
  CHECK(lost < 333 + 132);
  CHECK(lost > 2 * bursts);
  CHECK(rig.link.counts(Direction::request).lost == 2'000 - rig.server.arrivals.size());
}

TEST_CASE("a message takes its transmission and its travel, and those behind it wait") {
  QuietChooser quiet;
  NetworkLinkOptions options;
  options.latency = Distribution::constant(Duration(1ms));
  options.bandwidth = ByteSize::bytes(10'000);
  NetworkRig rig(quiet, options, {{at(1s)}, {at(1s)}, {at(1s), {}, 1'000}});
  rig.run([] {});
  CHECK(rig.server.arrivals[0].at == at(1'011ms));
  CHECK(rig.server.arrivals[1].at == at(1'021ms));
  CHECK(rig.server.arrivals[2].at == at(1'121ms));
  // Replies are as long as their requests here, and have the way back for themselves.
  CHECK(rig.caller.endings[0].at == at(1'022ms));
  CHECK(rig.caller.endings[2].at == at(1'222ms));
}

TEST_CASE("a full queue loses datagrams, and costs TCP a retransmission timeout") {
  QuietChooser quiet;
  for (const bool tcp : {false, true}) {
    NetworkLinkOptions options = datagrams();
    options.retransmits = tcp;
    options.bandwidth = ByteSize::bytes(1'000);
    options.queue = 2;
    NetworkRig rig(quiet, options, {{at(1s)}, {at(1s)}, {at(1s)}, {at(1s)}});
    rig.run([] {});
    CHECK(rig.link.counts(Direction::request).overflowed == 1);
    REQUIRE(rig.server.arrivals.size() == (tcp ? 4 : 3));
    CHECK(rig.server.arrivals[2].at == at(1'301ms));
    // At 1.2 s there is room again.
    if (tcp) CHECK(rig.server.arrivals[3].at == at(1'401ms));
  }
}

TEST_CASE("the way back can be of its own: slower, narrower and with its own loss") {
  QuietChooser quiet;
  NetworkLinkOptions options;
  options.latency = Distribution::constant(Duration(1ms));
  options.reply.latency = Distribution::constant(Duration(500ms));
  options.reply.bandwidth = ByteSize::bytes(1'000);
  NetworkRig rig(quiet, options, {{at(1s)}});
  rig.run([] {});
  CHECK(rig.server.arrivals[0].at == at(1'001ms));
  CHECK(rig.caller.endings[0].at == at(1'601ms));

  RandomChooser random(1);
  NetworkLinkOptions lossy = datagrams();
  lossy.loss = Ratio::one();
  lossy.reply.loss = Ratio::zero();
  NetworkRig deaf(random, lossy, {{at(1s), {.timeout = 1s}}});
  deaf.run([] {});
  CHECK(deaf.server.arrivals.empty());
}

TEST_CASE("messages out of order are late by less than the limit, as often as it says") {
  RandomChooser random(4);
  NetworkLinkOptions options = datagrams();
  options.reordering = Ratio::percent(25);
  options.late_max = 50ms;
  NetworkRig rig(random, options, calls_every(10ms, 1'000));
  rig.run([] {});
  REQUIRE(rig.server.arrivals.size() == 1'000);
  std::size_t late = 0;
  std::size_t overtaken = 0;
  std::uint64_t newest = 0;
  for (const Arrival& arrival : rig.server.arrivals) {
    const Duration travel =
        arrival.at - at(1s + Duration(10ms) * static_cast<std::int64_t>(arrival.number));
    CHECK(travel >= Duration(1ms));
    CHECK(travel <= Duration(51ms));
    if (travel > Duration(1ms)) ++late;
    if (arrival.number < newest) ++overtaken;
    newest = std::max(newest, arrival.number);
  }
  // 250 of 1,000: 99.9 % lie within 45 of it. Four of five of them are late by more than 10 ms.
  CHECK(late > 205);
  CHECK(late < 295);
  CHECK(overtaken > 100);
}

TEST_CASE("what makes no sense of a link is told so") {
  NetworkLinkOptions options;
  const auto refuses = [&options](const char* field, const char* text) {
    return NetworkLinkOptions::fields().find(field)->set(&options, text).has_value();
  };
  CHECK(refuses("loss", "120%"));
  CHECK(refuses("reply.loss", "120%"));
  CHECK(refuses("bandwidth", "-5MB"));
  CHECK(refuses("bandwidth", "0B"));
  CHECK(refuses("queue", "0"));
  CHECK(refuses("burst_loss.r", "0%"));
  CHECK(refuses("tcp.tcp_keepalive_probes", "0"));
  CHECK_FALSE(refuses("bandwidth", "125MB"));
  CHECK_FALSE(refuses("reply.latency", "constant(20ms)"));
  CHECK_FALSE(refuses("reply.latency", "as_request"));
  CHECK_FALSE(options.reply.latency);
}

}  // namespace
}  // namespace hindcast
