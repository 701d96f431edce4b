// SortedSet: members with a score each, in the order of scores and then of the members' bytes, as
// redis-server 7.0.15 keeps them. -0 and 0 are one score in the order. A small set (a listpack of
// at most 128 members of at most 64 bytes, until it once has more) keeps whole scores as integers,
// so -0 becomes 0 in it.
//
// Members live in a map; `order` is a sorted vector of places in it: ranks are positions, and an
// insertion moves 8 bytes for each member behind it.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/models/resilience/binary64.hpp"

namespace hindcast::redis {

class SortedSet {
 public:
  using Members = std::map<std::string, Binary64, std::less<>>;
  using Member = Members::value_type;

  SortedSet() = default;
  SortedSet(const SortedSet& other);
  SortedSet(SortedSet&& other) noexcept = default;
  SortedSet& operator=(const SortedSet& other);
  SortedSet& operator=(SortedSet&& other) noexcept = default;
  ~SortedSet() = default;

  std::size_t size() const { return order_.size(); }
  bool empty() const { return order_.empty(); }
  std::optional<Binary64> score(std::string_view member) const;
  // Position in the order, from 0.
  std::optional<std::size_t> rank(std::string_view member) const;
  // REQUIRES: rank < size().
  const Member& at(std::size_t rank) const { return *order_[rank]; }

  // Adds the member or gives it another score. REQUIRES: a number.
  void set(std::string_view member, Binary64 score);
  // Returns false if there was none.
  bool erase(std::string_view member);
  // Erases the members with ranks in [begin, end). REQUIRES: begin <= end <= size().
  void erase_ranks(std::size_t begin, std::size_t end);

 private:
  using Order = std::vector<Members::const_iterator>;

  Order::const_iterator place_of(const Member& member) const;

  Members members_;
  bool small_ = true;
  Order order_;
};

}  // namespace hindcast::redis
