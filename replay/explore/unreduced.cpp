#include "hindcast/replay/explore/unreduced.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/replay/explore/pack.hpp"
#include "hindcast/sim/scheduler.hpp"

namespace hindcast {

bool Unreduced::first_in_first_out(const ChoicePoint& point) const {
  if (point.kind != ChoiceKind::schedule) return false;
  const Instant now = Scheduler::current().now();
  return now < options_.orders_from || now > options_.orders_until;
}

std::uint32_t Unreduced::choose(const ChoicePoint& point) {
  const bool deviates = point.kind == ChoiceKind::fault || point.kind == ChoiceKind::message;
  const bool spent = deviates && deviations_ >= options_.bounds.deviations_max;
  const bool quiet = spent || first_in_first_out(point);
  if (quiet && !state_) return 0;
  if (options_.starts_first) {
    for (std::uint32_t index = 0; index < point.alternatives.size(); ++index) {
      const Alternative& alternative = point.alternatives[index];
      const bool local =
          alternative.next == Operation::start && alternative.scope == Operation::isolated_step;
      if (local) return index;
    }
  }
  if (depth_ == decisions_.size()) {
    Decision decision{0, 0, quiet ? 1 : point.arity};
    if (point.kind == ChoiceKind::schedule && state_) {
      if (knows_state(point)) {
        cut_ = true;
        return kStop;
      }
      decision.state = last_state_;
      for (const Alternative& one : point.alternatives) decision.alternatives.push_back(one.actor);
    }
    decisions_.push_back(std::move(decision));
    ++questions_[static_cast<std::size_t>(point.kind)];
  }
  const std::uint32_t answer = std::min(decisions_[depth_++].answer, point.arity - 1);
  deepest_ = std::max<std::uint64_t>(deepest_, depth_);
  if (deviates && answer != 0) ++deviations_;
  return answer;
}

// What may still go wrong is part of the state: a bound counts what did.
bool Unreduced::knows_state(const ChoicePoint& point) {
  const bool counts = options_.bounds.deviations_max != TraceBounds{}.deviations_max;
  const auto now = static_cast<std::uint64_t>(Scheduler::current().now().count());
  last_state_ = mix(mix(state_(), now), counts ? deviations_ : 0);
  add_edge_to(last_state_, progressed_());
  const bool known = !seen_.insert(last_state_).second;
  if (known) return true;
  std::vector<Key> enabled;
  for (const Alternative& alternative : point.alternatives) enabled.push_back(alternative.actor);
  graph_.add_state(last_state_, std::move(enabled));
  return false;
}

// From the last question about schedules on the path, with all answers since.
void Unreduced::add_edge_to(std::uint64_t state, bool progress) {
  const auto from = std::ranges::find_if(decisions_.rbegin(), decisions_.rend(),
                                         [](const Decision& one) { return one.state != 0; });
  if (from == decisions_.rend()) return;
  const Key actor = from->alternatives[from->answer];
  std::vector<GivenAnswer> answers = {{from->answer, actor}};
  for (auto one = from.base(); one != decisions_.end(); ++one) answers.push_back({one->answer});
  graph_.add_edge({from->state, state, actor, std::move(answers), progress});
}

bool Unreduced::advance() {
  while (!decisions_.empty()) {
    if (++decisions_.back().answer < decisions_.back().end) return true;
    decisions_.pop_back();
  }
  return false;
}

std::optional<Unreduced> Unreduced::split(double& share) {
  share = 1;
  if (options_.by_states) return std::nullopt;
  for (std::size_t level = 0; level < decisions_.size(); ++level) {
    Decision& decision = decisions_[level];
    const std::uint32_t left = decision.end - decision.answer - 1;
    const std::uint32_t size = decision.end - decision.first;
    if (left == 0) {
      share /= size;
      continue;
    }
    const std::uint32_t given = (left + 1) / 2;
    share = share * given / size;
    Unreduced other = *this;
    other.decisions_.resize(level + 1);
    other.decisions_[level] = {decision.end - given, decision.end - given, decision.end, 0, {}};
    for (std::size_t above = 0; above < level; ++above) {
      Decision& fixed = other.decisions_[above];
      fixed.first = fixed.answer;
      fixed.end = fixed.answer + 1;
    }
    other.deepest_ = 0;
    other.questions_ = {};
    decision.end -= given;
    return other;
  }
  return std::nullopt;
}

void Unreduced::pack(Pack& pack) {
  pack.items(decisions_, [&](Decision& decision) {
    pack.number(decision.end);
    Pack::require(decision.end > 0);
    pack.number(decision.answer, decision.end - 1);
    pack.number(decision.first, decision.answer);
  });
  pack.number(deepest_);
  for (std::uint64_t& count : questions_) pack.number(count);
}

double Unreduced::explored() const {
  double share = 0;
  for (std::size_t level = decisions_.size(); level-- > 0;) {
    const Decision& decision = decisions_[level];
    share = (decision.answer - decision.first + share) / (decision.end - decision.first);
  }
  return share;
}

}  // namespace hindcast
