// What a run leaves behind: typed events, one chain of hashes per fiber, and the digest. The digest
// is always on; the events themselves are kept only when a run is asked to keep them.
#pragma once

#include <cstdint>
#include <string_view>

#include "hindcast/sim/key.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// The kind of an event: the hash of its registered name, never an enumerator's value, so that
// adding kinds changes no digest.
class EventKind {
 public:
  template <std::size_t Size>
  consteval explicit EventKind(const char (&name)[Size])
      : name_(name), code_(static_cast<std::uint32_t>(hash_text({name, Size - 1}))) {}

  constexpr std::uint32_t code() const { return code_; }
  constexpr std::string_view name() const { return name_; }

 private:
  const char* name_;
  std::uint32_t code_;
};

// 32 bytes, written little-endian in this order: i64 time, u32 kind, u32 argument, u64 a, u64 b.
struct TraceEvent {
  std::int64_t time = 0;
  std::uint32_t kind = 0;
  std::uint32_t argument = 0;
  std::uint64_t a = 0;
  std::uint64_t b = 0;

  friend bool operator==(const TraceEvent&, const TraceEvent&) = default;
};

// An event as kept for `--trace` and for comparing two runs: what happened, to whom.
struct TraceRecord {
  TraceEvent event;
  Key actor;
  const char* name = "";
};

// Returns the chain after one more event: two multiplies.
constexpr std::uint64_t extend_chain(std::uint64_t chain, const TraceEvent& event) {
  const std::uint64_t what =
      static_cast<std::uint64_t>(event.kind) | static_cast<std::uint64_t>(event.argument) << 32;
  const std::uint64_t half = fold_multiply(chain ^ event.a ^ kMixFirst,
                                           static_cast<std::uint64_t>(event.time) ^ kMixSecond);
  return fold_multiply(half ^ event.b ^ kMixThird, what ^ kMixFirst ^ chain);
}

// The class of a run: a sum over (path, chain) of all its actors. A sum of mixed pairs does not
// depend on the order in which actors end, so nothing is sorted and ended fibers cost no memory.
class ClassHash {
 public:
  constexpr void add(Key path, std::uint64_t chain) { sum_ += mix(path.value ^ kMixThird, chain); }
  constexpr std::uint64_t value() const { return sum_; }

 private:
  std::uint64_t sum_ = 0;
};

}  // namespace hindcast
