// The laws of queues: waiting, loss, and what the spread of service times does.
#include <fmt/format.h>

#include "hindcast/replay/graph/call_graph.hpp"
#include "hindcast/scenarios/cli/laws/queue_laws.hpp"

namespace hindcast {
namespace {

using Batches = std::vector<LineBatch>;

template <class Sum, class Weight>
std::vector<Batch> ratios(const Batches& batches, Sum sum, Weight weight) {
  std::vector<Batch> result;
  for (const LineBatch& batch : batches) {
    result.push_back({static_cast<double>(sum(batch)), static_cast<double>(weight(batch))});
  }
  return result;
}

constexpr double kSecond = 1e9;

std::uint64_t admitted(const LineBatch& batch) { return batch.arrived - batch.lost; }

std::vector<Batch> waits_share(const Batches& batches) {
  return ratios(
      batches, [](const LineBatch& batch) { return batch.waited; },
      [](const LineBatch& batch) { return batch.arrived; });
}
std::vector<Batch> loss_share(const Batches& batches) {
  return ratios(
      batches, [](const LineBatch& batch) { return batch.lost; },
      [](const LineBatch& batch) { return batch.arrived; });
}
std::vector<Batch> waiting_time(const Batches& batches) {
  return ratios(
      batches, [](const LineBatch& batch) { return static_cast<double>(batch.waits) / kSecond; },
      admitted);
}
std::vector<Batch> sojourn_time(const Batches& batches) {
  return ratios(
      batches, [](const LineBatch& batch) { return static_cast<double>(batch.sojourns) / kSecond; },
      admitted);
}
std::vector<Batch> queue_length(const Batches& batches) {
  return ratios(
      batches, [](const LineBatch& batch) { return batch.queue_area; },
      [](const LineBatch& batch) { return batch.time; });
}
std::vector<Batch> in_system(const Batches& batches) {
  return ratios(
      batches, [](const LineBatch& batch) { return batch.system_area; },
      [](const LineBatch& batch) { return batch.time; });
}

QueueFigures figures_of(const WaitingLineOptions& options) {
  return queue_figures({.servers = options.servers,
                        .offered = as_number(options.load) * options.servers,
                        .capacity = options.capacity});
}

QueuePoint waiting_point(const WaitingLineOptions& options) {
  const QueueFigures law = figures_of(options);
  return {fmt::format("c={} rho={:.3g}", options.servers, as_number(options.load)),
          options,
          {{"waits (Erlang C)", law.waits, waits_share},
           {"W_q", law.waiting_time, waiting_time},
           {"L_q", law.queue_length, queue_length}}};
}

// Without places to wait only the loss is left, and with one server the length of the system is
// what the tables have.
QueuePoint loss_point(const WaitingLineOptions& options) {
  const QueueFigures law = figures_of(options);
  QueuePoint point{fmt::format("c={} a={:.3g} K={}", options.servers,
                               as_number(options.load) * options.servers, options.capacity),
                   options,
                   {{"loss", law.loss, loss_share}}};
  if (options.capacity == options.servers) return point;
  if (options.servers == 1) {
    point.measures.push_back({"L", law.in_system, in_system});
  } else {
    point.measures.push_back({"L_q", law.queue_length, queue_length});
    point.measures.push_back({"W", law.sojourn_time, sojourn_time});
  }
  return point;
}

QueuePoint service_point(const WaitingLineOptions& options) {
  const double load = as_number(options.load);
  const double squared = as_number(options.cv_squared);
  QueuePoint point{fmt::format("rho={:.3g} cv^2={:.3g}", load, squared),
                   options,
                   {{"W_q", pollaczek_khinchine(load, squared), waiting_time}}};
  if (options.cv_squared != Ratio::one()) return point;
  struct Quantile {
    const char* name;
    double of;
  };
  for (const Quantile quantile :
       {Quantile{"sojourn p50", .5}, {"sojourn p95", .95}, {"sojourn p99", .99}}) {
    point.measures.push_back(
        {quantile.name, sojourn_quantile(load, quantile.of), nullptr, quantile.of});
  }
  return point;
}

using MakePoint = QueuePoint (*)(const WaitingLineOptions& options);

class QueueLaw final : public LoadLaw {
 public:
  struct Shape {
    WaitingLineOptions base{};
    MakePoint make = nullptr;
    // Returns why the law says nothing of these options; nothing if it does.
    std::optional<TextError> (*objection)(const WaitingLineOptions& options) = nullptr;
    std::vector<WaitingLineOptions> points{};
  };

