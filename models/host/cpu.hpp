// Cpu: the cores of a host, shared by weight among all threads that want to compute: the fluid
// limit of Linux's fair scheduler. Nobody gets more than one core; what the heavy cannot use goes
// to the others (water filling), so one thread on two cores does not notice one spinner.
//
// The arithmetic is in integers: what is left of a piece of work is counted in 2^-20 ns, a change
// of the shares rounds by less than that, and ends are whole nanoseconds. Time slices (a few ms)
// are not modelled: a thread is late by its share, never by its place in a queue.
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/sim/key.hpp"
#include "hindcast/sim/ratio.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

class Node;

class Cpu {
 public:
  static constexpr std::uint32_t kCoresMax = 1'024;
  static constexpr std::uint32_t kSpinnersMax = 1'000'000;

  // REQUIRES: 1 <= cores <= kCoresMax.
  explicit Cpu(std::uint32_t cores);
  Cpu(const Cpu&) = delete;
  Cpu& operator=(const Cpu&) = delete;

  // Suspends the calling fiber, which is a thread, until it has had `time` of a core.
  void work(Duration time, std::int64_t niceness = 0);

  // From now on so many threads compute without an end (`yes > /dev/null`), instead of those
  // before; 0: none.
  void spin(std::uint32_t threads, std::int64_t niceness = 0);

  // How many threads want a core now, spinners included.
  std::uint64_t runnable() const { return threads_.size() + spinners_; }
  // What share of a core one more thread of that niceness would get now.
  Ratio share_of(std::int64_t niceness) const;
  std::uint32_t cores() const { return cores_; }

 private:
  __extension__ using Wide = unsigned __int128;
  class Thread;

  // What a unit of weight gets once all who can use no more than a core have one each: `cores`
  // shared by `weights`. No weights: everybody has a core.
  struct Level {
    std::uint64_t cores = 1;
    std::uint64_t weights = 0;

    bool gives_a_core(std::uint64_t weight) const { return weight * cores >= weights; }
  };

  Level level_with(std::uint64_t weight) const;
  void settle();
  // Has the thread that will be done first wait no longer than that.
  void wake_first();
  Instant end_of(const Thread& thread) const;
  Thread* first() const;
  void leave(Thread& thread);

  Key key_;
  std::uint32_t cores_;
  std::vector<Thread*> threads_;  // in the order in which they came
  std::uint32_t spinners_ = 0;
  std::uint64_t spinner_weight_ = 0;
  Level level_;
  Instant settled_;
  std::uint64_t departures_ = 0;
};

}  // namespace hindcast
