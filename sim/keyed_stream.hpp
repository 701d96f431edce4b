// keyed_draw(key, nth): the random numbers of a run. A stream is nothing but its 64-bit key, and
// its n-th draw is a hash of key and n: no state, no order, so one request keeps its draws when
// others are added, removed or overtaken. Revision hc1: a changed bit here changes every token.
//
// The mixing is the final step of wyhash and rapidhash (public domain, Wang Yi; Nicolas De Carli):
// two folded multiplications, the first of them guarded so that no factor of zero can blind it.
// Streams of neighbouring keys, of keys that differ in one bit and of keys at multiples of one odd
// constant are independent as far as tests/sim/keyed_stream_test.cpp can tell.
#pragma once

#include <cstdint>

#include "hindcast/sim/fixed_point.hpp"

namespace hindcast {

// The constants that tell one use of the mixing from another.
struct MixConstants {
  std::uint64_t left;
  std::uint64_t right;
  std::uint64_t middle;
};

// Returns a hash of the ordered pair (left, right). About 1 ns.
constexpr std::uint64_t mixed_pair(std::uint64_t left, std::uint64_t right,
                                   const MixConstants& constants) {
  left ^= constants.left;
  right ^= constants.right;
  const Uint128 first = Uint128{left} * right;
  left ^= static_cast<std::uint64_t>(first);
  right ^= static_cast<std::uint64_t>(first >> 64);
  const Uint128 second = Uint128{left ^ constants.middle} * (right ^ constants.left);
  return static_cast<std::uint64_t>(second) ^ static_cast<std::uint64_t>(second >> 64);
}

// Returns draw number `nth` of the stream: 64 uniform bits.
constexpr std::uint64_t keyed_draw(std::uint64_t stream_key, std::uint64_t nth) {
  return mixed_pair(stream_key, nth,
                    {0x2d358dccaa6c78a5ULL, 0x8bb84b93962eacc9ULL, 0x4b33a62ed433d4a3ULL});
}

// Returns the key of the stream that belongs to this seed, component path, label and subject. Each
// place counts: the same numbers in another order name another stream.
constexpr std::uint64_t keyed_key(std::uint64_t seed, std::uint64_t component, std::uint64_t label,
                                  std::uint64_t subject) {
  const std::uint64_t where = mixed_pair(
      seed, component, {0xc9e1f2a7d3b58461ULL, 0x9fb21c651e98df25ULL, 0xd6e8feb86659fd93ULL});
  const std::uint64_t what = mixed_pair(
      label, subject, {0xa0b428db1e98df2dULL, 0xe3779b97f4a7c165ULL, 0x94d049bb133111ebULL});
  return mixed_pair(where, what,
                    {0xbf58476d1ce4e5b9ULL, 0xd1b54a32d192ed03ULL, 0x8cb92ba72f3d8dd7ULL});
}

// Maps 64 uniform bits to [0, n) by multiplication. Each value's probability differs from 1/n by
// less than 2^-64, so by at most the share n/2^64 of itself. REQUIRES: n > 0 (0 gives 0).
constexpr std::uint64_t bounded(std::uint64_t random, std::uint64_t n) {
  return static_cast<std::uint64_t>(Uint128{random} * n >> 64);
}

// A stream with its counter, for one subject.
class KeyedStream {
 public:
  constexpr explicit KeyedStream(std::uint64_t key) : key_(key) {}

  // Returns the next draw: keyed_draw(key(), drawn()), counted from 0.
  constexpr std::uint64_t next() { return keyed_draw(key_, drawn_++); }
  constexpr std::uint64_t key() const { return key_; }
  constexpr std::uint64_t drawn() const { return drawn_; }

 private:
  std::uint64_t key_;
  std::uint64_t drawn_ = 0;
};

}  // namespace hindcast
