#include "hindcast/scenarios/cli/laws/queue_laws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "hindcast/sim/key.hpp"

namespace hindcast {
namespace {

constexpr std::uint64_t kPilotCustomers = 600'000;
constexpr std::uint64_t kPilotSeed = 0x70696c6f74;  // "pilot": no seed of the table's
constexpr std::uint64_t kCustomersMax = 2'000'000'000;
constexpr int kLengthenings = 3;

BatchMean measured(const QueueMeasure& measure, const std::vector<LineBatch>& batches) {
  if (measure.quantile <= 0) return batch_mean(measure.batches_of(batches));
  std::vector<Batch> quantiles;
  for (const LineBatch& batch : batches) {
    std::vector<std::int64_t> times = batch.sojourn_times;
    const auto rank =
        static_cast<std::size_t>(measure.quantile * static_cast<double>(times.size()));
    const auto place = times.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(times.begin(), place, times.end());
    quantiles.push_back({static_cast<double>(*place) / 1e9, 1});
  }
  return batch_mean(quantiles);
}

// What is left of a run once it has been measured: its sojourn times may be millions.
struct MeasuredRun {
  std::vector<BatchMean> means{};  // of each measure
  std::uint64_t customers = 0;
  bool little_holds = false;
  std::uint64_t digest = 0;

  // How many times as long a run would have to be for all its intervals to be narrow enough.
  double factor() const {
    double factor = 0;
    for (const BatchMean& mean : means) {
      factor = std::max(factor, length_factor(mean, kPrecision));
    }
    return factor;
  }
  bool precise(const QueuePoint& point) const {
    for (std::size_t nth = 0; nth < means.size(); ++nth) {
      if (means[nth].half_width > kPrecision * point.measures[nth].law) return false;
    }
    return true;
  }
};

MeasuredRun run_point(const QueuePoint& point, std::uint64_t customers, std::uint64_t seed) {
  const bool keeps = std::any_of(point.measures.begin(), point.measures.end(),
                                 [](const QueueMeasure& one) { return one.quantile > 0; });
  const QueueRun run = run_queue(
      point.options, {.customers = customers, .batches = kBatches, .keeps_sojourns = keeps}, seed);
  MeasuredRun result{{}, customers, run.little_holds(), run.digest};
  for (const QueueMeasure& measure : point.measures) {
    result.means.push_back(measured(measure, run.batches));
  }
  return result;
}

std::uint64_t lengthened(std::uint64_t customers, double factor) {
  const double wanted = static_cast<double>(customers) * std::max(factor, 1.0);
  return static_cast<std::uint64_t>(std::min(wanted, static_cast<double>(kCustomersMax)));
}

// A run whose interval came out too wide all the same is done again, longer.
MeasuredRun run_precisely(const QueuePoint& point, std::uint64_t customers, std::uint64_t seed) {
  MeasuredRun run = run_point(point, customers, seed);
  for (int nth = 0; nth < kLengthenings && !run.precise(point); ++nth) {
    run = run_point(point, lengthened(run.customers, run.factor()), seed);
  }
  return run;
}

void add_rows(LawTable& table, const QueuePoint& point, const MeasuredRun& run,
              std::uint64_t seed) {
  const std::string name = fmt::format("{} seed {}", point.name, seed);
  for (std::size_t nth = 0; nth < point.measures.size(); ++nth) {
    const QueueMeasure& measure = point.measures[nth];
    table.rows.push_back(
        closed_form_row({.point = name, .quantity = measure.name, .n = run.customers}, measure.law,
                        run.means[nth]));
  }
  table.digest = mix(table.digest, run.digest);
}

}  // namespace

const char* const kQueueReality =
    "Customers of a Poisson process are items of a channel, servers are fibers, and a service "
    "takes a second on average. A pilot run with a seed of its own decides how long the runs are; "
    "a run whose interval is still too wide is done again, longer. The first of 31 batches is left "
    "out. In every run the integral of the customers in the system is compared with the sum of "
    "their own sojourn times, to the nanosecond (Little's law).";

const char* const kQueueJudged =
    "[ ] is the 99.9 % interval of 30 batch means; a row agrees if the closed form lies in it, and "
    "is judged only if its half width is at most 2 % of the law.";

void run_queues(LawTable& table, const std::vector<QueuePoint>& points, std::uint32_t seeds,
                const LawRequest& request) {
  std::vector<std::uint64_t> customers(points.size(), kPilotCustomers);
  LawRequest pilots = request;
  pilots.progress = nullptr;
  const bool planned = work_through(points.size(), pilots, [&](std::size_t index) {
    const MeasuredRun pilot = run_point(points[index], kPilotCustomers, kPilotSeed);
    customers[index] = lengthened(kPilotCustomers, pilot.factor());
  });
  std::vector<std::optional<MeasuredRun>> runs(points.size() * seeds);
  const auto run_one = [&](std::size_t index) {
    const std::size_t point = index / seeds;
    runs[index] =
        run_precisely(points[point], customers[point], request.first_seed + index % seeds);
  };
  table.interrupted = !planned || !work_through(runs.size(), request, run_one);
  std::uint64_t little = 0;
  std::uint64_t complete = 0;
  for (std::size_t index = 0; index < runs.size(); ++index) {
    if (!runs[index]) continue;
    ++complete;
    little += runs[index]->little_holds ? 1U : 0U;
    add_rows(table, points[index / seeds], *runs[index], request.first_seed + index % seeds);
  }
  table.rows.push_back(exact_row({.point = "all", .quantity = "runs that keep Little's law"},
                                 static_cast<double>(complete), static_cast<double>(little)));
}

}  // namespace hindcast
