#include "hindcast/scenarios/catalogue/breaker_trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "hindcast/models/network/link.hpp"
#include "hindcast/models/resilience/breaker_contract.hpp"
#include "hindcast/models/resilience/circuit_breaker.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

struct TrialOptions {
  Duration length = 20min;
  Duration open_max = 2min;
  Duration half_open_max = 2min;
  bool allows_stale = false;

  static const FieldTable<TrialOptions>& fields() {
    static const FieldTable<TrialOptions> table{
        field("length", &TrialOptions::length,
              {.minimum = 1min, .maximum = 24h, .about = "of the time with faults"}),
        field("open_max", &TrialOptions::open_max,
              {.minimum = 1s,
               .maximum = 24h,
               .about = "how long it may reject after it opened, without a probe"}),
        field("half_open_max", &TrialOptions::half_open_max,
              {.minimum = 1s, .maximum = 24h, .about = "how long it may reject half open"}),
        field("allows_stale", &TrialOptions::allows_stale,
              {.about = "results of calls that began before the trip may decide"}),
    };
    return table;
  }
};

// Everything that a probe may meet. The first is nothing.
enum class Strike : std::uint32_t {
  none,
  server_down,      // refused or closed at once, until it is started again
  refused,          // the same, for longer than a supervisor needs
  requests_vanish,  // nothing comes back
  replies_vanish,   // the server did the work, and the reply is lost
  slow,             // the reply comes after whoever waited has left
  caller_restarts,  // the breaker's memory is lost
  count,
};

class BreakerTrial final : public Experiment {
 public:
  using Options = TrialOptions;

  BreakerTrial(World& world, const Design& design, const Options& options)
      : world_(world), options_(options) {
    build_design(design, world);
    for (const auto& connection : world.connections()) {
      for (const auto& guard : connection->policy.guards) {
        auto* const breaker = dynamic_cast<WatchedBreaker*>(guard.get());
        if (breaker == nullptr || !is_own(*breaker) || is_on_trial(*breaker)) continue;
        trials_.push_back({connection.get(), breaker});
        breaker_contract(world, *breaker,
                         {.open_max = options.open_max,
                          .half_open_max = options.half_open_max,
                          .allows_stale = options.allows_stale});
      }
    }
    for (Trial& trial : trials_) {
      const Label name = world.intern("trial " + trial.breaker->name());
      world.inject(name, [this, &trial] { strike_again_and_again(trial); });
    }
    // Calm at the end: whoever is stuck then is stuck for good.
    const Instant calm = Instant::at(kWarmUp) + options.length;
    world.inject("calm", [this, calm] {
      sleep(calm - now());
      world_.calm();
    });
    world.end_at(calm + options.open_max + options.half_open_max + kWarmUp);
  }

  static ScenarioInfo info() {
    return {
        .name = "breaker_contract",
        .level = 0,
        .family = "Contracts",
        .title = "circuit breakers of one's own",
        .question = "Does the breaker keep what every circuit breaker must keep?",
        .command = "  (nothing)\n",
        .reality =
            "  Behind each breaker that this program registered, the server is down, slow, or "
            "its\n"
            "  requests or replies vanish, and its caller restarts: at moments, for times and in "
            "an\n"
            "  order that the seed chooses. The breaker must reach a probe after it opened, let "
            "no\n"
            "  more probes through than it may, leave half-open whatever becomes of a probe "
            "(lost\n"
            "  and late ones too), decide by no stale result, and open when a probe fails.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    for (const PluggedIn& own : design.plugged) {
      if (own.plug->point == PlugPoint::breaker) return std::nullopt;
    }
    return "none of its connections has a circuit breaker of one's own (\"breaker\": {\"kind\": "
           "...})";
  }

  Observation observe() override {
    Observation seen;
    seen.exercised = true;
    for (const Trial& trial : trials_) {
      const BreakerRecord& record = trial.breaker->record();
      seen.offered += record.admitted + record.rejected;
      seen.good += record.settled - record.failed;
      seen.calls_hit += record.failed + record.rejected + record.abandoned;
      seen.exercised = seen.exercised && record.opened > 0 && record.probes > 0;
      const auto note = [&](const char* what, std::uint64_t count) {
        seen.notes.push_back({fmt::format("{} {}", trial.breaker->name(), what), count});
      };
      note("opened", record.opened);
      note("probes", record.probes);
      note("probes lost", record.probes_lost);
      note("late results", record.late);
    }
    seen.fault_length = options_.length;
    return seen;
  }

 private:
  static constexpr Duration kWarmUp = 20s;

  struct Trial {
    Connection* connection;
    WatchedBreaker* breaker;
  };

  static bool is_own(WatchedBreaker& breaker) {
    const auto* const shell = dynamic_cast<CircuitBreaker*>(&breaker.breaker());
    return shell != nullptr && shell->options().preset == BreakerPreset::none;
  }

  // Connections to several replicas may share one breaker.
  bool is_on_trial(const WatchedBreaker& breaker) const {
    return std::any_of(trials_.begin(), trials_.end(),
                       [&](const Trial& trial) { return trial.breaker == &breaker; });
  }

  void strike_again_and_again(Trial& trial) {
    const Distribution pause = Distribution::uniform({.min = Duration(0s), .max = Duration(30s)});
    const Distribution loss = Distribution::uniform({.min = Duration(0s), .max = lost_after()});
    sleep(kWarmUp);
    while (!world_.is_calm()) {
      const auto what = static_cast<Strike>(choose(ChoiceKind::fault, "breaker_contract.strike",
                                                   static_cast<std::uint32_t>(Strike::count),
                                                   Ratio::percent(80)));
      const bool vanishes = what == Strike::requests_vanish || what == Strike::replies_vanish;
      strike(trial, what, draw_duration("length", vanishes ? loss : pause));
      sleep(draw_duration("pause", pause));
    }
  }

  // TCP sends again what was lost, for many minutes: only a cut that outlasts what the contract
  // allows loses a probe.
  Duration lost_after() const { return options_.half_open_max * 2 + Duration(30s); }

  void strike(Trial& trial, Strike what, Duration length) {
    switch (what) {
      case Strike::none:
      case Strike::count:
        return sleep(length);
      case Strike::server_down:
        return restart(trial.connection->server.owner().node(), length);
      case Strike::caller_restarts:
        return restart(trial.connection->client.owner().node(), length / 10);
      case Strike::refused:
        return fault(trial, {.cut = PartitionKind::tcp_reset}, length);
      case Strike::requests_vanish:
        return fault(trial, {.directions = Directions::both, .cut = PartitionKind::drop}, length);
      case Strike::replies_vanish:
        return fault(trial, {.directions = Directions::reply, .cut = PartitionKind::drop}, length);
      case Strike::slow:
        return fault(trial, {.directions = Directions::reply, .added_latency = length / 2}, length);
    }
  }

  // A connection without a link is within one process, which only dies as a whole.
  void fault(Trial& trial, const LinkFault& fault, Duration length) {
    auto* const link = dynamic_cast<NetworkLink*>(trial.connection->link);
    if (link == nullptr) return restart(trial.connection->server.owner().node(), length);
    const LinkFaultHandle handle = link->begin(fault);
    sleep(length);
    link->heal(handle);
  }

  static void restart(Node& node, Duration length) {
    if (!node.alive()) return sleep(length);
    node.crash();
    sleep(length);
    if (!node.alive()) node.restart();
  }

  World& world_;
  Options options_;
  std::vector<Trial> trials_;
};

}  // namespace

void add_breaker_trial(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<BreakerTrial>>());
}

}  // namespace hindcast
