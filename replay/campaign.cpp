#include "hindcast/replay/campaign.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "hindcast/replay/choosers.hpp"

namespace hindcast {
namespace {

// The work of a campaign, handed out run by run to the threads that ask for it.
class WorkList {
 public:
  WorkList(const std::vector<const Scenario*>& scenarios, const CampaignOptions& options)
      : scenarios_(scenarios), options_(options), results_(scenarios.size() * options.seeds) {}

  void work() {
    for (;;) {
      const std::size_t index = next_.fetch_add(1);
      if (index >= results_.size() || stopped()) return;
      try {
        results_[index] = run(index);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        failed_ = true;
        return;
      }
      report();
    }
  }

  CampaignResult collect() {
    if (failure_) std::rethrow_exception(failure_);
    CampaignResult result;
    for (std::size_t scenario = 0; scenario < scenarios_.size(); ++scenario) {
      ScenarioRuns runs{scenarios_[scenario], {}, options_.seeds};
      for (std::size_t seed = 0; seed < options_.seeds; ++seed) {
        auto& run = results_[scenario * options_.seeds + seed];
        if (run) runs.runs.push_back(std::move(*run));
      }
      result.interrupted = result.interrupted || !runs.complete();
      result.scenarios.push_back(std::move(runs));
    }
    return result;
  }

 private:
  bool stopped() const {
    return failed_ || (options_.interrupted != nullptr && options_.interrupted->load());
  }

  Run run(std::size_t index) const {
    const std::uint64_t seed = options_.first_seed + index % options_.seeds;
    return run_seed(*scenarios_[index / options_.seeds], Base::random,
                    {.seed = seed, .limits = options_.limits});
  }

  void report() {
    const std::lock_guard lock(mutex_);
    ++done_;
    if (options_.progress) options_.progress(done_, results_.size());
  }

  const std::vector<const Scenario*>& scenarios_;
  const CampaignOptions& options_;
  std::vector<std::optional<Run>> results_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

const char* name_of(Base base) { return base == Base::random ? "random" : "quiet"; }

Run run_seed(const Scenario& scenario, Base base, const ExecuteOptions& options) {
  if (base == Base::quiet) {
    QuietChooser chooser;
    return execute(scenario, chooser, options);
  }
  RandomChooser chooser(options.seed);
  return execute(scenario, chooser, options);
}

CampaignResult run_campaign(const std::vector<const Scenario*>& scenarios,
                            const CampaignOptions& options) {
  WorkList list(scenarios, options);
  const std::uint32_t helpers = std::max<std::uint32_t>(options.jobs, 1) - 1;
  std::vector<std::thread> threads;
  threads.reserve(helpers);
  for (std::uint32_t helper = 0; helper < helpers; ++helper) {
    threads.emplace_back([&list] { list.work(); });
  }
  list.work();
  for (std::thread& thread : threads) thread.join();
  return list.collect();
}

}  // namespace hindcast
