#include "tests/oracle/oracle.hpp"

#include <fmt/format.h>

#include <utility>

namespace hindcast::testing {
namespace {

// Whether something may end a fiber between any two of its steps.
bool ends_fibers(const RandomProgram& program) {
  for (const auto& fiber : program.fibers) {
    for (const Instruction& one : fiber) {
      const bool ends = one.action >= Action::spawn_cancel && one.action != Action::plain;
      if (ends) return true;
    }
  }
  return false;
}

}  // namespace

Oracle::Seen Oracle::see(const Program& program, ExploreOptions options) {
  Seen seen;
  options.each = [&seen](const ExecutionView& view) {
    seen.classes.insert(view.class_hash);
    seen.ends.insert({view.final_state, view.outcome.verdict, view.outcome.property});
  };
  options.begins_anew = [&seen] { seen = {}; };
  seen.result = explore(program, options);
  return seen;
}

Oracle::Oracle(std::uint64_t first, std::uint64_t count, const OracleOptions& options)
    : options_(options), programs_(count) {
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    RandomProgram random = random_program(seed, options.programs);
    Seen all =
        see(random.program(), {.reduction = Reduction::none,
                               .executions_max = options.interleavings_max,
                               .starts_first = random.isolated && !ends_fibers(random),
                               .split = ends_fibers(random) ? WaitSplit::all : WaitSplit::permits});
    interleavings_ += all.result.executions;
    if (all.result.complete) known_.push_back({seed, std::move(random), std::move(all)});
  }
}

OracleAccount Oracle::compare(const Reduced& reduced) const {
  OracleAccount account;
  for (const Known& known : known_) {
    compare_one(known, reduced, account);
    if (reduced.stops_at_loss && account.lost > 0) break;
  }
  return account;
}

void Oracle::compare_one(const Known& known, const Reduced& reduced, OracleAccount& account) const {
  const Seen seen =
      see(known.random.program(),
          {.reduction = reduced.sleep_sets ? Reduction::sleep_sets : Reduction::optimal,
           .executions_max = 10 * options_.interleavings_max,
           .without_row = reduced.without_row,
           .without_race = reduced.without_race,
           .round_steps = reduced.round_steps});
  account.traces += seen.result.executions;
  const bool lost = known.all.ends != seen.ends || known.all.classes != seen.classes;
  const bool redundant = seen.result.reduction == Reduction::optimal && !seen.result.orders_sends &&
                         (seen.result.executions != seen.classes.size() ||
                          seen.result.blocked + seen.result.strayed != 0);
  if (lost) ++account.lost;
  if (redundant) ++account.redundant;
  if (!(lost || redundant) || !account.first.empty()) return;
  account.first = fmt::format(
      "seed {}: {} classes and {} ends in {} interleavings; reduced {} classes, {} ends, {} "
      "executions, {} blocked, {} strayed: {}",
      known.seed, known.all.classes.size(), known.all.ends.size(), known.all.result.executions,
      seen.classes.size(), seen.ends.size(), seen.result.executions, seen.result.blocked,
      seen.result.strayed, known.random.text());
}

}  // namespace hindcast::testing
