// The options of every command that runs many seeds: how many, which is the first, and on how many
// threads.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/replay/campaign.hpp"

namespace hindcast {

struct SeedOptions {
  std::uint32_t seeds = 100;
  std::uint64_t first_seed = 1;
  std::uint32_t jobs = 0;  // 0: as many as there are processors

  // Adds --seeds, --seed and --jobs.
  void declare(CLI::App& verb, const std::string& about_seeds);
  std::uint32_t threads() const;
  // A campaign that stops when the program is interrupted.
  CampaignOptions campaign() const;
  // Runs one, with its progress under the name `what`.
  CampaignResult run(const std::vector<const Scenario*>& scenarios, const std::string& what) const;
};

}  // namespace hindcast
