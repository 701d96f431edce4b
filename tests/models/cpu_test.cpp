// The processor of a host: shares by weight, and the laws of processor sharing.
#include "hindcast/models/host/cpu.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hindcast/models/host/event_loop.hpp"
#include "hindcast/models/host/niceness.hpp"
#include "tests/sim/statistics.hpp"
#include "tests/support/run_twice.hpp"
#include "tests/support/universe.hpp"

#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
constexpr bool kSlowBuild = true;
#else
constexpr bool kSlowBuild = false;
#endif

namespace hindcast {
namespace {

using namespace std::chrono_literals;
using testing::Memory;
using testing::Universe;

struct Job {
  Duration work;
  std::int64_t niceness = 0;
  Duration after = Duration::zero();
};

// Runs the jobs on so many cores. Returns when each was done.
std::vector<Duration> run_jobs(std::uint32_t cores, const std::vector<Job>& jobs,
                               std::uint32_t spinners = 0) {
  Universe universe;
  std::vector<Duration> done(jobs.size());
  universe.world.add<testing::Script>("host", [&](Memory& memory) {
    Cpu& cpu = memory.make<Cpu>(cores);
    cpu.spin(spinners);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      spawn("job", [&, i] {
        sleep(jobs[i].after);
        cpu.work(jobs[i].work, jobs[i].niceness);
        done[i] = now().since_start();
      });
    }
  });
  CHECK(universe.world.run().verdict == Verdict::passed);
  return done;
}

using Times = std::vector<Duration>;

TEST_CASE("weights are the kernel's: each level a quarter, 19 is 15 of 1024") {
  CHECK(weight_of_niceness(0) == 1'024);
  CHECK(weight_of_niceness(19) == 15);
  CHECK(weight_of_niceness(-20) == 88'761);
  for (std::int64_t level = kNicenessMin; level < kNicenessMax; ++level) {
    const std::uint64_t heavy = weight_of_niceness(level);
    const std::uint64_t light = weight_of_niceness(level + 1);
    CHECK(heavy * 100 >= light * 119);
    CHECK(heavy * 100 <= light * 132);
  }
}

TEST_CASE("threads share a core evenly, and each takes what the one before it left") {
  CHECK(run_jobs(1, {{30ms}}) == Times{30ms});
  CHECK(run_jobs(1, {{10ms}, {10ms}}) == Times{20ms, 20ms});
  // 10 ms of each until 20 ms; then the second is alone.
  CHECK(run_jobs(1, {{10ms}, {30ms}}) == Times{20ms, 40ms});
  // The first has 5 ms left when the second comes.
  CHECK(run_jobs(1, {{10ms}, {10ms, 0, 5ms}}) == Times{15ms, 20ms});
}

TEST_CASE("nobody uses more than one core, and what the heavy cannot use goes to the others") {
  CHECK(run_jobs(2, {{10ms}}) == Times{10ms});
  CHECK(run_jobs(2, {{10ms}, {10ms}}) == Times{10ms, 10ms});
  CHECK(run_jobs(2, {{10ms}, {10ms}, {10ms}}) == Times{15ms, 15ms, 15ms});
  // 1024 of 1039 of two cores would be nearly two; it gets one, and the nice one the other.
  CHECK(run_jobs(2, {{10ms}, {10ms, 19}}) == Times{10ms, 10ms});
  // -20 has one core, the two others share the second.
  CHECK(run_jobs(2, {{10ms, -20}, {5ms}, {5ms}}) == Times{10ms, 10ms, 10ms});
}

TEST_CASE("shares are in proportion to weights, to the nanosecond") {
  // 15 of 1039, rounded up to a nanosecond: 1 ms takes 1 ms * 1039 / 15.
  CHECK(run_jobs(1, {{1ms, 19}}, 1) == Times{Duration::nanoseconds(69'266'667)});
  CHECK(run_jobs(1, {{1ms}}, 3) == Times{4ms});
  CHECK(run_jobs(4, {{1ms}}, 3) == Times{1ms});
  CHECK(run_jobs(4, {{1ms}}, 7) == Times{2ms});
}

TEST_CASE("a nice process beside 100 spinners gets 15 of 102415 of the cores: far below 1 %") {
  Universe universe;
  universe.run([] {
    for (const std::uint32_t cores : {1U, 2U, 8U, 64U}) {
      Cpu cpu(cores);
      CHECK(cpu.share_of(19) == Ratio::one());
      cpu.spin(100);
      CHECK(cpu.runnable() == 100);
      CHECK(cpu.share_of(19) == Ratio::of(15 * cores, 102'415));
      CHECK(cpu.share_of(19) < Ratio::percent(1));
      // Without nice it would be one of 101.
      CHECK(cpu.share_of(0) == Ratio::of(cores, 101));
    }
    // And half of it once it runs twice: what it measures is what it gets.
    Cpu cpu(1);
    cpu.spin(100);
    const Instant began = now();
    cpu.work(15us, 19);
    CHECK(now() - began == 102'415us);
  });
}

TEST_CASE("spinners that come and go change what is left, not what was done") {
  Universe universe;
  universe.run([] {
    Cpu cpu(1);
    spawn("others", [&] {
      sleep(10ms);
      cpu.spin(1);  // 20 of 30 ms are left
      sleep(20ms);
      cpu.spin(0);  // 10 are left
    });
    cpu.work(30ms);
    CHECK(now() == Instant::at(40ms));
  });
}

TEST_CASE("who dies while computing leaves the core to the others at once") {
  for (const bool dies : {false, true}) {
    Universe universe;
    World& world = universe.world;
    std::unique_ptr<Cpu> cpu;
    Instant done = Instant::never();
    world.add<testing::Script>("first", [&](Memory&) {
      cpu = std::make_unique<Cpu>(1);
      spawn("job", [&] {
        cpu->work(100ms);
        done = now();
      });
    });
    world.add<testing::Script>("second",
                               [&](Memory&) { spawn("job", [&] { cpu->work(100ms, -20); }); });
    world.inject("fault", [&] {
      sleep(50ms);
      if (dies) world.find_node("second")->crash();
    });
    world.run();
    // Until 50 ms it had 1024 of 89785, then the whole core.
    const Instant alone = Instant::at(50ms + 100ms - Duration(50ms) * 1'024 / 89'785);
    // The heavy one's end is rounded up to a nanosecond, which is the other's loss.
    CHECK(done == (dies ? alone : Instant::at(200ms) + Duration::nanoseconds(1)));
  }
}

TEST_CASE("an event loop on a shared core is late, and calls to a healthy server time out") {
  // Calls of 20 ms under a timeout of 50 ms; each needs 1 ms of CPU to go on.
  for (const std::uint32_t spinners : {0U, 100U}) {
    Universe universe;
    World& world = universe.world;
    int good = 0;
    LoopRecord record;
    auto& client = world.add<testing::Caller>("client", [&](testing::Caller& self) {
      spawn("life", [&] {
        Cpu cpu(1);
        cpu.spin(spinners);
        EventLoop loop(self.node(), 1ms, record);
        loop.run_on(&cpu, 0);
        std::vector<FiberHandle> calls;
        for (int i = 0; i < 5; ++i) {
          calls.push_back(spawn("call", [&] { good += self.call(1, {.timeout = 50ms}).ok(); }));
        }
        for (const FiberHandle call : calls) join(call);
      });
    });
    auto& server = world.add<testing::Answerer>("server", testing::answer_after(20ms));
    world.connect(client.out, server.in);
    world.run();
    // The first reply goes on at once and takes 101 ms; the others are too late by then.
    CHECK(good == (spinners == 0 ? 5 : 1));
    CHECK((record.delay_max > Duration(400ms)) == (spinners > 0));
  }
}

// Customers arrive as a Poisson process at `load` of one core and need `service`, whose mean is 1
// s.
struct SharedQueue {
  Ratio load;
  std::vector<Duration> service;  // one of these, each as likely; empty: exponential
  std::uint64_t customers;
};

struct Sojourns {
  double mean = 0;
  double half_width = 0;  // of the 99.9 % interval
  std::uint64_t digest = 0;
};

// By 64 batch means.
Sojourns sojourns_of(const std::vector<double>& times) {
  constexpr std::size_t kBatches = 64;
  const std::size_t size = times.size() / kBatches;
  std::vector<double> means(kBatches, 0);
  for (std::size_t i = 0; i < size * kBatches; ++i) {
    means[i / size] += times[i] / static_cast<double>(size);
  }
  double mean = 0;
  for (const double batch : means) mean += batch / kBatches;
  double squares = 0;
  for (const double batch : means) squares += (batch - mean) * (batch - mean);
  return {mean, statistics::kStudent63 * std::sqrt(squares / (kBatches - 1) / kBatches)};
}

Sojourns run_queue(const SharedQueue& queue, std::uint64_t seed, std::uint8_t poison = 0) {
  Universe universe({.seed = seed, .limits = {.steps_max = 1'000'000'000}, .stack_poison = poison});
  std::vector<double> times(queue.customers);
  const auto gaps = Distribution::exponential(Duration::nanoseconds(
      static_cast<std::int64_t>(Ratio::kOne * Ratio::kOne / queue.load.parts_per_billion())));
  const auto exponential = Distribution::exponential(1s);
  universe.world.add<testing::Script>("queue", [&](Memory& memory) {
    Cpu& cpu = memory.make<Cpu>(1U);
    spawn("source", [&] {
      for (std::uint64_t customer = 0; customer < queue.customers; ++customer) {
        sleep(draw_duration("gap", gaps));
        spawn("customer", [&, customer] {
          const Instant arrival = now();
          cpu.work(queue.service.empty() ? draw_duration("service", exponential)
                                         : queue.service[draw("service") % queue.service.size()]);
          times[customer] = static_cast<double>((now() - arrival).count()) / 1e9;
        });
      }
    });
  });
  universe.world.run();
  Sojourns result = sojourns_of(times);
  result.digest = universe.world.digest();
  return result;
}

TEST_CASE("M/M/1 with processor sharing stays 1 / (mu - lambda), whatever the service times" *
          doctest::skip(kSlowBuild)) {
  // A long service in ten, as heavy as all others together: with first come, first served the wait
  // would be several times as long.
  const std::vector<Duration> varied = {10s - 4'500ms, 500ms, 500ms, 500ms, 500ms,
                                        500ms,         500ms, 500ms, 500ms, 500ms};
  for (const auto& service : {std::vector<Duration>{}, std::vector<Duration>{1s}, varied}) {
    for (const std::uint64_t load : {50U, 70U}) {
      const SharedQueue queue{Ratio::percent(load), service, 300'000};
      const Sojourns result = run_queue(queue, load);
      const double law = 1 / (1 - static_cast<double>(load) / 100);
      INFO("load " << load << ": " << result.mean << " +- " << result.half_width);
      CHECK(std::abs(result.mean - law) <= result.half_width);
      CHECK(result.half_width <= 0.05 * law);
    }
  }
}

TEST_CASE("a shared processor repeats exactly") {
  const SharedQueue queue{Ratio::percent(90), {}, 2'000};
  const auto [first, second] = testing::run_twice<std::uint64_t>(
      [&](std::uint8_t poison) { return run_queue(queue, 7, poison).digest; });
  CHECK(first == second);
  CHECK(run_queue(queue, 7).digest != run_queue(queue, 8).digest);
}

}  // namespace
}  // namespace hindcast
