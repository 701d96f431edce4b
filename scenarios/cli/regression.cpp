#include "hindcast/scenarios/cli/regression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "hindcast/replay/replay.hpp"
#include "hindcast/replay/workers.hpp"

namespace hindcast {
namespace {

bool is_of(const Token& token, const Design& design) {
  const bool is_hash = token.system.size() == 16 &&
                       token.system.find_first_not_of("0123456789abcdef") == std::string::npos;
  return design.shipped ? token.system == design.id : is_hash;
}

bool is_named(const Token& token, const std::vector<std::string>& names) {
  return names.empty() || std::find(names.begin(), names.end(), token.scenario) != names.end();
}

// A token bound to the design as it is now.
struct Again {
  const CorpusEntry* entry = nullptr;
  std::unique_ptr<Scenario> scenario{};
  std::optional<Run> run{};
};

std::unique_ptr<Scenario> bind(const CorpusEntry& entry, const std::string& file,
                               const RegressionInput& input) {
  try {
    Assignments assignments = split_assignments(input.registry, entry.token.overrides);
    const auto append = [](std::vector<Assignment>& to, const std::vector<Assignment>& more) {
      to.insert(to.end(), more.begin(), more.end());
    };
    append(assignments.design, input.assignments.design);
    append(assignments.stories, input.assignments.stories);
    return bind_one(scenario_named(input.registry, entry.token.scenario),
                    input.source.load(assignments.design), assignments);
  } catch (const InputError& error) {
    throw InputError({file, entry.line, 1}, fmt::format("the token's {}", error.what()),
                     "begin the line with # to pass over it");
  }
}

// Whether the run must have been that of the token, bit for bit.
bool claims_identity(const Again& again, const RegressionInput& input) {
  const Token& token = again.entry->token;
  return input.assignments.design.empty() && input.assignments.stories.empty() &&
         token.system == again.scenario->system() && token.stamp == stamp_of(*again.scenario);
}

JunitCase case_of(const Again& again, const std::string& file, const RegressionInput& input) {
  const Token& token = again.entry->token;
  JunitCase result;
  result.name =
      fmt::format("{}:{} {} seed {}", file, again.entry->line, token.scenario, token.seed);
  const bool diverged = claims_identity(again, input) && again.run->digest != token.digest;
  const Grade grade = grade_of(*again.run);
  result.failed = diverged || grade == Grade::broke;
  if (!result.failed) return result;
  Token now = token;
  now.system = again.scenario->system();
  now.stamp = stamp_of(*again.scenario);
  now.digest = again.run->digest;
  now.overrides.insert(now.overrides.end(), input.style.overrides.begin(),
                       input.style.overrides.end());
  const Witness current = witness_of(std::move(now), input.style);
  result.message =
      diverged ? fmt::format("diverged from its digest: {}", to_text(token))
               : fmt::format("broke again, {}: {}", name_of(mode_of(*again.run)), current.token);
  result.details = current.command + "\n";
  return result;
}

}  // namespace

std::size_t Regression::failed() const {
  return static_cast<std::size_t>(
      std::count_if(cases.begin(), cases.end(), [](const JunitCase& one) { return one.failed; }));
}

Regression run_corpus(const std::string& file, const std::vector<CorpusEntry>& entries,
                      const RegressionInput& input) {
  Regression regression;
  regression.file = file;
  const auto design = input.source.load(input.assignments.design);
  std::vector<Again> all;
  for (const CorpusEntry& entry : entries) {
    const bool meant = is_of(entry.token, *design) && is_named(entry.token, input.names);
    if (meant) all.push_back({&entry, bind(entry, file, input)});
  }
  work_in_parallel(all.size(), {input.jobs, {}, input.interrupted}, [&](std::size_t index) {
    all[index].run = execute_token(*all[index].scenario, all[index].entry->token);
  });
  for (const Again& again : all) {
    if (again.run) regression.cases.push_back(case_of(again, file, input));
  }
  return regression;
}

std::string regression_text(const Regression& regression) {
  if (regression.cases.empty()) {
    return fmt::format("REGRESSION TOKENS: {} has none about this system\n\n", regression.file);
  }
  std::string text = fmt::format("REGRESSION TOKENS: {} of {} ran first, {} {}\n",
                                 regression.cases.size(), regression.file, regression.failed(),
                                 regression.failed() == 1 ? "fails" : "fail");
  for (const JunitCase& one : regression.cases) {
    if (one.failed) text += fmt::format("  {}: {}\n    {}", one.name, one.message, one.details);
  }
  return text + "\n";
}

}  // namespace hindcast
