#include "hindcast/scenarios/catalogue/stage.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/scenarios/catalogue/breaker_watch.hpp"
#include "hindcast/scenarios/catalogue/harms.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

// Processes have booted and pools have logged in by then; calls before it are not judged.
constexpr Instant kBooted = Instant::at(std::chrono::seconds(15));
constexpr Duration kWarm = std::chrono::seconds(2);
constexpr Duration kLook = std::chrono::seconds(5);  // how often the stage looks at the objective

// The first hops of a wait-for cycle, which is printed hop by hop, in one line.
std::string cycle_text(std::string_view detail) {
  constexpr std::size_t kHopsMax = 4;
  std::string text = "deadlock";
  const char* separator = ": ";
  detail.remove_prefix(std::min(detail.find('\n') + 1, detail.size()));
  for (std::size_t hops = 0; hops < kHopsMax && !detail.empty(); ++hops) {
    const std::string_view hop = detail.substr(0, detail.find('\n'));
    detail.remove_prefix(std::min(hop.size() + 1, detail.size()));
    text += separator;
    text += hop.substr(std::min(hop.find_first_not_of(' '), hop.size()));
    separator = "; ";
  }
  return text;
}

// Harms that make a run unsafe; others are only worth a clause.
bool is_unsafe(const Harm& harm) { return harm.unsafe() && harm.count > 0; }

}  // namespace

Stage::Stage(World& world, const Design& design, const StageTimes& times)
    : world_(world),
      design_(design),
      times_(times),
      platform_((build_design(design, world), world)) {
  HINDCAST_CHECK(!platform_.callers.empty());
  platform_.callers.set_objective(*design.objective);
  if (platform_.snowflake != nullptr && platform_.clients != nullptr) {
    for (std::uint32_t customer = 0; customer < platform_.clients->options().customers;
         ++customer) {
      platform_.snowflake->preload("contexts", Clients::customer_name(customer), value_text(0));
    }
  }
  world.on_deadlock([this](const Outcome& deadlock) { note_deadlock(deadlock); });
  judge_breakers(world);
  world.inject("story", [this] { tell(); });
}

// Callers are to feel it: the run goes on, and ends with this verdict.
void Stage::note_deadlock(const Outcome& deadlock) {
  verdict_ = deadlock;
  world_.story().tell(deadlock.at, "world", Weight::turning_point, "a deadlock closes");
}

// What each of the design's own servers has noticed so far: failures of what it calls, and its own
// restarts where it counts them.
std::vector<Stage::Noticed> Stage::noticed() const {
  std::vector<Noticed> all;
  if (platform_.mcp != nullptr) {
    const McpServer::Counts& counts = platform_.mcp->counts();
    all.push_back({platform_.mcp, counts.cache_errors + counts.database_errors +
                                      counts.append_errors + counts.queue_full +
                                      counts.poisoned_refused + platform_.mcp->exits()});
  }
  if (platform_.worker != nullptr) {
    all.push_back({platform_.worker, platform_.worker->counts().corrupt});
  }
  for (const GenericService* const service : platform_.services) {
    all.push_back({service, service->counts().calls_failed + service->counts().rejected});
  }
  return all;
}

// Looks once a second until a server notices something.
void Stage::watch_servers() {
  const std::vector<Noticed> before = noticed();
  for (;;) {
    const std::vector<Noticed> after = noticed();
    for (std::size_t index = 0; index < after.size(); ++index) {
      if (after[index].failures == before[index].failures) continue;
      server_noticed_ = now();
      world_.story().tell(now(), after[index].server->name(), Weight::turning_point,
                          "notices for the first time that something it needs fails");
      return;
    }
    sleep(std::chrono::seconds(1));
  }
}

// A cache that has served for a while: every context is in it, each with some of its time left.
void Stage::warm_cache() {
  if (platform_.redis == nullptr || platform_.mcp == nullptr) return;
  if (platform_.clients == nullptr) return;
  const auto time_to_live = static_cast<std::uint64_t>(platform_.mcp->options().cache_ttl.count());
  const std::string text = McpServer::cached_text(value_text(0));
  for (std::uint32_t customer = 0; customer < platform_.clients->options().customers; ++customer) {
    const std::uint64_t left = bounded(draw("time to live"), time_to_live) + 1'000'000;
    platform_.redis->preload(McpServer::cache_key(Clients::customer_name(customer)), text,
                             Duration::nanoseconds(static_cast<std::int64_t>(left)));
  }
}

