#include "hindcast/scenarios/small/breaker_round.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/sim/check.hpp"

namespace hindcast {

BreakerRound::BreakerRound(const BreakerRoundOptions& options)
    : options_(options), breaker_(breaker_factory(options.breaker, "breaker")(now(), this)) {}

void BreakerRound::changed(const BreakerChange& change) {
  ++epoch_;
  if (change.to == BreakerState::open) ++opened_;
}

void BreakerRound::claim(bool holds, const char* text) {
  if (!holds && broken_.empty()) broken_ = text;
}

// Timers that are due fire first, so that what is judged is what a call would meet.
BreakerState BreakerRound::state() {
  breaker_->advance(now());
  return breaker_->state();
}

std::vector<BreakerRound::Move> BreakerRound::moves() const {
  std::vector<Move> moves;
  if (calls_.size() < options_.callers) moves.push_back({What::call});
  for (std::size_t nth = 0; nth < calls_.size(); ++nth) {
    if (calls_[nth].waits) continue;
    moves.push_back({What::success, nth});
    moves.push_back({What::failure, nth});
  }
  moves.push_back({What::time});
  if (steps_ < options_.clock_steps) {
    moves.push_back({What::step_forward});
    moves.push_back({What::step_back});
  }
  return moves;
}

void BreakerRound::play(const Move& move) {
  switch (move.what) {
    case What::call: {
      Call call;
      begin(call);
      break;
    }
    case What::success:
      end(move.caller, BreakerOutcome::success);
      break;
    case What::failure:
      end(move.caller, BreakerOutcome::failure);
      break;
    case What::time:
      pass(options_.pause);
      break;
    case What::step_forward:
      ++steps_;
      wall_ = wall_ + options_.clock_step;
      break;
    case What::step_back:
      ++steps_;
      wall_ = wall_ - options_.clock_step;
      break;
  }
}

// Notes the call as under way or waiting, unless it is rejected.
void BreakerRound::begin(Call& call) {
  const BreakerAnswer answer = breaker_->admit(now());
  if (answer.kind == BreakerAnswer::Kind::rejected) return;
  call = {answer.ticket, epoch_, answer.kind == BreakerAnswer::Kind::waits, monotonic_};
  calls_.push_back(call);
  if (call.waits || !call.ticket.probe) return;
  ++probes_;
  const auto at_once = std::ranges::count_if(calls_, [this](const Call& other) {
    return !other.waits && other.ticket.probe && other.epoch == epoch_;
  });
  claim(static_cast<std::uint32_t>(at_once) <= breaker_->probes_max(),
        "never more probes at once than it may");
}

void BreakerRound::end(std::size_t nth, BreakerOutcome outcome) {
  HINDCAST_CHECK(nth < calls_.size() && !calls_[nth].waits);
  const Call call = calls_[nth];
  calls_.erase(calls_.begin() + static_cast<std::ptrdiff_t>(nth));
  const BreakerState before = state();
  const bool late = call.epoch != epoch_;
  const std::uint32_t epoch = epoch_;
  breaker_->settle(call.ticket, {outcome, monotonic_ - call.at}, now());
  const bool failed = outcome != BreakerOutcome::success;
  failures_ += failed ? 1U : 0U;
  all_failed_ = all_failed_ && failed;
  claim(!late || epoch == epoch_, "no stale result decides");
  if (!late) judge_end(call, before, failed);
  ask_again(call.ticket);
}

void BreakerRound::judge_end(const Call& call, BreakerState before, bool failed) {
  const bool alone = calls_.empty() && opened_ == 0;
  if (alone && all_failed_ && failures_ >= options_.failures_to_open) {
    claim(state() != BreakerState::closed, "it opens when it must");
  }
  if (failed && call.ticket.probe && before == BreakerState::half_open &&
      breaker_->probes_max() == 1) {
    claim(state() == BreakerState::open, "a failed probe opens it again");
  }
}

// Those who wait for this probe ask again, in the order in which they came.
void BreakerRound::ask_again(BreakerTicket probe) {
  if (!probe.probe) return;
  std::vector<Call> waiting;
  std::erase_if(calls_, [&](const Call& call) {
    const bool its = call.waits && call.ticket.generation == probe.generation;
    if (its) waiting.push_back(call);
    return its;
  });
  for (Call& call : waiting) begin(call);
}

// The breaker's own limit on a call ends those that reach it.
void BreakerRound::pass(Duration time) {
  failures_ = 0;  // windows may forget them
  const Instant until = monotonic_ + time;
  const Duration limit = breaker_->timeout();
  const auto move_to = [this](Instant at) {
    wall_ = wall_ + (at - monotonic_);
    monotonic_ = at;
  };
  while (!limit.is_infinite()) {
    const auto oldest = std::ranges::find_if(
        calls_, [&](const Call& call) { return !call.waits && call.at + limit <= until; });
    if (oldest == calls_.end()) break;
    move_to(std::max(monotonic_, oldest->at + limit));
    end(static_cast<std::size_t>(oldest - calls_.begin()), BreakerOutcome::timeout);
  }
  move_to(until);
  breaker_->advance(now());
}

void BreakerRound::settle_down() {
  const Instant until = monotonic_ + options_.patience;
  while (monotonic_ < until) {
    pass(options_.pause);
    const BreakerAnswer answer = breaker_->admit(now());
    if (answer.kind != BreakerAnswer::Kind::admitted) continue;
    breaker_->settle(answer.ticket, {BreakerOutcome::success}, now());
    ask_again(answer.ticket);
    if (state() == BreakerState::closed) return;
  }
  claim(false, "never wedged: calls pass again once all is well");
}

std::string in_words(const BreakerRound::Move& move) {
  using What = BreakerRound::What;
  switch (move.what) {
    case What::call:
      return "a call";
    case What::success:
      return fmt::format("call {} succeeds", move.caller + 1);
    case What::failure:
      return fmt::format("call {} fails", move.caller + 1);
    case What::time:
      return "time passes";
    case What::step_forward:
      return "the wall clock steps forward";
    case What::step_back:
      break;
  }
  return "the wall clock steps back";
}

}  // namespace hindcast
