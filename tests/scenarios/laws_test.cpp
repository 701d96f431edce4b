// The laws of load on few seeds, and errors planted in them, which must be noticed.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/replay/laws/queueing.hpp"
#include "hindcast/replay/report/law_table.hpp"
#include "hindcast/scenarios/cli/laws/queue_laws.hpp"
#include "hindcast/scenarios/cli/laws/storm_runs.hpp"
#include "hindcast/scenarios/laws/retry_fleet.hpp"
#include "hindcast/sim/keyed_stream.hpp"

using namespace hindcast;
using namespace std::chrono_literals;

#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
constexpr bool kSlowBuild = true;
#else
constexpr bool kSlowBuild = false;
#endif

namespace {

// LAWS, section 2: R = 3 at so many calls a second.
StormOptions storm(std::uint64_t calls_per_minute) {
  StormOptions options;
  options.load = Rate::per_minute(calls_per_minute);
  options.queue = 200;
  options.rejected = Rejected::at_timeout;
  return options;
}

Agreement against(const StormOptions& options, std::uint64_t down_of_1000, std::uint32_t seeds) {
  const StormEnds ends = run_storms({{"", options, {}}}, seeds, {.jobs = 2});
  return share_row({}, down_share(ends.points.front()), Share{down_of_1000, 1'000}).agreement;
}

// The mean wait of one server from two streams of uniform draws (Lindley 1952): rho = .8.
template <class Draw>
Agreement lindley(Draw draw) {
  constexpr std::uint64_t kCustomers = 6'000'000;
  std::vector<Batch> batches(kBatches);
  double wait = 0;
  for (std::uint64_t nth = 0; nth < kCustomers; ++nth) {
    Batch& batch = batches[nth * kBatches / kCustomers];
    batch.sum += wait;
    batch.weight += 1;
    const double gap = -std::log1p(-draw(0, nth)) / .8;
    const double service = -std::log1p(-draw(1, nth));
    wait = std::max(0.0, wait + service - gap);
  }
  return closed_form_row({}, pollaczek_khinchine(.8, 1), batch_mean(batches)).agreement;
}

double unit(std::uint64_t draw) { return std::ldexp(static_cast<double>(draw >> 11), -53); }

// The output of splitmix64 (Steele, Lea and Flood 2014), whose state grows by one odd constant.
std::uint64_t splitmix(std::uint64_t state) {
  state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9U;
  state = (state ^ (state >> 27)) * 0x94d049bb133111ebU;
  return state ^ (state >> 31);
}

}  // namespace

TEST_CASE("a storm is the same in every run of a seed") {
  const StormEnd once = run_storm(storm(150), 7);
  const StormEnd again = run_storm(storm(150), 7);
  CHECK(once.digest == again.digest);
  CHECK(once.recovery == again.recovery);
  CHECK(run_storm(storm(150), 8).digest != once.digest);
  CHECK(once.calls > 1'500);
  CHECK(once.attempts > once.calls);
}

TEST_CASE("storms agree with their law, and one retry more or less does not") {
  CHECK(against(storm(150), 582, 60) == Agreement::agrees);
  CHECK(against(storm(180), 1'000, 20) == Agreement::agrees);
  StormOptions more = storm(144);
  more.retries = 4;
  CHECK(against(more, 187, 40) == Agreement::differs);
  StormOptions fewer = storm(162);
  fewer.retries = 2;
  CHECK(against(fewer, 979, 40) == Agreement::differs);
}

TEST_CASE("what becomes of a rejected call decides whether a storm ends") {
  StormOptions options = storm(300);
  options.queue = 45;
  const auto down = [&options](Rejected rejected) {
    options.rejected = rejected;
    return down_share(run_storms({{"", options, {}}}, 20, {.jobs = 2}).points.front()).hits;
  };
  CHECK(down(Rejected::lost) < 8);
  CHECK(down(Rejected::at_once) < 8);
  CHECK(down(Rejected::at_timeout) > 15);
}

TEST_CASE("a recovery is counted from the end of the trigger to the last bad window") {
  StormOptions options = storm(60);
  options.window = 1s;
  const StormEnd end = run_storm(options, 1);
  // 600 calls in 20 s, of which the server serves 200: it works off 200 places and their retries.
  CHECK_FALSE(end.down());
  CHECK(end.recovery > 10s);
  CHECK(end.recovery < 200s);
  CHECK(end.offered > 500);
  CHECK(end.good < end.offered / 2);
  options.trigger_length = Duration::zero();
  CHECK(run_storm(options, 1).recovery == Duration::zero());
}

TEST_CASE("a storm is not over because nobody calls for a while") {
  // Three calls a second: one window of a second in twenty is empty.
  StormOptions options = storm(180);
  options.window = 1s;
  const StormEnds ends = run_storms({{"", options, {}}}, 60, {.jobs = 2});
  CHECK(down_share(ends.points.front()).hits == 60);
}

TEST_CASE("goodput is bounded by what the server can do") {
  StormOptions options = storm(300);
  options.queue = 30;
  options.timeout = 5s;
  options.retries = 5;
  options.rejected = Rejected::lost;
  options.trigger = Rate::per_second(15);
  options.trigger_length = 600s;
  options.horizon = 1'000s;
  std::uint64_t good = 0;
  constexpr std::uint64_t kRuns = 20;
  for (std::uint64_t seed = 1; seed <= kRuns; ++seed) good += run_storm(options, seed).good;
  // 10/s for 600 s are 6,000 of each run; the 99.9 % interval of their sum is that of a count.
  const double most = 6'000.0 * kRuns;
  CHECK(std::abs(static_cast<double>(good) - most) < kNormal9995 * std::sqrt(most) + .002 * most);
}

TEST_CASE("a breaker on an overloaded server rescues it and sheds less than a short queue") {
  StormOptions options = storm(300);
  options.queue = 150;
  options.timeout = 5s;
  options.retries = 5;
  options.trigger = Rate::per_second(15);
  options.trigger_length = 200s;
  options.horizon = 700s;
  options.window = 1s;
  const StormEnd nothing = run_storm(options, 1);
  options.breaker.preset = BreakerPreset::resilience4j;
  options.breaker.open_wait = 5s;
  const StormEnd breaker = run_storm(options, 1);
  options.breaker = {};
  options.queue = 30;
  options.rejected = Rejected::lost;
  const StormEnd bounded = run_storm(options, 1);
  CHECK(nothing.down());
  CHECK_FALSE(breaker.down());
  CHECK_FALSE(bounded.down());
  CHECK(nothing.good * 3 < breaker.good);
  CHECK(breaker.good * 3 < bounded.good * 2);
}

TEST_CASE("a queue keeps its law, and one whose servers are 3 % slow does not" *
          doctest::skip(kSlowBuild)) {
  const QueueLength length{.customers = 5'000'000, .batches = kBatches};
  const auto judged = [&length](Ratio load) {
    const QueueRun run = run_queue({.load = load}, length, 1);
    CHECK(run.little_holds());
    std::vector<Batch> waits;
    for (const LineBatch& batch : run.batches) {
      waits.push_back({static_cast<double>(batch.waits) / 1e9, static_cast<double>(batch.arrived)});
    }
    const double law = queue_figures({.offered = .8}).waiting_time;
    return closed_form_row({}, law, batch_mean(waits)).agreement;
  };
  CHECK(judged(Ratio::percent(80)) == Agreement::agrees);
  CHECK(judged(Ratio::parts_per_billion(824'000'000)) == Agreement::differs);
}

TEST_CASE("Little's law holds to the nanosecond in every queue, in every build") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    for (const WaitingLineOptions& options :
         {WaitingLineOptions{.servers = 3},
          WaitingLineOptions{.load = Ratio::percent(150), .capacity = 5},
          WaitingLineOptions{.cv_squared = Ratio::zero()},
          WaitingLineOptions{.cv_squared = Ratio::percent(900)}}) {
      const QueueRun run = run_queue(options, {.customers = 5'000}, seed);
      CHECK(run.little_holds());
      CHECK(run.integral > 0);
      CHECK(run_queue(options, {.customers = 5'000}, seed).digest == run.digest);
    }
  }
}

TEST_CASE("streams that only look independent are noticed" * doctest::skip(kSlowBuild)) {
  CHECK(lindley([](std::uint64_t stream, std::uint64_t nth) {
          return unit(keyed_draw(keyed_key(1, stream, 2, 3), nth));
        }) == Agreement::agrees);
  // Two generators seeded at multiples of the constant by which their states grow: the one is the
  // other, a draw later.
  CHECK(lindley([](std::uint64_t stream, std::uint64_t nth) {
          constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15U;
          return unit(splitmix((stream + 1) * kOdd + nth * kOdd));
        }) == Agreement::differs);
}

TEST_CASE("retries succeed and cost what they must, and layers multiply") {
  FleetOptions options;
  options.failure = Ratio::percent(50);
  const FleetEnd end = run_fleet(options, 1);
  CHECK(end.digest == run_fleet(options, 1).digest);
  CHECK(end.calls > 9'000);
  CHECK(std::abs(end.load() - 1.875) < .04);
  CHECK(std::abs(end.success() - .9375) < .01);
  options.budget.kind = RetryBudgetOptions::Kind::ratio;
  const FleetEnd bucket = run_fleet(options, 1);
  // Five tokens at first and a tenth for each of about 100 calls of a client.
  CHECK(bucket.load() < 1.15);
  CHECK(bucket.load() > 1.12);
  CHECK(run_layers(3, 5, 1).calls == 243);
  CHECK(run_layers(2, 3, 1).calls == 8);
}
