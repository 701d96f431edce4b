#include "hindcast/scenarios/cli/search_budget.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "hindcast/replay/explore/pack.hpp"
#include "hindcast/replay/explore/search_file.hpp"
#include "hindcast/scenarios/cli/interrupt.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

// What the file holds is written by hindcast, and its sum is right: only malice gets here.
[[noreturn]] void refuse(const std::string& file) {
  throw InputError({file}, "the search is damaged", "begin it anew without --resume");
}

}  // namespace

void SearchBudget::declare(CLI::App& verb) {
  verb.add_option("--executions", executions_, "The budget; what it cuts off is inconclusive")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000'000}))
      ->capture_default_str();
  verb.add_option("--budget", budget_,
                  "A budget of time on the clock on the wall, as 90s or 10min");
  verb.add_option("--workers", workers_,
                  "Threads; the result is the same for any number (default: one a processor)")
      ->check(CLI::Range(1U, 1024U));
  verb.add_option("--resume", resume_, "Go on where a search ended whose budget was spent");
  verb.add_option("--save", save_, "The file for what the budget leaves (default: named after it)");
}

void SearchBudget::begin(ExploreOptions& options, Survey& survey,
                         const std::vector<std::string>& of) {
  if (!save_.empty()) refuse_foreign_file(save_, {"hindcast search ", "is no search of hindcast"});
  options.executions_max = executions_;
  options.workers = workers_ == 0 ? std::max(1U, std::thread::hardware_concurrency()) : workers_;
  options.keeps_rest = true;
  if (!budget_.empty()) {
    const Duration budget = parse_duration(budget_).value_or_throw({"--budget", 0, 0});
    deadline_ = Clock::now() + std::chrono::nanoseconds(budget.count());
  }
  interrupted_ = &watch_interrupts();
  options.stops = [this] {
    if (deadline_ && Clock::now() >= *deadline_) late_ = true;
    return late_ || interrupted_->load();
  };
  options.progress = [this](const ExploreProgress& progress) {
    constexpr std::size_t kParts = 1000;
    progress_.show(static_cast<std::size_t>(progress.explored * kParts), kParts);
  };
  if (resume_.empty()) return;
  if (options.fingerprints) {
    throw InputError({"--resume", 0, 0}, "a search over states is not kept",
                     "leave --resume or --fingerprints out");
  }
  SearchFile search = read_search(resume_, of);
  try {
    Pack pack(search.survey);
    survey.pack(pack);
    pack.finish();
  } catch (const PackError&) {
    refuse(resume_);
  }
  options.resume_from = std::move(search.rest);
}

std::string SearchBudget::ended_by() const {
  if (interrupted()) return "an interruption";
  if (late_) return fmt::format("the budget of {} (--budget)", budget_);
  return fmt::format("the budget of {} executions (--executions)", human(executions_));
}

std::string SearchBudget::keep(const ExploreResult& result, Survey& survey,
                               const std::vector<std::string>& of, const std::string& name) const {
  if (result.rest.empty()) return "";
  const std::string file = save_.empty() ? name : save_;
  Pack pack;
  survey.pack(pack);
  write_file(file, search_text({of, pack.text(), result.rest}));
  note("wrote " + file);
  return file;
}

}  // namespace hindcast
