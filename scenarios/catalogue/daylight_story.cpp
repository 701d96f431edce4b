// The daylight-saving story: a host in a zone, a nightly job and a log in local time.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "hindcast/models/host/cron_daemon.hpp"
#include "hindcast/models/host/log_book.hpp"
#include "hindcast/scenarios/catalogue/schedule_oracle.hpp"
#include "hindcast/scenarios/catalogue/story_clocks.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

constexpr Duration kLead = 3min;  // the story's fault has begun by then

struct DaylightOptions {
  std::string zone = "America/New_York";
  std::string date = "2024-03-10";
  std::string schedule = "30 2 * * *";
  OffsetCheck offset_check = OffsetCheck::daylight_flag;
  std::uint32_t job_calls = 50;
  Duration length = 10min;

  static const FieldTable<DaylightOptions>& fields() {
    using Options = DaylightOptions;
    static const FieldTable<Options> table{
        field("zone", &Options::zone, {.about = "of the hosts, of the tz database"}),
        field("date", &Options::date, {.about = "the day of local time on which clocks change"}),
        field("schedule", &Options::schedule,
              {.about = "of the nightly job, at a fixed hour and minute", .source = "crontab(5)"}),
        field("offset_check", &Options::offset_check,
              {.names = {{OffsetCheck::daylight_flag, "daylight_flag"},
                         {OffsetCheck::always, "always"}},
               .about = "when cron asks for the offset from UTC"}),
        field("job_calls", &Options::job_calls,
              {.maximum = 100'000, .about = "contexts that the job reads at once"}),
        field("length", &Options::length,
              {.minimum = 1s, .maximum = 48h, .about = "from the change on"}),
        rule<Options>("schedule", {"is no daily schedule", "write one such as 30 2 * * *"},
                      [](const Options& options) {
                        const auto parsed = CronSchedule::parse(options.schedule);
                        return parsed.ok() && !parsed.value().is_wild();
                      }),
    };
    return table;
  }
};

// Returns the change of that zone on that day of local time, or throws with the nearest one.
ZoneTransition change_of(const DaylightOptions& options, const TimeZone& zone) {
  const CivilTime day =
      parse_civil_time(options.date + "T00:00:00").value_or_throw({"daylight_saving.date"});
  constexpr std::int64_t kDay = 86'400;
  const std::int64_t midnight = civil_seconds(day);
  check_years(midnight, options.date, "daylight_saving.date");
  for (const ZoneTransition& change : zone.transitions(midnight - kDay, midnight + 2 * kDay)) {
    const std::int64_t before = change.at + change.before.offset;
    const std::int64_t after = change.at + change.after.offset;
    const std::int64_t first = std::min(before, after);
    if (first < midnight + kDay && std::max(before, after) >= midnight) return change;
  }
  const auto next = zone.transitions(midnight, midnight + 5 * 366 * kDay);
  throw InputError(
      {"daylight_saving.date"},
      fmt::format("clocks in {} do not change on {}", zone.name(), options.date),
      next.empty() ? "name another zone"
                   : fmt::format("the next change is at {}", to_text(UtcTime{next.front().at})));
}

class DaylightSaving final : public Stage {
 public:
  using Options = DaylightOptions;
  static constexpr bool kOnRequest = true;
  static constexpr bool kReadsCivilTime = true;
  static std::vector<std::string> revisions() { return {kClockRevision, kCronRevision}; }

  DaylightSaving(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}),
        options_(options),
        zone_(zone_of(design, options)),
        change_(change_of(options, zone_)),
        lead_(lead_of(change_)),
        clocks_(platform(), {change_.at - lead_ / Duration(1s)}, TimeDaemon::none) {
    Node& host = clocks_.all().front()->node();
    const ZoneTables* const tables = &design.zone_tables();
    CronDaemonOptions cron{.zone = options.zone,
                           .schedule = options.schedule,
                           .offset_check = options.offset_check,
                           .tables = tables};
    cron.job = [this] { run_job(); };
    cron_ = &world.add_to<CronDaemon>(host, host.name() + " cron", std::move(cron));
    log_ =
        &world.add_to<LogBook>(host, host.name() + " log",
                               {.form = StampForm::local, .zone = options.zone, .tables = tables});
  }

  static ScenarioInfo info() {
    return {
        .name = "daylight_saving",
        .level = 2,
        .family = "Time",
        .title = "daylight-saving transition",
        .question = "Handles spring forward?",
        .command = "  TZ=America/New_York date -s \"2024-03-10 01:59:59\"\n  sleep 2\n",
        .reality =
            "  Daylight saving steps no clock: the wall clock goes by UTC, and only what a zone "
            "reads\n"
            "  jumps, from 01:59:59 to 03:00:00 (E20). Timers, keys and tokens do not notice. "
            "What does is\n"
            "  whatever computes in local time: simulated is a host in that zone with a nightly "
            "job of\n"
            "  cron, which reads contexts, and a log in local time. In autumn\n"
            "  (daylight_saving.date=2024-11-03) an hour comes twice.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks_callers(design);
  }
  static void check(const Design& design, const Options& options) {
    (void)change_of(options, zone_of(design, options));
  }

 protected:
  void begin_fault() override { sleep(lead_ - now().since_start()); }
  void end_fault() override {
    runs_ = cron_->runs().size();
    const std::int64_t first = change_.at - lead_ / Duration(1s);
    const std::int64_t seconds = now().since_start() / Duration(1s);
    const CronSchedule schedule = CronSchedule::parse(options_.schedule).value();
    for (std::int64_t minute = 0; minute < 1'440; ++minute) {
      const std::int64_t local_day = (change_.at + change_.after.offset) / 86'400 * 1'440;
      if (!schedule.matches(local_day + minute)) continue;
      promised_ += promised_runs(zone_, {first, first + seconds, minute}).size();
    }
  }
  void add_observations(Observation& observation) override {
    const std::uint64_t missed = promised_ > runs_ ? promised_ - runs_ : 0;
    const std::uint64_t repeated = runs_ > promised_ ? runs_ - promised_ : 0;
    observation.harms.push_back({"nightly jobs that did not run", missed});
    observation.harms.push_back({"nightly jobs that ran again", repeated});
    observation.notes.push_back({"runs of the nightly job", runs_});
    observation.notes.push_back({"lines of a local log that sort wrong", log_->out_of_order()});
  }

 private:
  static TimeZone zone_of(const Design& design, const Options& options) {
    return design.zone_tables().find(options.zone).value_or_throw({"daylight_saving.zone"});
  }
  // A repeated hour is lived through twice.
  static Duration lead_of(const ZoneTransition& change) {
    const std::int64_t back = change.before.offset - change.after.offset;
    return kLead + Duration(1s) * std::max<std::int64_t>(back, 0);
  }
  void run_job() {
    if (platform().clients != nullptr) {
      platform().clients->burst(options_.job_calls, Tool::get_context, 0);
    }
    world().story().tell(now(), cron_->name(), Weight::notable, "the nightly job runs");
  }

  Options options_;
  TimeZone zone_;
  ZoneTransition change_;
  Duration lead_;
  StoryClocks clocks_;
  CronDaemon* cron_ = nullptr;
  LogBook* log_ = nullptr;
  std::uint64_t runs_ = 0;
  std::uint64_t promised_ = 0;
};

}  // namespace

void add_daylight_story(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<DaylightSaving>>());
}

}  // namespace hindcast
