// A circuit breaker with a few callers, under every order of what may happen to it.
#include <fmt/format.h>

#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/scenarios/small/breaker_orders.hpp"
#include "hindcast/scenarios/small/small_story.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {

using namespace std::chrono_literals;

BreakerRoundOptions breaker_round(SmallBreaker breaker) {
  BreakerRoundOptions round;
  switch (breaker) {
    case SmallBreaker::opossum:
      round.breaker = {.preset = BreakerPreset::opossum, .timeout = Duration::infinite()};
      break;
    case SmallBreaker::opossum_timeout:
      round.breaker = {.preset = BreakerPreset::opossum};
      break;
    case SmallBreaker::cockatiel:
      round.breaker = {.preset = BreakerPreset::cockatiel, .failures = 1};
      break;
    case SmallBreaker::gobreaker:
      round.breaker = {.preset = BreakerPreset::gobreaker, .failures = 1};
      break;
    case SmallBreaker::polly:
      round.breaker = {.preset = BreakerPreset::polly, .volume_min = 2};
      round.failures_to_open = 2;
      break;
    case SmallBreaker::resilience4j:
      round.breaker = {.preset = BreakerPreset::resilience4j, .volume_min = 1, .probes = 1};
      break;
    case SmallBreaker::hardened:
      round.breaker = {.preset = BreakerPreset::custom,
                       .trip = BreakerTrip::consecutive,
                       .failures = 1,
                       .open_wait = 30s,
                       .clock = BreakerClock::monotonic,
                       .half_open = HalfOpenAdmission::permits,
                       .probes = 1,
                       .close = HalfOpenClose::consecutive,
                       .half_open_max = 60s,
                       .drops_late = true};
      break;
  }
  return round;
}

namespace {

struct OrdersOptions {
  SmallBreaker breaker = SmallBreaker::opossum;
  std::uint32_t callers = 3;
  std::uint32_t moves = 7;
  std::uint32_t clock_steps = 1;

  static const FieldTable<OrdersOptions>& fields() {
    using Options = OrdersOptions;
    static const FieldTable<Options> table{
        field("breaker", &Options::breaker,
              {.names = {{SmallBreaker::opossum, "opossum"},
                         {SmallBreaker::opossum_timeout, "opossum_timeout"},
                         {SmallBreaker::cockatiel, "cockatiel"},
                         {SmallBreaker::gobreaker, "gobreaker"},
                         {SmallBreaker::polly, "polly"},
                         {SmallBreaker::resilience4j, "resilience4j"},
                         {SmallBreaker::hardened, "hardened"}},
               .about = "opossum has no timeout of its own, opossum_timeout its default of 10 s; "
                        "all open at the first failure, polly at the second"}),
        field("callers", &Options::callers,
              {.minimum = 1, .maximum = 100, .about = "who call, and call again"}),
        field("moves", &Options::moves,
              {.minimum = 1, .maximum = 100, .about = "how many things happen to it"}),
        field("clock_steps", &Options::clock_steps,
              {.maximum = 100, .about = "of the wall clock by an hour, at most so many of them"}),
    };
    return table;
  }
};

class BreakerOrders final : public Experiment {
 public:
  using Options = OrdersOptions;
  static constexpr bool kOnRequest = true;

  BreakerOrders(World& world, const Design&, const Options& options)
      : world_(world), moves_(options.moves), round_(round_of(options)) {
    world.inject("whoever plays", [this] { play(); });
  }

  static ScenarioInfo info() {
    return {
        .name = "breaker_orders",
        .family = "Exhaustive search",
        .title = "a circuit breaker with 3 callers, under every order of events",
        .question =
            "Is there an order that wedges it, floods it, or lets a stale result "
            "decide?",
        .command = "  (nothing)\n",
        .reality =
            "  An isolated program: the library's state machine, as it stands on a connection "
            "too, and\n"
            "  callers who are played; no network, no server. Next comes a call, a success or "
            "a failure\n"
            "  of any call under way, 31 s of time, or an hour's step of the wall clock, either "
            "way: so\n"
            "  many moves in every order (breaker_orders.moves). A call that never ends hangs, "
            "one that\n"
            "  ends after a change of state is late. Then all is well, and within 10 min calls "
            "must\n"
            "  pass. Cancelled calls are not among the moves.\n"};
  }
  // It runs no design; it is at home where all searches are.
  static std::optional<std::string> inapplicable(const Design& design) {
    if (auto why = lacks(design, {"clients"})) return why;
    return has_load(design);
  }
  static SmallConfiguration small() { return {.system = "small_platform"}; }

  Observation observe() override {
    Observation seen;
    seen.exercised = true;
    if (!round_.broken().empty()) {
      seen.grade = Grade::broke;
      seen.failure_mode = FailureMode::outage;
      seen.cause = round_.broken();
    }
    return seen;
  }

 private:
  static BreakerRoundOptions round_of(const Options& options) {
    BreakerRoundOptions round = breaker_round(options.breaker);
    round.callers = options.callers;
    round.clock_steps = options.clock_steps;
    return round;
  }

  void play() {
    std::string history;
    for (std::uint32_t move = 0; move < moves_ && round_.broken().empty(); ++move) {
      const std::vector<BreakerRound::Move> moves = round_.moves();
      const auto arity = static_cast<std::uint32_t>(moves.size());
      const std::uint32_t next =
          arity < 2 ? 0
                    : choose(ChoiceKind::value, "breaker_orders.next", arity, Ratio::percent(80));
      history += (move == 0 ? "" : ", ") + in_words(moves[next]);
      round_.play(moves[next]);
    }
    if (round_.broken().empty()) round_.settle_down();
    if (round_.broken().empty()) return world_.stop({});
    world_.stop({Verdict::violated, round_.broken(), history, now()});
  }

  World& world_;
  std::uint32_t moves_;
  BreakerRound round_;
};

}  // namespace

void add_small_breaker_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<BreakerOrders>>());
}

}  // namespace hindcast
