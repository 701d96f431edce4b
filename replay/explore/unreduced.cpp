#include "hindcast/replay/explore/unreduced.hpp"

#include <algorithm>

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
  if (deviates && deviations_ >= options_.bounds.deviations_max) return 0;
  if (first_in_first_out(point)) return 0;
  if (options_.starts_first) {
    for (std::uint32_t index = 0; index < point.alternatives.size(); ++index) {
      const Alternative& alternative = point.alternatives[index];
      const bool local =
          alternative.next == Operation::start && alternative.scope == Operation::isolated_step;
      if (local) return index;
    }
  }
  if (depth_ == decisions_.size()) {
    decisions_.push_back({0, 0, point.arity});
    ++questions_[static_cast<std::size_t>(point.kind)];
  }
  const std::uint32_t answer = std::min(decisions_[depth_++].answer, point.arity - 1);
  deepest_ = std::max<std::uint64_t>(deepest_, depth_);
  if (deviates && answer != 0) ++deviations_;
  return answer;
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
    other.decisions_[level] = {decision.end - given, decision.end - given, decision.end};
    for (std::size_t above = 0; above < level; ++above) {
      Decision& fixed = other.decisions_[above];
      fixed = {fixed.answer, fixed.answer, fixed.answer + 1};
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
