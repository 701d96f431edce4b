#include "hindcast/scenarios/catalogue/stage.hpp"

#include <algorithm>

#include "hindcast/scenarios/catalogue/harms.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/keyed_stream.hpp"

namespace hindcast {
namespace {

constexpr Duration kLook = std::chrono::seconds(5);  // how often the stage looks at the objective

// Harms that make a run unsafe; others are only worth a clause.
bool is_unsafe(const Harm& harm) { return harm.unsafe() && harm.count > 0; }

}  // namespace

Stage::Stage(World& world, const Design& design, const StageTimes& times)
    : world_(world),
      design_(design),
      times_(times),
      platform_((build_design(design, world), world)) {
  HINDCAST_CHECK(platform_.clients != nullptr);
  platform_.clients->set_objective(*design.objective);
  world.inject("story", [this] { tell(); });
}

void Stage::tell() {
  const auto spread = static_cast<std::uint64_t>(times_.warm_up.count());
  const auto offset = static_cast<std::int64_t>(bounded(draw("fault begins"), spread));
  sleep(times_.warm_up + Duration::nanoseconds(offset));
  fault_began_ = now();
  begin_fault();
  if (times_.fault > Duration::zero()) sleep(times_.fault);
  end_fault();
  fault_ended_ = now();
  world_.calm();
  watch();
}

// Ends the run when the design is back, or when it is clear that it does not come back.
void Stage::watch() {
  const Duration patience = design_.objective->recovery_max;
  while (!settled(fault_ended_)) {
    sleep(kLook);
    if (now() - fault_ended_ >= patience + times_.settle) break;
  }
  if (settled(fault_ended_)) return world_.stop({});
  send_operator();
  while (!settled(operator_acted_)) {
    sleep(kLook);
    if (now() - operator_acted_ >= patience + times_.settle) break;
  }
  world_.stop({});
}

// Whether the objective has held long enough, and began to hold in time, counted from `since`.
bool Stage::settled(Instant since) const {
  if (now() - since < times_.settle) return false;
  const auto bad = platform_.clients->log().last_bad(since, now(), now());
  if (!bad) return true;
  return now() - *bad >= times_.settle && *bad - since < design_.objective->recovery_max;
}

void Stage::send_operator() {
  operator_acted_ = now();
  for (Node* const node : platform_.restartable()) {
    node->crash();
    if (!node->alive()) node->restart();
    restarted_.push_back(node->name());
  }
}

Observation Stage::observe() {
  Observation observation;
  measure_recovery(observation);
  measure_impact(observation);
  measure_detection(observation);
  add_harms(platform_, observation);
  add_observations(observation);
  grade(observation);
  return observation;
}

void Stage::measure_recovery(Observation& observation) const {
  const CallLog& log = platform_.clients->log();
  const Instant end = world_.now();
  observation.calm_day_met = !log.last_bad(Instant(), fault_began_, end).has_value();
  observation.fault_length = fault_ended_ - fault_began_;
  const auto bad = log.last_bad(fault_began_, end, end);
  const bool back = !bad.has_value() || end - *bad >= times_.settle;
  const Instant recovered = !bad ? fault_ended_ : std::max(*bad, fault_ended_);
  observation.recovery_time = back ? recovered - fault_ended_ : Duration::infinite();
  observation.impact_length = (back ? recovered : end) - fault_began_;
  if (!operator_acted_.is_never()) {
    observation.recovery = back ? Recovery::manual : Recovery::none;
    observation.restarted = restarted_;
  }
}

void Stage::measure_impact(Observation& observation) const {
  const CallLog& log = platform_.clients->log();
  const Instant until = fault_began_ + observation.impact_length;
  for (const std::string& kind : log.kinds()) observation.impacts.push_back({kind, 0, 0});
  for (const CallRecord& call : log.calls()) {
    if (call.started >= fault_began_ && call.started < fault_ended_) ++observation.calls_hit;
    const bool within = call.started >= fault_began_ && call.started <= until;
    if (!within) continue;
    const bool failed = call.outcome != CallOutcome::good;
    Impact& impact = observation.impacts[call.kind];
    ++impact.offered;
    ++observation.offered;
    impact.failed += failed ? 1 : 0;
    observation.good += failed ? 0 : 1;
    if (call.outcome == CallOutcome::failed) ++observation.errors[log.errors()[call.error]];
  }
  observation.latency_p99 = log.latency(Ratio::percent(99), fault_began_, until);
  observation.exercised = observation.calls_hit > 0;
}

void Stage::measure_detection(Observation& observation) const {
  const auto first = platform_.clients->log().first_failure(fault_began_);
  if (first) observation.detected_by_callers = *first - fault_began_;
}

void Stage::grade(Observation& observation) const {
  const Outcome& outcome = world_.outcome();
  const bool unsafe = std::any_of(observation.harms.begin(), observation.harms.end(), &is_unsafe) ||
                      outcome.verdict == Verdict::violated ||
                      outcome.verdict == Verdict::deadlocked;
  if (unsafe || observation.recovery == Recovery::none) {
    observation.grade = Grade::broke;
  } else if (observation.recovery == Recovery::manual ||
             platform_.clients->log().last_bad(fault_began_, world_.now(), world_.now())) {
    observation.grade = Grade::degraded;
  }
}

}  // namespace hindcast
