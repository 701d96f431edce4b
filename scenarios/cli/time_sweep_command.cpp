#include "hindcast/scenarios/cli/time_sweep_command.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

#include "hindcast/replay/choosers.hpp"
#include "hindcast/replay/workers.hpp"
#include "hindcast/scenarios/catalogue/time_sweep.hpp"
#include "hindcast/scenarios/cli/interrupt.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/sim/units.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

constexpr std::size_t kShownMax = 10;  // violations of one logic

struct Tally {
  std::uint64_t checks = 0;
  std::uint64_t violations = 0;
};

struct Violation {
  TimeSweepItem item;
  TimeCheck check;
};

// What one zone gave.
struct ZoneSweep {
  std::size_t changes = 0;
  std::array<Tally, kTimedLogics> tallies{};
  std::vector<Violation> shown{};

  void add(const TimeSweepItem& item, const TimeCheck& check) {
    Tally& tally = tallies.at(static_cast<std::size_t>(check.logic));
    ++tally.checks;
    if (check.holds) return;
    if (++tally.violations <= kShownMax) shown.push_back({item, check});
  }
};

class TimeSweep {
 public:
  TimeSweep(const ZoneTables& tables, const TimeSweepOptions& options)
      : tables_(tables), options_(options) {
    for (const std::string& name : tables.names()) {
      ++names_;
      if (!options.zone.empty() && name != options.zone) continue;
      const TimeZone zone = tables.find(name).value_or_throw({name});
      if (!options.zone.empty() || zone.name() == name) zones_.push_back(zone);
    }
    sweeps_.resize(zones_.size());
  }

  void run(std::uint32_t jobs) {
    work_in_parallel(zones_.size(), {.jobs = jobs, .stop = &watch_interrupts()},
                     [this](std::size_t index) { sweep(zones_[index], sweeps_[index]); });
  }

  std::string text() const {
    std::size_t changes = 0;
    for (const ZoneSweep& sweep : sweeps_) changes += sweep.changes;
    std::string text = fmt::format(
        "TIME SWEEP: tz database {}: {} changes of {} zones ({} names), 1970 to 2037\n\n"
        "{:<28}{:>12}{:>14}\n",
        tables_.version(), human(changes), human(zones_.size()), human(names_), "", "checks",
        "violations");
    for (std::size_t logic = 0; logic < kTimedLogics; ++logic) {
      const Tally sum = total(logic);
      text += fmt::format("{:<28}{:>12}{:>14}\n", name_of(static_cast<TimedLogic>(logic)),
                          human(sum.checks), human(sum.violations));
    }
    return text;
  }

  // The first violations of each logic, in the order of zones.
  std::vector<Violation> shown() const {
    std::array<std::size_t, kTimedLogics> count{};
    std::vector<Violation> all;
    for (const ZoneSweep& sweep : sweeps_) {
      for (const Violation& violation : sweep.shown) {
        if (count.at(static_cast<std::size_t>(violation.check.logic))++ < kShownMax) {
          all.push_back(violation);
        }
      }
    }
    return all;
  }

  std::uint64_t violations() const {
    std::uint64_t sum = 0;
    for (std::size_t logic = 0; logic < kTimedLogics; ++logic) sum += total(logic).violations;
    return sum;
  }
  bool empty() const {
    std::uint64_t sum = 0;
    for (std::size_t logic = 0; logic < kTimedLogics; ++logic) sum += total(logic).checks;
    return sum == 0;
  }

 private:
  Tally total(std::size_t logic) const {
    Tally sum;
    for (const ZoneSweep& sweep : sweeps_) {
      sum.checks += sweep.tallies.at(logic).checks;
      sum.violations += sweep.tallies.at(logic).violations;
    }
    return sum;
  }

  void sweep(const TimeZone& zone, ZoneSweep& result) const {
    QuietChooser chooser;
    World world(chooser);
    bool used = false;
    for (const TimeSweepItem& item : time_sweep_items(zone)) {
      if (!options_.at.empty() && to_text(UtcTime{item.change.at}) != options_.at) continue;
      if (std::exchange(used, true)) world.rewind();
      const auto run = build_time_sweep(world, item, options_, tables_);
      world.run();
      ++result.changes;
      for (const TimeCheck& check : run->checks()) result.add(item, check);
    }
  }

  const ZoneTables& tables_;
  TimeSweepOptions options_;
  std::size_t names_ = 0;
  std::vector<TimeZone> zones_;
  std::vector<ZoneSweep> sweeps_;
};

// The sweep's item as a run of its own.
std::string item_command(const Assignments& assignments, const std::string& zones,
                         const TimeSweepItem& item) {
  std::string command = "hindcast run time_sweep";
  if (zones != "pinned") command += " --tz " + zones;
  for (const Assignment& assignment : assignments.stories) {
    const bool chooses = assignment.path == "time_sweep.zone" || assignment.path == "time_sweep.at";
    if (!chooses) command += fmt::format(" --set {}={}", assignment.path, assignment.value);
  }
  return command + fmt::format(" --set time_sweep.zone={} --set time_sweep.at={}", item.zone,
                               to_text(UtcTime{item.change.at}));
}

}  // namespace

ExitCode run_time_sweep(const Registry& registry, const DesignOptions& options_of_design,
                        std::uint32_t jobs) {
  const Assignments assignments = split_assignments(registry, options_of_design.assignments);
  const auto design = options_of_design.source(registry.kinds).load(assignments.design);
  // Binding it says what is wrong with the assignments.
  (void)scenario_named(registry, kTimeSweep).bind(design, assignments.stories);
  TimeSweepOptions options;
  std::vector<ParameterSet> own;
  own.emplace_back(TimeSweepOptions::fields(), options, kTimeSweep);
  std::vector<Assignment> mine;
  for (const Assignment& assignment : assignments.stories) {
    if (assignment.path.starts_with(std::string(kTimeSweep) + ".")) mine.push_back(assignment);
  }
  assign(own, mine);
  TimeSweep sweep(design->zone_tables(), options);
  sweep.run(jobs);
  std::string text = sweep.text();
  for (const Violation& violation : sweep.shown()) {
    text += fmt::format("\n{}: {}: {}\n    {}\n", violation.item.text(),
                        name_of(violation.check.logic), violation.check.what,
                        item_command(assignments, options_of_design.zones.name, violation.item));
  }
  write_result(text);
  if (watch_interrupts()) {
    note(fmt::format("exit {}: interrupted", static_cast<int>(interrupted_code())));
    return interrupted_code();
  }
  if (sweep.empty()) {
    note("exit 4: no zone changes then");
    return ExitCode::nothing_selected;
  }
  if (sweep.violations() > 0) {
    note(fmt::format("exit 1: {} checks do not hold", human(sweep.violations())));
    return ExitCode::finding;
  }
  note("exit 0: everything ends when it should");
  return ExitCode::held;
}

}  // namespace hindcast
