#include "hindcast/scenarios/laws/queue_run.hpp"

#include <cmath>

#include "hindcast/scenarios/laws/unasked.hpp"
#include "hindcast/sim/channel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

__extension__ using Int128 = __int128;

// Service times with mean 1 s and the squared coefficient of variation of the options.
class ServiceTimes {
 public:
  explicit ServiceTimes(Ratio cv_squared) {
    const double squared = static_cast<double>(cv_squared.parts_per_billion()) / 1e9;
    if (squared <= 1) {
      const double random = std::sqrt(squared);
      constant_ = nanoseconds(1 - random);
      short_ = Distribution::exponential(nanoseconds(random));
      return;
    }
    // Balanced means (Allen, Probability, Statistics, and Queueing Theory, 1990, 5.2): each phase
    // does half of the work.
    const double share = (1 + std::sqrt((squared - 1) / (squared + 1))) / 2;
    phase_ = Ratio::parts_per_billion(static_cast<std::uint64_t>(share * 1e9 + .5));
    short_ = Distribution::exponential(nanoseconds(.5 / share));
    long_ = Distribution::exponential(nanoseconds(.5 / (1 - share)));
  }

  Duration draw_one() const {
    if (phase_ >= Ratio::one()) return constant_ + draw_duration("service", short_);
    const bool is_short = phase_.happens(draw("phase"));
    return draw_duration("service", is_short ? short_ : long_);
  }

 private:
  static Duration nanoseconds(double seconds) {
    return Duration::nanoseconds(static_cast<std::int64_t>(seconds * 1e9 + .5));
  }

  Duration constant_ = Duration::zero();
  Ratio phase_ = Ratio::one();
  Distribution short_ = Distribution::exponential(Duration(1s));
  Distribution long_ = Distribution::exponential(Duration(1s));
};

class Queue final : public Component {
 public:
  struct Options {
    WaitingLineOptions shape{};
    QueueLength length{};
  };

  Queue(const Place& place, const Options& options)
      : Component(place),
        options_(options),
        service_(options.shape.cv_squared),
        gaps_(gaps_of(options.shape)),
        batches_(options.length.batches + 1) {}

  QueueRun result(std::uint64_t digest) {
    batches_.erase(batches_.begin());
    return {std::move(batches_), integral_, stamps_, digest};
  }

 private:
  struct Customer {
    Instant arrival;
    std::size_t batch;
  };

  static Distribution gaps_of(const WaitingLineOptions& shape) {
    const std::uint64_t rate = shape.load.parts_per_billion() * shape.servers;
    constexpr std::uint64_t kSecond = 1'000'000'000;
    return Distribution::exponential(
        Duration::nanoseconds(static_cast<std::int64_t>(kSecond * kSecond / rate)));
  }

  std::unique_ptr<Process> boot() override {
    for (std::uint32_t server = 0; server < options_.shape.servers; ++server) {
      spawn("server", [this] { serve(); }, {.serves = true});
    }
    spawn("source", [this] { arrive(); });
    return std::make_unique<Process>();
  }

  void arrive() {
    const std::uint64_t customers = options_.length.customers;
    for (std::uint64_t customer = 0; customer < customers; ++customer) {
      sleep(draw_duration("gap", gaps_));
      integrate();
      batch_ = static_cast<std::size_t>(customer * batches_.size() / customers);
      LineBatch& batch = batches_[batch_];
      ++batch.arrived;
      if (in_system_ >= options_.shape.capacity) {
        ++batch.lost;
        continue;
      }
      ++in_system_;
      ++in_queue_;
      line_.send({now(), batch_});
    }
    arrivals_over_ = true;
  }

  void serve() {
    while (const std::optional<Customer> customer = line_.receive()) {
      integrate();
      --in_queue_;
      LineBatch& batch = batches_[customer->batch];
      const std::int64_t wait = (now() - customer->arrival).count();
      batch.waits += wait;
      batch.waited += wait > 0 ? 1U : 0U;
      sleep(service_.draw_one());
      integrate();
      --in_system_;
      const std::int64_t sojourn = (now() - customer->arrival).count();
      batch.sojourns += sojourn;
      stamps_ += sojourn;
      if (options_.length.keeps_sojourns) batch.sojourn_times.push_back(sojourn);
    }
  }

  // Looks only at the numbers of customers and the clock.
  void integrate() {
    const std::int64_t passed = (now() - last_).count();
    last_ = now();
    const auto system = static_cast<std::int64_t>(in_system_);
    integral_ += Int128{passed} * system;
    if (arrivals_over_) return;
    LineBatch& batch = batches_[batch_];
    batch.time += passed;
    batch.queue_area += passed * static_cast<std::int64_t>(in_queue_);
    batch.system_area += passed * system;
  }

  Options options_;
  ServiceTimes service_;
  Distribution gaps_;
  Channel<Customer> line_;
  std::vector<LineBatch> batches_;
  std::size_t batch_ = 0;
  std::uint64_t in_queue_ = 0;
  std::uint64_t in_system_ = 0;
  bool arrivals_over_ = false;
  Instant last_;
  Int128 integral_ = 0;
  Int128 stamps_ = 0;
};

}  // namespace

const FieldTable<WaitingLineOptions>& WaitingLineOptions::fields() {
  static const FieldTable<WaitingLineOptions> table{
      field("servers", &WaitingLineOptions::servers, {.minimum = 1, .maximum = 1'000}),
      field("load", &WaitingLineOptions::load,
            {.minimum = Ratio::parts_per_billion(Ratio::kOne / 1'000),
             .maximum = Ratio::percent(10'000),
             .factor = true,
             .about = "of each server: arrival rate times service time"}),
      field("capacity", &WaitingLineOptions::capacity,
            {.minimum = 1, .unlimited = true, .about = "customers in the system"}),
      field("cv_squared", &WaitingLineOptions::cv_squared,
            {.maximum = Ratio::percent(10'000),
             .factor = true,
             .about = "squared coefficient of variation of the service times"}),
      rule<WaitingLineOptions>("load",
                               {"the queue grows without end at a load of 1 and above",
                                "write a load below 1, or a capacity"},
                               [](const WaitingLineOptions& options) {
                                 return options.load < Ratio::one() ||
                                        options.capacity != WaitingLineOptions::kUnlimited;
                               }),
      rule<WaitingLineOptions>(
          "capacity",
          {"not all servers have room for a customer",
           "write a capacity of at least as many as there are servers"},
          [](const WaitingLineOptions& options) { return options.capacity >= options.servers; }),
  };
  return table;
}

QueueRun run_queue(const WaitingLineOptions& options, const QueueLength& length,
                   std::uint64_t seed) {
  HINDCAST_CHECK(length.batches < length.customers);
  NothingAsked chooser;
  constexpr std::uint64_t kSteps = 20'000'000'000;
  World world(chooser, {.seed = seed, .limits = {.steps_max = kSteps}});
  Queue& queue = world.add<Queue>("queue", {options, length});
  world.run();
  HINDCAST_CHECK(world.outcome().verdict == Verdict::passed);
  return queue.result(world.digest());
}

}  // namespace hindcast
