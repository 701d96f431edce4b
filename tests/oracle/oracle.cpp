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
    : options_(options) {
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const RandomProgram random = random_program(seed, options.programs);
    const bool ends = ends_fibers(random);
    know(fmt::format("seed {}: {}", seed, random.text()), random.program(), ends,
         random.isolated && !ends);
  }
}

Oracle::Oracle(const std::vector<DirectedProgram>& programs, const OracleOptions& options)
    : options_(options) {
  for (const DirectedProgram& one : programs) {
    const bool ends = one.traits.ends_fibers;
    know(one.name, one.program, ends, !ends);
  }
}

void Oracle::know(std::string name, Program program, bool ends_fibers, bool starts_first) {
  ++programs_;
  Seen all = see(program, {.reduction = Reduction::none,
                           .executions_max = options_.interleavings_max,
                           .starts_first = starts_first,
                           .split = ends_fibers ? WaitSplit::all : WaitSplit::permits});
  interleavings_ += all.result.executions;
  if (!all.result.complete) return;
  known_.push_back({std::move(name), std::move(program), std::move(all)});
}

OracleAccount Oracle::compare(const Reduced& reduced) const {
  OracleAccount account;
  for (const Known& known : known_) {
    compare_one(known, reduced, account);
    if (reduced.stops_at_first && account.noticed()) break;
  }
  return account;
}

void Oracle::compare_one(const Known& known, const Reduced& reduced, OracleAccount& account) const {
  const Seen seen = see(
      known.program, {.reduction = reduced.sleep_sets ? Reduction::sleep_sets : Reduction::optimal,
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
  if (seen.result.strayed > 0) ++account.strayed;
  if (!(lost || redundant) || !account.first.empty()) return;
  account.first = fmt::format(
      "{}: {} classes and {} ends in {} interleavings; reduced {} classes, {} ends, {} "
      "executions, {} blocked, {} strayed",
      known.name, known.all.classes.size(), known.all.ends.size(), known.all.result.executions,
      seen.classes.size(), seen.ends.size(), seen.result.executions, seen.result.blocked,
      seen.result.strayed);
}

}  // namespace hindcast::testing