void Stage::tell() {
  sleep(kWarm);
  warm_cache();
  const auto spread = static_cast<std::uint64_t>(times_.warm_up.count());
  const auto offset = static_cast<std::int64_t>(bounded(draw("fault begins"), spread));
  sleep(times_.warm_up + Duration::nanoseconds(offset));
  fault_began_ = now();
  if (!noticed().empty()) world_.inject("sentinel", [this] { watch_servers(); });
  begin_fault();
  if (times_.fault > Duration::zero()) sleep(times_.fault);
  end_fault();
  fault_ended_ = now();
  if (platform_.pool != nullptr) waiting_at_end_ = platform_.pool->waiting();
  find_longest_queue();
  world_.calm();
  watch();
}

void Stage::find_longest_queue() {
  for (const GenericService* const service : platform_.services) {
    if (service->queued() <= longest_queue_) continue;
    longest_queue_ = service->queued();
    crowded_ = service;
  }
}

// Ends the run when the design is back, or when it is clear that it does not come back.
void Stage::watch() {
  await_recovery();
  note_dead();
  const auto bad = platform_.callers.last_bad(fault_began_, now(), now());
  const bool back = !bad || now() - *bad >= times_.settle;
  world_.story().tell(now(), "callers", Weight::turning_point,
                      back ? "the objective has held for " + human(times_.settle)
                           : "the objective still does not hold");
  world_.stop(verdict_);
}

// Which processes of ours are down and stay so until somebody acts.
void Stage::note_dead() {
  for (const Node* const node : platform_.restartable()) {
    const bool known = std::find(down_.begin(), down_.end(), node->name()) != down_.end();
    if (!node->alive() && !known) down_.push_back(node->name());
  }
}

bool Stage::all_alive() const {
  const std::vector<Node*> nodes = platform_.restartable();
  return std::all_of(nodes.begin(), nodes.end(), [](const Node* node) { return node->alive(); });
}

void Stage::look() {
  if (!all_alive() || !recovered()) last_unwell_ = now();
}

// Nobody acts for as long as the objective allows. Then the operator restarts the few processes
// that are to blame, and if that does not help, everything that can be restarted.
void Stage::await_recovery() {
  if (settles(fault_ended_)) return;
  note_dead();
  const std::vector<Node*> suspects = suspected();
  const std::vector<Node*> all = platform_.restartable();
  if (!suspects.empty() && suspects.size() < all.size()) {
    send_operator(suspects);
    if (settles(operator_acted_)) return;
  }
  send_operator(all);
  settles(operator_acted_);
}

// Waits until the design is back, counted from `since`; not for longer than is of use.
bool Stage::settles(Instant since) {
  look();
  while (!settled(since) && now() - since < design_.objective->recovery_max + times_.settle) {
    sleep(kLook);
    look();
  }
  return settled(since);
}

// The processes that are down; if all live, the one that the callers wait for.
std::vector<Node*> Stage::suspected() const {
  std::vector<Node*> suspects = platform_.restartable();
  std::erase_if(suspects, [](const Node* node) { return node->alive(); });
  if (suspects.empty() && platform_.mcp != nullptr) suspects.push_back(&platform_.mcp->node());
  return suspects;
}

// Whether the objective has held long enough, and began to hold in time, counted from `since`.
bool Stage::settled(Instant since) const {
  if (now() - since < times_.settle) return false;
  const auto bad = platform_.callers.last_bad(since, now(), now());
  const Instant last = bad ? std::max(*bad, last_unwell_) : last_unwell_;
  if (last < since) return true;
  return now() - last >= times_.settle && last - since < design_.objective->recovery_max;
}

void Stage::send_operator(const std::vector<Node*>& nodes) {
  if (operator_first_acted_.is_never()) operator_first_acted_ = now();
  operator_acted_ = now();
  restarted_.clear();
  for (const Node* const node : nodes) restarted_.push_back(node->name());
  world_.story().tell(
      now(), "operator", Weight::turning_point,
      fmt::format("the design is not back in time: restarts {}", fmt::join(restarted_, ", ")));
  for (Node* const node : nodes) {
    node->crash();
    if (!node->alive()) node->restart();
  }
}

Observation Stage::observe() {
  Observation observation;
  measure_recovery(observation);
  measure_impact(observation);
  measure_detection(observation);
  add_harms(platform_, observation);
  observation.breakers = observe_breakers(world_, fault_began_, fault_ended_);
  if (platform_.pool != nullptr) {
    observation.notes.push_back({"callers waiting for a session at the heal", waiting_at_end_});
  }
  add_observations(observation);
  grade(observation);
  return observation;
}

