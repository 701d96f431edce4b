// The seven workloads that every kernel does, ours and its peers': their sizes, and the streams of
// random numbers that make all of them compute the same.
#pragma once

#include <cmath>
#include <cstdint>

namespace hindcast::bench {

// SplitMix64 (Steele, Lea, Flood 2014).
class Stream {
 public:
  explicit Stream(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t mixed = (state_ += 0x9e3779b97f4a7c15ULL);
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31);
  }
  // An exponential variate in nanoseconds, where `rate` is per second, by inversion.
  std::int64_t exponential(double rate) {
    const double unit = static_cast<double>((next() >> 11) + 1) * 0x1p-53;
    return std::llround(-std::log(unit) / rate * 1e9);
  }
  // A delay of 1 to 1000 units.
  std::int64_t delay() { return static_cast<std::int64_t>(1 + next() % 1000); }

 private:
  std::uint64_t state_;
};

// How much of each work is done: all of it, or one part in `divisor`.
struct Size {
  std::uint64_t divisor = 1;

  std::uint64_t part(std::uint64_t whole) const { return whole > divisor ? whole / divisor : 1; }
  std::uint64_t sleeps() const { return part(5'000'000); }  // timer1
  std::uint64_t sleeps_each() const { return part(500); }   // timer10k
  std::uint64_t rounds() const { return part(1'000'000); }  // pingpong, two messages each
  std::uint64_t hops() const { return part(1'000'000); }    // ring
  std::uint64_t customers() const { return part(1'000'000); }
  std::uint64_t batches() const { return part(1'000); }  // spawn, of kBatch each
};

inline constexpr std::uint64_t kSleepers = 10'000;
inline constexpr std::uint64_t kActors = 10'000;
inline constexpr std::uint64_t kBatch = 1'000;
inline constexpr std::uint64_t kCustomersSeed = 42;
inline constexpr double kServiceRate = 1.0;

// One server at load .8, and four at 3.2.
struct Queueing {
  double rate;
  std::uint32_t servers;
  double mean_wait;  // seconds, of a million customers
};
inline constexpr Queueing kOneServer{0.8, 1, 3.95056084};
inline constexpr Queueing kFourServers{3.2, 4, 0.734420715};

}  // namespace hindcast::bench
