#include "hindcast/models/redis/sorted_set.hpp"

#include <algorithm>

#include "hindcast/sim/check.hpp"

namespace hindcast::redis {
namespace {

constexpr std::size_t kSmallMembersMax = 128;  // zset-max-listpack-entries
constexpr std::size_t kSmallBytesMax = 64;     // zset-max-listpack-value

bool before(const SortedSet::Member& left, const SortedSet::Member& right) {
  if (left.second < right.second) return true;
  return left.second == right.second && left.first < right.first;
}

}  // namespace

SortedSet::SortedSet(const SortedSet& other) : members_(other.members_), small_(other.small_) {
  order_.reserve(members_.size());
  for (auto place = members_.cbegin(); place != members_.cend(); ++place) order_.push_back(place);
  std::sort(order_.begin(), order_.end(),
            [](const auto& left, const auto& right) { return before(*left, *right); });
}

SortedSet& SortedSet::operator=(const SortedSet& other) {
  if (this != &other) {
    SortedSet copy(other);
    members_.swap(copy.members_);
    order_.swap(copy.order_);
    small_ = copy.small_;
  }
  return *this;
}

SortedSet::Order::const_iterator SortedSet::place_of(const Member& member) const {
  return std::lower_bound(
      order_.begin(), order_.end(), member,
      [](const auto& place, const Member& wanted) { return before(*place, wanted); });
}

std::optional<Binary64> SortedSet::score(std::string_view member) const {
  const auto found = members_.find(member);
  return found == members_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::size_t> SortedSet::rank(std::string_view member) const {
  const auto found = members_.find(member);
  if (found == members_.end()) return std::nullopt;
  return static_cast<std::size_t>(place_of(*found) - order_.begin());
}

void SortedSet::set(std::string_view member, Binary64 score) {
  HINDCAST_CHECK(!score.is_nan());
  auto found = members_.find(member);
  const bool added = found == members_.end();
  if (added && (size() + 1 > kSmallMembersMax || member.size() > kSmallBytesMax)) small_ = false;
  if (small_ && score == Binary64()) score = Binary64();
  if (added) {
    found = members_.emplace(std::string(member), score).first;
  } else {
    order_.erase(place_of(*found));
    found->second = score;
  }
  order_.insert(place_of(*found), found);
}

bool SortedSet::erase(std::string_view member) {
  const auto found = members_.find(member);
  if (found == members_.end()) return false;
  order_.erase(place_of(*found));
  members_.erase(found);
  return true;
}

void SortedSet::erase_ranks(std::size_t begin, std::size_t end) {
  HINDCAST_CHECK(begin <= end && end <= order_.size());
  const auto first = order_.begin() + static_cast<std::ptrdiff_t>(begin);
  const auto last = order_.begin() + static_cast<std::ptrdiff_t>(end);
  for (auto place = first; place != last; ++place) members_.erase(*place);
  order_.erase(first, last);
}

}  // namespace hindcast::redis
