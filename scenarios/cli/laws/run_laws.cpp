#include "hindcast/scenarios/cli/laws/run_laws.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/scenarios/cli/interrupt.hpp"
#include "hindcast/scenarios/cli/laws/load_law.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/cli/progress.hpp"
#include "hindcast/sim/suggestion.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kAll = "laws";

bool is_law(const std::string& name) { return name == kAll || name.starts_with("laws/"); }

const LoadLaw& law_named(const std::string& name) {
  if (const LoadLaw* const law = find_law(name)) return *law;
  std::vector<std::string_view> names;
  for (const auto& law : load_laws()) names.push_back(law->info().name);
  throw InputError({"command line", 0, 0}, fmt::format("{} is no law", in_quotes(name)),
                   suggestion(name, names));
}

std::vector<const LoadLaw*> chosen_laws(const std::vector<std::string>& names) {
  std::vector<const LoadLaw*> chosen;
  const auto add = [&chosen](const LoadLaw& law) {
    if (std::find(chosen.begin(), chosen.end(), &law) == chosen.end()) chosen.push_back(&law);
  };
  for (const std::string& name : names) {
    if (name == kAll) {
      for (const auto& law : load_laws()) add(*law);
    } else {
      add(law_named(name));
    }
  }
  return chosen;
}

// Whose assignments they are, by the law that each path begins with.
std::vector<Assignment> assignments_of(const LoadLaw& law, const std::vector<Assignment>& all) {
  std::vector<Assignment> own;
  for (const Assignment& assignment : all) {
    if (assignment.path.starts_with(law.info().name + ".")) own.push_back(assignment);
  }
  return own;
}

std::vector<Assignment> parsed(const std::vector<std::string>& arguments,
                               const std::vector<const LoadLaw*>& laws) {
  std::vector<Assignment> all;
  for (const std::string& argument : arguments) {
    all.push_back(parse_assignment(argument).value_or_throw({"--set", 0, 0}));
    const bool known = std::any_of(laws.begin(), laws.end(), [&all](const LoadLaw* law) {
      return all.back().path.starts_with(law->info().name + ".");
    });
    if (known) continue;
    throw InputError(
        {"--set", 0, 0},
        fmt::format("{} belongs to none of the laws that are run", in_quotes(all.back().path)),
        fmt::format("begin it with {}.", laws.front()->info().name));
  }
  return all;
}

ExitCode conclude(const std::vector<LawTable>& tables, const StopFlag& interrupted) {
  std::size_t differ = 0;
  std::size_t wide = 0;
  std::size_t rows = 0;
  bool missing = false;
  for (const LawTable& table : tables) {
    differ += table.count(Agreement::differs);
    wide += table.count(Agreement::too_wide);
    rows += table.rows.size();
    missing = missing || table.interrupted;
  }
  if (missing && interrupted.load()) {
    note(fmt::format("exit {}: interrupted; the tables hold the rows that were finished",
                     static_cast<int>(interrupted_code())));
    return interrupted_code();
  }
  if (differ > 0) {
    note(fmt::format("exit 1: {} of {} rows differ from their law", differ, rows));
    return ExitCode::finding;
  }
  if (wide > 0) {
    note(fmt::format("exit 3: {} of {} rows have an interval too wide to judge", wide, rows));
    return ExitCode::inconclusive;
  }
  note(fmt::format("exit 0: no row of {} differs from its law", rows));
  return ExitCode::held;
}

}  // namespace

bool name_laws(const std::vector<std::string>& names) {
  const auto laws = std::count_if(names.begin(), names.end(), is_law);
  if (laws == 0) return false;
  if (static_cast<std::size_t>(laws) < names.size()) {
    throw InputError({"command line", 0, 0}, "laws and stories cannot share one report",
                     "run them one after the other");
  }
  return true;
}

ExitCode run_laws(const LawsOptions& options) {
  const std::vector<const LoadLaw*> laws = chosen_laws(options.names);
  const std::vector<Assignment> assignments = parsed(options.assignments, laws);
  const StopFlag& interrupted = watch_interrupts();
  for (const LoadLaw* const law : laws) law->check(assignments_of(*law, assignments));
  std::vector<LawTable> tables;
  for (const LoadLaw* const law : laws) {
    Progress progress(law->info().name);
    LawRequest request;
    request.assignments = assignments_of(*law, assignments);
    request.seeds = options.seeds_given ? options.seeds.seeds : 0;
    request.first_seed = options.seeds.first_seed;
    request.jobs = options.seeds.threads();
    request.stop = &interrupted;
    request.progress = [&progress](std::size_t done, std::size_t total) {
      progress.show(done, total);
    };
    tables.push_back(law->run(request));
  }
  write_result(options.json ? render_laws_json(tables)
                            : render_laws(tables, {.ascii = options.ascii}));
  return conclude(tables, interrupted);
}

}  // namespace hindcast