void Stage::measure_recovery(Observation& observation) const {
  const Callers& callers = platform_.callers;
  const Instant end = world_.now();
  // A call that was still open when the fault began says nothing about the day before it.
  const Instant judged_until = fault_began_ - design_.objective->latency_p99;
  observation.calm_day_met = !callers.last_bad(kBooted, judged_until, end).has_value();
  observation.fault_length = fault_ended_ - fault_began_;
  const auto bad = callers.last_bad(fault_began_, end, end);
  const bool back =
      (!bad.has_value() || end - *bad >= times_.settle) && end - last_unwell_ >= times_.settle;
  Instant recovered = !bad ? fault_ended_ : std::max(*bad, fault_ended_);
  if (last_unwell_ > fault_ended_) recovered = std::max(recovered, last_unwell_);
  observation.recovery_time = back ? recovered - fault_ended_ : Duration::infinite();
  observation.impact_length = (back ? recovered : end) - fault_began_;
  if (!operator_acted_.is_never()) {
    observation.recovery = back ? Recovery::manual : Recovery::none;
    observation.restarted = restarted_;
  }
}

void Stage::measure_impact(Observation& observation) const {
  const Instant until = fault_began_ + observation.impact_length;
  platform_.callers.add_impact(fault_began_, fault_ended_, until, observation);
  observation.latency_p99 = platform_.callers.latency(Ratio::percent(99), fault_began_, until);
  observation.exercised = observation.calls_hit > 0;
}

void Stage::measure_detection(Observation& observation) const {
  const auto first = platform_.callers.first_failure(fault_began_);
  // What an operator's restart breaks is no detection.
  const auto detects = [this](Instant at) { return at < operator_first_acted_; };
  if (first && detects(*first)) observation.detected_by_callers = *first - fault_began_;
  if (detects(server_noticed_)) observation.detected_by_server = server_noticed_ - fault_began_;
}

void Stage::grade(Observation& observation) const {
  const Outcome& outcome = world_.outcome();
  const bool failed =
      outcome.verdict == Verdict::violated || outcome.verdict == Verdict::deadlocked;
  // Data lost or corrupted, a deadlock, or a process that died and that nobody started in time.
  const bool unsafe = std::any_of(observation.harms.begin(), observation.harms.end(), &is_unsafe) ||
                      failed || !down_.empty();
  const bool missed =
      platform_.callers.last_bad(fault_began_, world_.now(), world_.now()).has_value();
  if (unsafe || observation.recovery == Recovery::none) {
    observation.grade = Grade::broke;
  } else if (observation.recovery == Recovery::manual || missed) {
    observation.grade = Grade::degraded;
  }
  const bool failed_somehow = observation.grade != Grade::graceful;
  if (failed_somehow && observation.failure_mode == FailureMode::none) {
    observation.failure_mode = mode_of(observation);
  }
  if (outcome.verdict == Verdict::deadlocked) observation.cause = cycle_text(outcome.detail);
  if (observation.cause.empty() && !down_.empty()) {
    observation.cause = fmt::format("{} is down until somebody starts it", fmt::join(down_, ", "));
  }
  if (observation.cause.empty() && platform_.pool != nullptr && waiting_at_end_ > 0) {
    observation.cause = fmt::format("up to {} callers wait for {} of {}", human(waiting_at_end_),
                                    platform_.pool->options().pool.max, platform_.pool->name());
  } else if (observation.cause.empty() && crowded_ != nullptr) {
    observation.cause =
        fmt::format("up to {} requests wait for {} of {}", human(longest_queue_),
                    crowded_->options().workers == 1 ? "the worker" : "a worker", crowded_->name());
  }
}

// The way in which callers meet the failure: lost or wrong data first, then a process that nobody
// starts again, then silence, then errors.
FailureMode Stage::mode_of(const Observation& observation) const {
  for (const FailureMode worst : {FailureMode::data_loss, FailureMode::corruption}) {
    for (const Harm& harm : observation.harms) {
      if (harm.mode == worst && harm.count > 0) return worst;
    }
  }
  if (world_.outcome().verdict == Verdict::deadlocked) return FailureMode::hang;
  if (!down_.empty()) return FailureMode::crash;
  // Who still waits at the end has been told nothing either.
  const std::uint64_t failed = observation.offered - observation.good;
  std::uint64_t told = 0;
  for (const auto& [text, count] : observation.errors) {
    if (text.find("timed out") == std::string::npos) told += count;
  }
  return told * 2 < failed ? FailureMode::hang : FailureMode::outage;
}

}  // namespace hindcast
