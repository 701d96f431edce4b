// SearchBudget: how long `check` may search, on how many threads, and what becomes of the rest: a
// file from which the search goes on.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hindcast/replay/explore/explore.hpp"
#include "hindcast/replay/explore/survey.hpp"
#include "hindcast/replay/workers.hpp"
#include "hindcast/scenarios/cli/progress.hpp"

namespace hindcast {

class SearchBudget {
 public:
  // Adds --executions, --budget, --workers, --resume and --save.
  void declare(CLI::App& verb);

  // Sets in `options` what it decides, and reads the search that is to go on, which must be of
  // `of`. Both it and `survey` must outlive the exploration. Throws InputError.
  void begin(ExploreOptions& options, Survey& survey, const std::vector<std::string>& of);

  std::uint64_t executions() const { return executions_; }
  bool interrupted() const { return interrupted_ != nullptr && interrupted_->load(); }
  // What ended a search that is not complete: "the budget of 5 executions (--executions)".
  std::string ended_by() const;
  // Writes what is left of a search and returns the file's name: `name` unless --save gives
  // another. Empty if nothing is left. Throws OutputError.
  std::string keep(const ExploreResult& result, Survey& survey, const std::vector<std::string>& of,
                   const std::string& name) const;

 private:
  using Clock = std::chrono::steady_clock;

  std::uint64_t executions_ = 100'000;
  std::string budget_;
  std::uint32_t workers_ = 0;
  std::string resume_;
  std::string save_;
  std::optional<Clock::time_point> deadline_;
  std::atomic<bool> late_{false};
  const StopFlag* interrupted_ = nullptr;
  Progress progress_{"check"};
};

}  // namespace hindcast
