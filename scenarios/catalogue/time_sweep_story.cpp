// The time sweep as a story: one change of one zone, named or chosen by the seed, so that what the
// sweep finds has a token of its own.
#include <fmt/format.h>

#include <utility>

#include "hindcast/scenarios/catalogue/story_clocks.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/scenarios/catalogue/time_sweep.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

ScenarioInfo sweep_info() {
  return {.name = kTimeSweep,
          .level = 0,
          .family = "Time",
          .title = "every change of every time zone",
          .question = "Does anything that goes by time notice that local time changed?",
          .command = "  (nothing)\n",
          .reality =
              "  A change of local time is no change of the clock: it goes by UTC, and only what a "
              "zone\n"
              "  reads is another (E20). So keys, tokens and breakers must end exactly when they "
              "would,\n"
              "  a log in UTC stays in order, and a job of cron runs as often as cron(8) promises. "
              "hindcast\n"
              "  run time_sweep meets every change of every zone from 1970 to 2037; a seed is one "
              "of them.\n"
              "  Mistakes to try: --set time_sweep.clock=local, time_sweep.log=local,\n"
              "  time_sweep.cron=daylight_flag (which is what cron 3.0pl1 really does).\n"};
}

std::vector<TimeSweepItem> chosen_items(const TimeSweepOptions& options, const ZoneTables& tables) {
  std::vector<TimeSweepItem> items;
  std::vector<std::string> zones = {options.zone};
  if (options.zone.empty()) zones = tables.names();
  for (const std::string& name : zones) {
    const TimeZone zone = tables.find(name).value_or_throw({"time_sweep.zone"});
    if (options.zone.empty() && zone.name() != name) continue;  // a link
    for (TimeSweepItem& item : time_sweep_items(zone)) {
      if (options.at.empty() || to_text(UtcTime{item.change.at}) == options.at) {
        items.push_back(std::move(item));
      }
    }
  }
  if (items.empty()) {
    throw InputError({kTimeSweep}, "no zone changes then",
                     "name a moment of UTC such as 2024-03-31T01:00:00Z, of a zone that changes "
                     "then");
  }
  return items;
}

class BoundSweep final : public Scenario {
 public:
  BoundSweep(std::shared_ptr<const Design> design, const std::vector<Assignment>& assignments)
      : design_(std::move(design)), info_(sweep_info()) {
    std::vector<ParameterSet> own;
    own.emplace_back(TimeSweepOptions::fields(), options_, info_.name);
    std::vector<Assignment> mine;
    for (const Assignment& assignment : assignments) {
      if (assignment.path.starts_with(info_.name + ".")) mine.push_back(assignment);
    }
    assign(own, mine);
    parameters_ = own.front().parameters();
    items_ = chosen_items(options_, design_->zone_tables());
  }

  const ScenarioInfo& info() const override { return info_; }
  const std::string& system() const override { return design_->id; }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  std::vector<std::string> revisions() const override {
    return {kClockRevision, kCronRevision, "redis=1", "snowflake=1", "time_sweep=1"};
  }
  std::string tz_version() const override { return design_->zone_tables().version(); }
  std::unique_ptr<Experiment> build(World& world) const override {
    return build_time_sweep(world, items_[world.seed() % items_.size()], options_,
                            design_->zone_tables());
  }

 private:
  std::shared_ptr<const Design> design_;  // for its name and its tables
  ScenarioInfo info_;
  TimeSweepOptions options_;
  std::vector<Parameter> parameters_;
  std::vector<TimeSweepItem> items_;
};

class SweepKind final : public ScenarioKind {
 public:
  const ScenarioInfo& info() const override { return info_; }
  const FieldList& fields() const override { return TimeSweepOptions::fields(); }
  std::optional<std::string> inapplicable(const Design&) const override { return std::nullopt; }
  std::unique_ptr<Scenario> bind(std::shared_ptr<const Design> design,
                                 const std::vector<Assignment>& assignments) const override {
    return std::make_unique<BoundSweep>(std::move(design), assignments);
  }

 private:
  ScenarioInfo info_ = sweep_info();
};

}  // namespace

const FieldTable<TimeSweepOptions>& TimeSweepOptions::fields() {
  using Options = TimeSweepOptions;
  static const FieldTable<Options> table{
      field("zone", &Options::zone, {.about = "only this zone; empty: all"}),
      field("at", &Options::at, {.about = "only the change at that moment of UTC; empty: all"}),
      field("clock", &Options::clock,
            {.names = {{Keeping::utc, "utc"}, {Keeping::local, "local"}},
             .about = "what the host's wall clock is kept in"}),
      field("log", &Options::log,
            {.names = {{StampForm::utc, "utc"}, {StampForm::local, "local"}},
             .about = "what the lines of the log are stamped with"}),
      field(
          "cron", &Options::cron,
          {.names = {{OffsetCheck::daylight_flag, "daylight_flag"},
                     {OffsetCheck::always, "always"}},
           .about = "when cron asks for the offset from UTC: as cron(8) says, or as cron.c does"}),
  };
  return table;
}

void add_time_sweep(ScenarioRegistry& scenarios) { scenarios.add(std::make_unique<SweepKind>()); }

}  // namespace hindcast
