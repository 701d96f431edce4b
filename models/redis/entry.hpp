// Entry: what a Redis server keeps under a key, a value of one of five types and when it ends.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <variant>

#include "hindcast/models/redis/box.hpp"
#include "hindcast/models/redis/key_table.hpp"
#include "hindcast/models/redis/sorted_set.hpp"

namespace hindcast::redis {

using List = std::deque<std::string>;
using Hash = std::map<std::string, std::string, std::less<>>;
using Set = std::set<std::string, std::less<>>;

struct Entry {
  static constexpr std::int64_t kNoExpiry = -1;

  // All but strings are boxed: most values of a cache are strings, and entries move often.
  std::variant<std::string, Box<List>, Box<Hash>, Box<Set>, Box<SortedSet>> value{};
  std::int64_t expires = kNoExpiry;  // wall-clock ms; alive through this instant
  // For eviction: what it was last counted with, and when or how often it was used, as the 24 bits
  // of robj.lru say it.
  std::uint32_t bytes = 0;
  std::uint32_t used = 0;
};

using EntryTable = KeyTable<Entry>;

// Returns whether the entry is past its time.
inline bool is_expired(const Entry& entry, std::int64_t wall_ms) {
  return entry.expires != Entry::kNoExpiry && wall_ms > entry.expires;
}

}  // namespace hindcast::redis
