// bytes_of: the sizes of redis-server 7.0.15's structures in jemalloc 5.3.0's size classes.
#include <algorithm>
#include <bit>

#include "hindcast/models/redis/command.hpp"
#include "hindcast/models/redis/memory.hpp"

namespace hindcast::redis {
namespace {

constexpr std::uint64_t kObject = 16;     // robj
constexpr std::uint64_t kPlace = 32;      // dictEntry of 24 bytes
constexpr std::size_t kEmbeddedMax = 44;  // bytes of a string inside its robj
constexpr std::size_t kPackedMax = 128;   // hash-max-listpack-entries, zset-max-listpack-entries
constexpr std::size_t kPackedBytesMax = 64;
constexpr std::size_t kSampled = 16;

// The smallest class of jemalloc that holds so many bytes: four for each doubling.
std::uint64_t allocated(std::uint64_t bytes) {
  if (bytes <= 8) return 8;
  if (bytes <= 128) return (bytes + 15) / 16 * 16;
  const std::uint64_t step = std::bit_ceil(bytes) / 8;
  return (bytes + step - 1) / step * step;
}

// A string of its own: a header by its length, and a NUL.
std::uint64_t text_bytes(std::size_t size) {
  const std::uint64_t header = size < 32 ? 1 : size < 256 ? 3 : size < 65'536 ? 5 : 9;
  return allocated(header + size + 1);
}

std::uint64_t string_bytes(const std::string& value) {
  if (value.size() <= 20 && read_integer(value)) return kObject;
  if (value.size() <= kEmbeddedMax) return allocated(kObject + 3 + value.size() + 1);
  return kObject + allocated((value.size() < 256 ? 3U : 5U) + value.size() + 1);
}

// An element of a listpack, with its length at both ends.
std::uint64_t packed_bytes(std::size_t size) {
  const std::uint64_t head = size < 64 ? 1 : size < 4'096 ? 2 : 5;
  return head + size + (size < 127 ? 1 : size < 16'382 ? 2 : 3);
}

std::uint64_t table_bytes(std::size_t count) {
  return allocated(8 * std::bit_ceil(std::max<std::uint64_t>(count, 4)));
}

// What the members take in all, if the first few are like the others.
template <class Container, class Size>
std::uint64_t sum(const Container& members, Size size) {
  std::uint64_t total = 0;
  std::size_t seen = 0;
  for (auto member = members.begin(); member != members.end() && seen < kSampled; ++member) {
    total += size(*member);
    ++seen;
  }
  return seen == 0 ? 0 : total * members.size() / seen;
}

std::uint64_t list_bytes(const List& list) {
  const std::uint64_t packed =
      7 + sum(list, [](const std::string& item) { return packed_bytes(item.size()); });
  const std::uint64_t nodes = packed / 8'192 + 1;  // list-max-listpack-size -2
  return kObject + 48 + nodes * (32 + allocated(packed / nodes + 16));
}

std::uint64_t hash_bytes(const Hash& hash) {
  const bool packed =
      hash.size() <= kPackedMax && std::all_of(hash.begin(), hash.end(), [](const auto& field) {
        return std::max(field.first.size(), field.second.size()) <= kPackedBytesMax;
      });
  if (packed) {
    return kObject + allocated(7 + sum(hash, [](const auto& field) {
                                 return packed_bytes(field.first.size()) +
                                        packed_bytes(field.second.size());
                               }));
  }
  return kObject + 64 + table_bytes(hash.size()) + sum(hash, [](const auto& field) {
           return kPlace + text_bytes(field.first.size()) + text_bytes(field.second.size());
         });
}

std::uint64_t set_bytes(const Set& set) {
  return kObject + 64 + table_bytes(set.size()) +
         sum(set, [](const std::string& member) { return kPlace + text_bytes(member.size()); });
}

std::uint64_t sorted_set_bytes(const SortedSet& set) {
  constexpr std::uint64_t kScore = 6;
  std::uint64_t packed = 0;
  std::uint64_t loose = 0;
  const std::size_t seen = std::min(set.size(), kSampled);
  for (std::size_t rank = 0; rank < seen; ++rank) {
    const std::size_t size = set.at(rank).first.size();
    packed += packed_bytes(size) + kScore;
    loose += kPlace + 48 + text_bytes(size);  // in the dictionary and in the skip list
  }
  if (seen == 0) return kObject;
  if (set.size() <= kPackedMax) return kObject + allocated(7 + packed * set.size() / seen);
  return kObject + 16 + 64 + table_bytes(set.size()) + loose * set.size() / seen;
}

}  // namespace

std::uint64_t bytes_of(const EntryTable::Slot& slot) {
  struct Sizes {
    std::uint64_t operator()(const std::string& value) const { return string_bytes(value); }
    std::uint64_t operator()(const Box<List>& list) const { return list_bytes(*list); }
    std::uint64_t operator()(const Box<Hash>& hash) const { return hash_bytes(*hash); }
    std::uint64_t operator()(const Box<Set>& set) const { return set_bytes(*set); }
    std::uint64_t operator()(const Box<SortedSet>& set) const { return sorted_set_bytes(*set); }
  };
  const std::uint64_t expiry = slot.value.expires == Entry::kNoExpiry ? 0 : kPlace + 8;
  return kPlace + text_bytes(slot.key.size()) + expiry + std::visit(Sizes{}, slot.value.value);
}

}  // namespace hindcast::redis
