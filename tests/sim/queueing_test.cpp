// Promise P6: load is physics. The closed forms of queueing theory lie in the 99.9 % batch-means
// interval, with so many customers that its half width is at most 2 %, for three seeds fixed
// beforehand; and Little's law holds exactly in every run.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/sim/channel.hpp"
#include "hindcast/sim/semaphore.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
constexpr bool kSlowBuild = true;
#else
constexpr bool kSlowBuild = false;
#endif

namespace {

__extension__ using Int128 = __int128;

// The mean of a stationary series and the half width of its 99.9 % interval, by batch means.
class BatchMeans {
 public:
  explicit BatchMeans(std::uint64_t count) : batch_size_(count / kBatches) {}

  void add(double value) {
    sum_ += value;
    if (++in_batch_ < batch_size_) return;
    means_.push_back(sum_ / static_cast<double>(batch_size_));
    sum_ = 0;
    in_batch_ = 0;
  }
  double mean() const {
    double total = 0;
    for (const double mean : means_) total += mean;
    return total / static_cast<double>(means_.size());
  }
  double half_width() const {
    double squares = 0;
    for (const double batch : means_) squares += (batch - mean()) * (batch - mean());
    const auto count = static_cast<double>(means_.size());
    return kStudent * std::sqrt(squares / (count - 1) / count);
  }

 private:
  static constexpr std::uint64_t kBatches = 30;
  static constexpr double kStudent = 3.6594;  // two-sided 99.9 %, 29 degrees of freedom

  std::uint64_t batch_size_;
  std::uint64_t in_batch_ = 0;
  double sum_ = 0;
  std::vector<double> means_;
};

// How many wait, integrated over time: looks only at the number and the clock.
class TimeIntegral {
 public:
  void change(std::int64_t by) {
    area_ += Int128{level_} * (now() - last_).count();
    last_ = now();
    level_ += by;
  }
  Int128 area() const { return area_; }

 private:
  Int128 area_ = 0;
  std::int64_t level_ = 0;
  Instant last_;
};

// The waits of customers, from their own stamps.
class Stamps {
 public:
  explicit Stamps(std::uint64_t count) : waits_(count) {}

  void leave(Instant arrival) {
    const std::int64_t wait = (now() - arrival).count();
    total_ += wait;
    ++left_;
    waits_.add(static_cast<double>(wait) / 1e9);
  }
  Int128 total() const { return total_; }
  std::uint64_t left() const { return left_; }
  const BatchMeans& waits() const { return waits_; }

 private:
  BatchMeans waits_;
  Int128 total_ = 0;
  std::uint64_t left_ = 0;
};

struct QueueRun {
  double mean = 0;
  double half_width = 0;
  bool little_holds = false;
};

struct QueueOptions {
  std::uint32_t servers = 1;
  Ratio load = Ratio::percent(80);  // of each server; the service rate is 1/s
  std::uint64_t customers = 0;
  std::uint64_t seed = 1;

  Distribution gaps() const {
    const std::uint64_t rate = load.parts_per_billion() * servers;
    return Distribution::exponential(
        Duration::nanoseconds(static_cast<std::int64_t>(1'000'000'000'000'000'000U / rate)));
  }
};

// Customers are items of a channel, servers are fibers.
QueueRun run_with_items(const QueueOptions& options) {
  Universe universe({.seed = options.seed, .limits = {.steps_max = 1'000'000'000}});
  TimeIntegral length;
  Stamps stamps(options.customers);
  universe.world.add<Script>("queue", [&](Memory& memory) {
    auto& queue = memory.make<Channel<Instant>>();
    for (std::uint32_t server = 0; server < options.servers; ++server) {
      spawn("server",
            [&] {
              const auto service = Distribution::exponential(1s);
              while (const auto arrival = queue.receive()) {
                length.change(-1);
                stamps.leave(*arrival);
                sleep(draw_duration("service", service));
              }
            },
            {.serves = true});
    }
    spawn("source", [&] {
      const auto gaps = options.gaps();
      for (std::uint64_t customer = 0; customer < options.customers; ++customer) {
        sleep(draw_duration("gap", gaps));
        length.change(1);
        queue.send(now());
      }
    });
  });
  universe.world.run();
  return {stamps.waits().mean(), stamps.waits().half_width(),
          length.area() == stamps.total() && stamps.left() == options.customers};
}

// Customers are fibers, servers are permits.
QueueRun run_with_fibers(const QueueOptions& options) {
  Universe universe({.seed = options.seed, .limits = {.steps_max = 1'000'000'000}});
  TimeIntegral length;
  Stamps stamps(options.customers);
  universe.world.add<Script>("queue", [&](Memory& memory) {
    auto& servers = memory.make<Semaphore>(options.servers, Label("servers"));
    spawn("source", [&] {
      const auto gaps = options.gaps();
      for (std::uint64_t customer = 0; customer < options.customers; ++customer) {
        sleep(draw_duration("gap", gaps));
        spawn("customer", [&] {
          static const auto service = Distribution::exponential(1s);
          const Instant arrival = now();
          length.change(1);
          servers.acquire();
          length.change(-1);
          stamps.leave(arrival);
          sleep(draw_duration("service", service));
          servers.release();
        });
      }
    });
  });
  universe.world.run();
  return {stamps.waits().mean(), stamps.waits().half_width(),
          length.area() == stamps.total() && stamps.left() == options.customers};
}

void expect_law(double law, const QueueOptions& options, QueueRun (*run)(const QueueOptions&)) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    QueueOptions seeded = options;
    seeded.seed = seed;
    const QueueRun result = run(seeded);
    INFO("seed " << seed << ": " << result.mean << " +- " << result.half_width);
    CHECK(std::abs(result.mean - law) <= result.half_width);
    CHECK(result.half_width <= 0.02 * law);
    CHECK(result.little_holds);
  }
}

}  // namespace

TEST_CASE("M/M/1 at .8 waits 4 service times" * doctest::skip(kSlowBuild)) {
  expect_law(4.0, {.servers = 1, .customers = 6'000'000}, run_with_items);
}

TEST_CASE("M/M/2 at .8 waits 1.777778 service times" * doctest::skip(kSlowBuild)) {
  expect_law(1.777778, {.servers = 2, .customers = 10'000'000}, run_with_items);
}

TEST_CASE("M/M/5 at .8 waits .554113 service times" * doctest::skip(kSlowBuild)) {
  expect_law(0.554113, {.servers = 5, .customers = 13'000'000}, run_with_fibers);
}

TEST_CASE("M/M/1 at .5 waits 1 service time, a fiber each" * doctest::skip(kSlowBuild)) {
  expect_law(1.0, {.load = Ratio::percent(50), .customers = 3'000'000}, run_with_fibers);
}

TEST_CASE("Little's law holds exactly in a short run, in every build") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CHECK(run_with_items({.servers = 3, .customers = 3000, .seed = seed}).little_holds);
    CHECK(run_with_fibers({.servers = 3, .customers = 3000, .seed = seed}).little_holds);
  }
}