  QueueLaw(LawInfo info, Shape shape) : LoadLaw(std::move(info)), shape_(std::move(shape)) {}

  const FieldList& fields() const override { return WaitingLineOptions::fields(); }
  std::string initial(const Field& field) const override { return field.get(&shape_.base); }

  void check(const std::vector<Assignment>& assignments) const override {
    if (assignments.empty()) return;
    const WaitingLineOptions own = own_point(info(), shape_.base, assignments);
    if (const auto objection = shape_.objection(own)) throw InputError({"--set", 0, 0}, *objection);
  }

  LawTable run(const LawRequest& request) const override {
    std::vector<QueuePoint> points;
    if (request.assignments.empty()) {
      for (const WaitingLineOptions& options : shape_.points)
        points.push_back(shape_.make(options));
    } else {
      points.push_back(shape_.make(own_point(info(), shape_.base, request.assignments)));
    }
    LawTable result = table();
    run_queues(result, points, request.seeds == 0 ? info().seeds : request.seeds, request);
    return result;
  }

 private:
  Shape shape_;
};

std::optional<TextError> waiting_objection(const WaitingLineOptions& options) {
  if (options.cv_squared == Ratio::one() && options.capacity == WaitingLineOptions::kUnlimited) {
    return std::nullopt;
  }
  return TextError{"laws/queueing is about exponential service times and a queue without a bound",
                   "use laws/service_time or laws/loss"};
}

std::optional<TextError> loss_objection(const WaitingLineOptions& options) {
  if (options.capacity == WaitingLineOptions::kUnlimited) {
    return TextError{"a queue without a bound loses nobody", "write a capacity"};
  }
  if (options.cv_squared == Ratio::one() || options.capacity == options.servers) {
    return std::nullopt;
  }
  return TextError{"there is no closed form for these service times with places to wait",
                   "write cv_squared=1, or a capacity of as many as there are servers"};
}

std::optional<TextError> service_objection(const WaitingLineOptions& options) {
  if (options.servers == 1 && options.capacity == WaitingLineOptions::kUnlimited)
    return std::nullopt;
  return TextError{"laws/service_time is about one server and a queue without a bound",
                   "use laws/queueing or laws/loss"};
}

LawInfo queue_info(std::string name, std::string title, std::string statement) {
  return {.name = "laws/" + std::move(name),
          .title = std::move(title),
          .statement = std::move(statement),
          .judged = kQueueJudged,
          .reality = kQueueReality,
          .seeds = 3};
}

Ratio load_of(std::uint64_t percent) { return Ratio::percent(percent); }

}  // namespace

void add_queueing_laws(std::vector<std::unique_ptr<LoadLaw>>& laws) {
  laws.push_back(std::make_unique<QueueLaw>(
      queue_info(
          "queueing", "how long customers wait for one of c servers",
          "M/M/c: the share that waits is Erlang's C (1917), W_q = C / (c - a) service times "
          "and L_q = a W_q at a = c rho (LAWS, section 1)."),
      QueueLaw::Shape{{},
                      waiting_point,
                      waiting_objection,
                      {{1, load_of(80)},
                       {2, load_of(80)},
                       {5, load_of(80)},
                       {10, load_of(90)},
                       {50, load_of(90)}}}));
  laws.push_back(std::make_unique<QueueLaw>(
      queue_info("loss", "how many customers find no room",
                 "M/M/c/c loses Erlang's B (1917), whatever the service times; M/M/1/K and M/M/c/K "
                 "have geometric states above c (LAWS, section 1)."),
      QueueLaw::Shape{{.capacity = 10},
                      loss_point,
                      loss_objection,
                      {{1, load_of(80), 1},
                       {2, load_of(80), 2},
                       {5, load_of(80), 5},
                       {10, load_of(90), 10},
                       {50, load_of(90), 50},
                       {1, load_of(80), 10},
                       {1, load_of(100), 10},
                       {1, load_of(120), 10},
                       {2, load_of(80), 10}}}));
  laws.push_back(std::make_unique<QueueLaw>(
      queue_info("service_time", "what the spread of service times does to waiting",
                 "M/G/1: W_q = rho (1 + cv^2) / (2 (1 - rho)) service times (Pollaczek 1930, "
                 "Khinchine 1932); with exponential service times the sojourn time is exponential "
                 "with rate 1 - rho (LAWS, section 1)."),
      QueueLaw::Shape{{},
                      service_point,
                      service_objection,
                      {{.cv_squared = Ratio::zero()},
                       {.cv_squared = Ratio::one()},
                       {.cv_squared = Ratio::percent(400)}}}));
}

}  // namespace hindcast
