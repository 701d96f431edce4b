#include "hindcast/scenarios/cli/seed_options.hpp"

#include <algorithm>
#include <thread>

#include "hindcast/scenarios/cli/interrupt.hpp"
#include "hindcast/scenarios/cli/progress.hpp"

namespace hindcast {

void SeedOptions::declare(CLI::App& verb, const std::string& about_seeds) {
  verb.add_option("--seeds", seeds, about_seeds)
      ->check(CLI::Range(1U, 10'000'000U))
      ->capture_default_str();
  verb.add_option("--seed", first_seed, "The first seed")->capture_default_str();
  verb.add_option("--jobs", jobs, "Threads; the result is the same for any number")
      ->check(CLI::Range(1U, 1024U));
}

std::uint32_t SeedOptions::threads() const {
  return jobs == 0 ? std::max(1U, std::thread::hardware_concurrency()) : jobs;
}

CampaignOptions SeedOptions::campaign() const {
  CampaignOptions options;
  options.first_seed = first_seed;
  options.seeds = seeds;
  options.jobs = threads();
  options.interrupted = &watch_interrupts();
  return options;
}

CampaignResult SeedOptions::run(const std::vector<const Scenario*>& scenarios,
                                const std::string& what) const {
  Progress progress(what);
  CampaignOptions options = campaign();
  options.progress = [&progress](std::size_t done, std::size_t total) {
    progress.show(done, total);
  };
  return run_campaign(scenarios, options);
}

}  // namespace hindcast
