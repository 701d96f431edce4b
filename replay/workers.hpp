// Workers: the one place with threads. They hand out the indices 0, 1, ... in order; each piece of
// work writes to a place of its own, so any number of threads gives the same results.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>

namespace hindcast {

// Set from outside (Ctrl-C), even from a signal handler.
using StopFlag = std::atomic<bool>;

struct WorkOptions {
  std::uint32_t jobs = 1;
  // Called after each piece of work, from one thread at a time, with pieces done and pieces in all.
  std::function<void(std::size_t done, std::size_t total)> progress{};
  // Once it is set, no new piece begins; those that have begun are finished.
  const StopFlag* stop = nullptr;
};

// Lets one thread at a time do something, where pieces of work share a place after all.
class OneAtATime {
 public:
  void run(const std::function<void()>& what) {
    const std::lock_guard lock(mutex_);
    what();
  }

 private:
  std::mutex mutex_;
};

// Calls work(0), work(1), ..., work(count - 1), each at most once, on `jobs` threads. When some
// throw, no new piece begins and the exception of the lowest index is thrown again here.
void work_in_parallel(std::size_t count, const WorkOptions& options,
                      const std::function<void(std::size_t index)>& work);

}  // namespace hindcast
