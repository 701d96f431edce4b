// Memory: what the data of a Redis server takes, and who goes when it is more than `maxmemory`.
//
// Sizes follow jemalloc's size classes and Redis' own structures (redis-server 7.0.15 on Debian 12:
// the 80 bytes of a small string and its key are exact); of large collections the first members
// stand for all, as in MEMORY USAGE. Eviction samples as Redis does: a few keys, the best into a
// pool of 16.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/models/redis/entry.hpp"

namespace hindcast::redis {

enum class EvictionPolicy : std::uint8_t {
  noeviction,
  allkeys_lru,
  allkeys_lfu,
  allkeys_random,
  volatile_lru,
  volatile_lfu,
  volatile_random,
  volatile_ttl,
};

struct MemoryLimit {
  std::uint64_t bytes_max = 0;  // maxmemory; 0 is none
  EvictionPolicy policy = EvictionPolicy::noeviction;
  std::uint64_t samples = 5;  // maxmemory-samples
};

// What a key and its value take, with their place in the dictionary.
std::uint64_t bytes_of(const EntryTable::Slot& slot);

class Memory {
 public:
  using Draw = std::function<std::uint64_t()>;

  const MemoryLimit& limit() const { return limit_; }
  bool limited() const { return limit_.bytes_max != 0; }
  // Another limit; sizes of what is there are taken anew.
  void set_limit(const MemoryLimit& limit, EntryTable& table);
  // Where random samples come from; without it, from a fixed stream.
  void draw_by(Draw draw) { draw_ = std::move(draw); }

  // All that the server takes: its own, the dictionaries' and the entries'.
  std::uint64_t used(const EntryTable& table) const;

  // An entry was read or written at that time.
  void touch(Entry& entry, std::int64_t wall_ms);
  // An entry is about to go, or to be emptied.
  void forget(const Entry& entry) { entries_ -= entry.bytes; }
  // An entry has, or will have when the command is over, another size.
  void resize(std::string_view key) {
    if (limited()) resized_.emplace_back(key);
  }
  // A command is over: takes the sizes of what it resized.
  void settle(EntryTable& table);

  // Returns the key that goes next, or nothing if none may go.
  std::optional<std::string> victim(const EntryTable& table, std::int64_t wall_ms);

 private:
  struct Candidate {
    std::string key;
    std::uint64_t idle;
  };

  std::uint64_t draw_below(std::uint64_t bound);
  // A slot that the policy may take, at random; its number, or size() if there is none.
  std::size_t random_slot(const EntryTable& table);
  bool may_take(const Entry& entry) const;
  bool counts_uses() const;
  std::uint64_t idle(const Entry& entry, std::int64_t wall_ms) const;
  void sample(const EntryTable& table, std::int64_t wall_ms);

  MemoryLimit limit_;
  std::uint64_t entries_ = 0;  // bytes of all entries, as they were last taken
  std::vector<std::string> resized_;
  std::vector<Candidate> pool_;  // the best last
  Draw draw_;
  std::uint64_t drawn_ = 0;
};

}  // namespace hindcast::redis
