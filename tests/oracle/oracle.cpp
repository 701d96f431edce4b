#include "tests/oracle/oracle.hpp"

#include <fmt/format.h>

#include <set>
#include <tuple>

#include "hindcast/replay/explore/explore.hpp"

namespace hindcast::testing {
namespace {

struct Seen {
  std::set<std::uint64_t> classes{};
  std::set<std::tuple<std::uint64_t, Verdict, std::string>> ends{};
  ExploreResult result{};
};

Seen see(const Program& program, ExploreOptions options) {
  Seen seen;
  options.each = [&seen](const ExecutionView& view) {
    seen.classes.insert(view.class_hash);
    seen.ends.insert({view.final_state, view.outcome.verdict, view.outcome.property});
  };
  seen.result = explore(program, options);
  return seen;
}

// Whether something may end a fiber between any two of its steps.
bool ends_fibers(const RandomProgram& program) {
  for (const auto& fiber : program.fibers) {
    for (const Instruction& one : fiber) {
      const bool ends = one.action == Action::crash || one.action == Action::restart ||
                        one.action == Action::spawn_cancel;
      if (ends) return true;
    }
  }
  return false;
}

void compare_one(std::uint64_t seed, const OracleOptions& options, OracleAccount& account) {
  const RandomProgram random = random_program(seed, options.programs);
  const Program program = random.program();
  const Seen all =
      see(program, {.reduction = Reduction::none,
                    .executions_max = options.interleavings_max,
                    .starts_first = random.isolated && !ends_fibers(random),
                    .split = ends_fibers(random) ? WaitSplit::all : WaitSplit::permits});
  ++account.programs;
  account.interleavings += all.result.executions;
  if (!all.result.complete) {
    ++account.left_out;
    return;
  }
  const Seen reduced = see(program, {.executions_max = 10 * options.interleavings_max,
                                     .without_row = options.without_row,
                                     .without_race = options.without_race});
  account.traces += reduced.result.executions;
  account.races += reduced.result.races;
  bool lost = all.ends != reduced.ends || all.classes != reduced.classes;
  if (options.sleep_sets) {
    const Seen sleeping = see(program, {.reduction = Reduction::sleep_sets,
                                        .executions_max = 10 * options.interleavings_max});
    lost = lost || sleeping.classes != all.classes || sleeping.ends != all.ends;
  }
  const bool redundant = reduced.result.executions != reduced.classes.size() ||
                         reduced.result.blocked != 0 || reduced.result.strayed != 0;
  if (lost) ++account.lost;
  if (redundant) ++account.redundant;
  if (!(lost || redundant) || !account.first.empty()) return;
  account.first = fmt::format(
      "seed {}: {} classes and {} ends in {} interleavings; reduced {} classes, {} ends, {} "
      "executions, {} blocked, {} strayed: {}",
      seed, all.classes.size(), all.ends.size(), all.result.executions, reduced.classes.size(),
      reduced.ends.size(), reduced.result.executions, reduced.result.blocked,
      reduced.result.strayed, random.text());
}

}  // namespace

OracleAccount compare(std::uint64_t first, std::uint64_t count, const OracleOptions& options,
                      bool stops) {
  OracleAccount account;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    compare_one(seed, options, account);
    if (stops && account.lost > 0) break;
  }
  return account;
}

}  // namespace hindcast::testing
