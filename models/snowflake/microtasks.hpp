// Microtasks: the promise jobs of one JavaScript event loop, first in, first out. Libraries that
// are written with promises do their work some jobs later, and within one instant that decides
// who is served: a `then` runs one job after its promise settles, one that returns a promise three
// jobs after that (ECMA-262 2023, 27.2.5.4 and 27.2.2.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "hindcast/sim/check.hpp"

namespace hindcast {

class Microtasks {
 public:
  // Runs `task` after `jobs` jobs: each of them goes to the end of the queue. REQUIRES: jobs > 0.
  void after(std::uint32_t jobs, std::function<void()> task) {
    HINDCAST_CHECK(jobs > 0);
    queue_.push_back({jobs, std::move(task)});
  }

  // Runs jobs until none is left, as the event loop does after each callback. Called by a job, it
  // does nothing: the loop is at it.
  void run() {
    if (running_) return;
    running_ = true;
    for (std::size_t next = 0; next < queue_.size(); ++next) {
      Task task = std::move(queue_[next]);
      if (--task.jobs > 0) {
        queue_.push_back(std::move(task));
      } else {
        task.run();
      }
    }
    queue_.clear();
    running_ = false;
  }

 private:
  struct Task {
    std::uint32_t jobs;
    std::function<void()> run;
  };

  std::vector<Task> queue_;
  bool running_ = false;
};

}  // namespace hindcast
