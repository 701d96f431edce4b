#include "hindcast/replay/workers.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace hindcast {
namespace {

class WorkList {
 public:
  WorkList(std::size_t count, const WorkOptions& options,
           const std::function<void(std::size_t)>& work)
      : count_(count), options_(options), work_(work) {}

  void run() {
    while (!stopped()) {
      const std::size_t index = next_.fetch_add(1);
      if (index >= count_) return;
      try {
        work_(index);
      } catch (...) {
        return fail(index);
      }
      report();
    }
  }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  bool stopped() const {
    return failed_.load() || (options_.stop != nullptr && options_.stop->load());
  }

  // Indices begin in order, so the lowest one that fails has always begun: the exception that is
  // kept does not depend on the number of threads.
  void fail(std::size_t index) {
    const std::lock_guard lock(mutex_);
    if (!failure_ || index < failed_index_) {
      failure_ = std::current_exception();
      failed_index_ = index;
    }
    failed_ = true;
  }

  void report() {
    const std::lock_guard lock(mutex_);
    ++done_;
    if (options_.progress) options_.progress(done_, count_);
  }

  std::size_t count_;
  const WorkOptions& options_;
  const std::function<void(std::size_t)>& work_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::size_t failed_index_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

void work_in_parallel(std::size_t count, const WorkOptions& options,
                      const std::function<void(std::size_t)>& work) {
  WorkList list(count, options, work);
  const std::size_t jobs = std::min<std::size_t>(std::max<std::uint32_t>(options.jobs, 1), count);
  std::vector<std::thread> threads;
  for (std::size_t helper = 1; helper < jobs; ++helper) {
    threads.emplace_back([&list] { list.run(); });
  }
  list.run();
  for (std::thread& thread : threads) thread.join();
  list.rethrow();
}

}  // namespace hindcast
