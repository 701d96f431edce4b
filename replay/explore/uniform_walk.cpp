// UniformWalk (samplers.hpp): the tree of interleavings, as far as runs have shown it.
#include <algorithm>

#include "hindcast/replay/explore/samplers.hpp"

namespace hindcast {
namespace {

// Beyond this a count is "too many", and says no more than the steps that are left.
constexpr std::uint64_t kMany = std::uint64_t{1} << 56U;
constexpr std::size_t kAnswersMax = 1'000'000;

std::uint64_t sum_of(const std::vector<std::uint64_t>& counts) {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : counts) sum = std::min(kMany, sum + count);
  return sum;
}

}  // namespace

void UniformWalk::began() {
  for (const auto& [actor, steps] : taken_) usual_[actor] = std::max(usual_[actor], steps);
  taken_.clear();
  learn();
  passed_.clear();
  here_ = places_.empty() ? kNone : 0;
  lost_ = false;
}

void UniformWalk::stepped(const Step& step) { ++taken_[step.actor]; }

void UniformWalk::answered(std::uint32_t answer, std::uint32_t arity) {
  if (lost_) return;
  enter(arity);
  pass(answer);
}

// Of the run that ended: its last answer is followed by one interleaving, and each before by those
// that follow the next question.
void UniformWalk::learn() {
  std::uint64_t orders = lost_ ? 0 : 1;
  for (std::size_t nth = passed_.size(); nth-- > 0;) {
    Place& place = places_[static_cast<std::size_t>(passed_[nth].place)];
    if (orders != 0) {
      place.orders[passed_[nth].answer] = orders;
      place.seen[passed_[nth].answer] = 1;
    }
    orders = sum_of(place.orders);
  }
}

// The question that is asked now.
UniformWalk::Place& UniformWalk::enter(std::uint32_t arity) {
  if (here_ == kNone) {
    here_ = static_cast<std::int32_t>(places_.size());
    if (!passed_.empty()) {
      const Passed& before = passed_.back();
      places_[static_cast<std::size_t>(before.place)].next[before.answer] = here_;
    }
    places_.push_back({std::vector<std::uint64_t>(arity, 1),
                       std::vector<std::int32_t>(arity, kNone),
                       std::vector<std::uint8_t>(arity, 0)});
    answers_ += arity;
  }
  return places_[static_cast<std::size_t>(here_)];
}

void UniformWalk::pass(std::uint32_t answer) {
  passed_.push_back({here_, answer});
  here_ = places_[static_cast<std::size_t>(here_)].next[answer];
  lost_ = here_ == kNone && answers_ >= kAnswersMax;
}

std::uint64_t UniformWalk::left_of(Key actor) {
  const std::uint64_t usual = usual_[actor];
  const std::uint64_t taken = taken_[actor];
  return usual > taken ? usual - taken : 1;
}

// In how many orders the steps that are left can follow, if `first` is next, as if nobody blocked:
// their multinomial coefficient.
std::uint64_t UniformWalk::estimate(const ChoicePoint& point, std::uint32_t first) {
  __extension__ using Wide = unsigned __int128;
  Wide orders = 1;
  std::uint64_t all = 0;
  for (std::uint32_t index = 0; index < point.arity; ++index) {
    const std::uint64_t left = left_of(point.alternatives[index].actor) - (index == first ? 1 : 0);
    for (std::uint64_t step = 1; step <= left; ++step) {
      orders = orders * ++all / step;
      if (orders >= kMany) return kMany;
    }
  }
  return static_cast<std::uint64_t>(orders);
}

std::uint32_t UniformWalk::pick_by(const std::vector<std::uint64_t>& weights) {
  std::uint64_t total = 0;
  for (const std::uint64_t weight : weights) total += weight;
  std::uint64_t at = bounded(draw(), total);
  for (std::uint32_t index = 0; index < weights.size(); ++index) {
    if (at < weights[index]) return index;
    at -= weights[index];
  }
  return 0;
}

std::uint32_t UniformWalk::pick(const ChoicePoint& point) {
  if (!lost_) {
    Place& place = enter(point.arity);
    for (std::uint32_t index = 0; index < point.arity; ++index) {
      if (place.seen[index] == 0) place.orders[index] = estimate(point, index);
    }
    if (sum_of(place.orders) < kMany) {
      const std::uint32_t answer = pick_by(place.orders);
      pass(answer);
      return answer;
    }
  }
  std::vector<std::uint64_t> weights;
  for (const Alternative& alternative : point.alternatives) {
    weights.push_back(left_of(alternative.actor));
  }
  const std::uint32_t answer = pick_by(weights);
  if (!lost_) pass(answer);
  return answer;
}

}  // namespace hindcast
