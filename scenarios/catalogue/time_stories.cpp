// Family 7 of the catalogue: time-based chaos.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "hindcast/scenarios/catalogue/daylight_story.hpp"
#include "hindcast/scenarios/catalogue/story_clocks.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

constexpr const char* kFamily = "Time";
constexpr Duration kLead = 3min;  // the latest moment at which a story's fault begins, and more

const FieldInfo<TimeDaemon> kDaemonField = {
    .names = {{TimeDaemon::none, "none"},
              {TimeDaemon::ntpd, "ntpd"},
              {TimeDaemon::chrony, "chrony"},
              {TimeDaemon::timesyncd, "timesyncd"}},
    .about = "who corrects the clocks that the design says nothing about"};

struct ClockSkewOptions {
  ClockFaultKind kind = ClockFaultKind::set_date;
  std::string hosts{kAllHosts};
  std::string date = "2020-01-01T00:00:00Z";
  Duration amount = 1h;
  std::int64_t drift = 100'000'000;
  TimeDaemon daemon = TimeDaemon::none;
  Duration length = 10min;

  static const FieldTable<ClockSkewOptions>& fields() {
    using Options = ClockSkewOptions;
    using enum ClockFaultKind;
    static const FieldTable<Options> table{
        field("kind", &Options::kind,
              {.names = {{set_date, "set_date"},
                         {step_forward, "step_forward"},
                         {step_back, "step_back"},
                         {drift, "drift"},
                         {freeze, "freeze"},
                         {slew, "slew"},
                         {skew, "skew"}},
               .about = "what happens to the clocks"}),
        field("hosts", &Options::hosts, {.about = "all of one's own, or one by its name"}),
        field("date", &Options::date, {.about = "of set_date, in UTC"}),
        field("amount", &Options::amount,
              {.minimum = 1ms,
               .maximum = 24h * 366,
               .about = "of the steps, the slew (up to 1 h) and "
                        "the skew"}),
        field("drift", &Options::drift,
              {.minimum = -NodeClock::kDriftMax,
               .maximum = NodeClock::kDriftMax,
               .about = "in parts per billion"}),
        field("daemon", &Options::daemon, kDaemonField),
        field("length", &Options::length,
              {.minimum = 1s, .maximum = 24h, .about = "until an administrator sets them right"}),
        rule<Options>("amount", {"is more than a slew may be", "write at most 1h"},
                      [](const Options& options) {
                        return options.kind != slew || options.amount <= NodeClock::kSlewMax;
                      }),
    };
    return table;
  }
};

class ClockSkew final : public Stage {
 public:
  using Options = ClockSkewOptions;
  static constexpr bool kOnRequest = true;
  static std::vector<std::string> revisions() { return {kClockRevision}; }

  ClockSkew(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}),
        options_(options),
        clocks_(platform(), kWorldBegins.utc(), options.daemon) {}

  static ScenarioInfo info() {
    return {
        .name = "clock_skew",
        .level = 2,
        .family = kFamily,
        .title = "clock set to 2020-01-01",
        .question = "Timestamp validation?",
        .command = "  date -s \"2020-01-01\"\n",
        .reality =
            "  date sets the wall clock and leaves the monotonic one, and with it all timers, "
            "alone.\n"
            "  What goes by the wall clock is another matter: keys of Redis live for years, "
            "until the\n"
            "  clock is set right and all of them are gone at once; resilience4j, Polly, Hystrix "
            "and\n"
            "  cockatiel stay open, opossum and gobreaker do not; the pool thinks that no "
            "session was\n"
            "  ever idle. Simulated is that, on all hosts of the design's own or on one "
            "(clock_skew.hosts),\n"
            "  or a step, a drift, a clock that stands still, a slew, two hosts apart "
            "(clock_skew.kind).\n"
            "  Certificates are not checked: there is no TLS in these models.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks_callers(design);
  }
  static void check(const Design& design, const Options& options) {
    check_hosts(design, options.hosts, "clock_skew.hosts");
    (void)date_of(options);
    if (options.kind != ClockFaultKind::skew || own_hosts(design).size() > 1) return;
    throw InputError({"clock_skew.kind"}, "the design has one host, whose clock agrees with itself",
                     "choose another kind, such as set_date");
  }

 protected:
  void begin_fault() override {
    misses_before_ = misses();
    ClockFault fault{.kind = options_.kind, .amount = options_.amount, .drift = options_.drift};
    fault.date = date_of(options_);
    const std::vector<HostClock*> hosts = clocks_.of(options_.hosts);
    if (options_.kind == ClockFaultKind::skew) {
      // The hosts named are ahead of one that is not, or the first of all of all others.
      const std::vector<HostClock*>& all = clocks_.all();
      HostClock* const other = all.back() == hosts.front() ? all.front() : all.back();
      if (other != hosts.front()) begin_clock_fault(*hosts.front(), fault, other);
      return;
    }
    for (HostClock* const host : hosts) begin_clock_fault(*host, fault);
  }
  void end_fault() override {
    misses_at_end_ = misses();
    for (HostClock* const host : clocks_.all()) {
      steps_ += host->steps();
      slews_ += host->slews();
      if (host->daemon_gave_up()) ++gave_up_;
      spread_ = std::max(spread_, clocks_.spread());
    }
    for (HostClock* const host : clocks_.all()) set_clock_right(*host);
  }
  void add_observations(Observation& observation) override {
    observation.notes.push_back(
        {"cache misses while the clock was wrong", misses_at_end_ - misses_before_});
    observation.notes.push_back({"cache misses after it was set right", misses() - misses_at_end_});
    observation.notes.push_back({"corrections by a time daemon", steps_ + slews_});
    observation.notes.push_back({"time daemons that gave up", gave_up_});
    observation.notes.push_back(
        {"seconds between two hosts' clocks", static_cast<std::uint64_t>(spread_ / Duration(1s))});
  }

 private:
  static WallTime date_of(const Options& options) {
    const UtcTime utc =
        parse_utc_time(options.date, LeapSeconds::published()).value_or_throw({"clock_skew.date"});
    check_years(utc.seconds, options.date, "clock_skew.date");
    return WallTime::of(utc);
  }
  std::uint64_t misses() const {
    return platform().redis == nullptr ? 0 : platform().redis->misses();
  }

  Options options_;
  StoryClocks clocks_;
  std::uint64_t misses_before_ = 0;
  std::uint64_t misses_at_end_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t slews_ = 0;
  std::uint64_t gave_up_ = 0;
  Duration spread_ = Duration::zero();
};

struct LeapOptions {
  std::string at = "2016-12-31T23:59:60Z";
  bool hypothetical = false;
  LeapPolicy policy = LeapPolicy::step;
  std::string hosts{kAllHosts};
  TimeDaemon daemon = TimeDaemon::chrony;
  Duration length = 10min;

  LeapSecond leap() const { return leap_second_of(at, hypothetical, "leap_second.at"); }

  static const FieldTable<LeapOptions>& fields() {
    using Options = LeapOptions;
    static const FieldTable<Options> table{
        field("at", &Options::at,
              {.about = "the second: 23:59:60Z is inserted, 23:59:59Z left out"}),
        field("hypothetical", &Options::hypothetical,
              {.about = "it need not be one of the 27 that happened"}),
        field("policy", &Options::policy,
              {.names = {{LeapPolicy::step, "step"},
                         {LeapPolicy::smear, "smear"},
                         {LeapPolicy::ignored, "ignored"}},
               .about = "what the hosts do about it"}),
        field("hosts", &Options::hosts,
              {.about = "which hosts do that; the others do not know of it"}),
        field("daemon", &Options::daemon, kDaemonField),
        field("length", &Options::length,
              {.minimum = 1s, .maximum = 48h, .about = "from the second on"}),
    };
    return table;
  }
};

class LeapSecondStory final : public Stage {
 public:
  using Options = LeapOptions;
  static constexpr bool kOnRequest = true;
  static std::vector<std::string> revisions() { return {kClockRevision}; }

  LeapSecondStory(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}),
        leap_(options.leap()),
        clocks_(platform(), beginning(leap_), options.daemon) {
    const std::vector<HostClock*> told = clocks_.of(options.hosts);
    for (HostClock* const host : clocks_.all()) {
      const bool knows = std::find(told.begin(), told.end(), host) != told.end();
      host->expect(leap_, knows ? options.policy : LeapPolicy::ignored);
    }
  }

  static ScenarioInfo info() {
    return {
        .name = "leap_second",
        .level = 2,
        .family = kFamily,
        .title = "leap second",
        .question = "System continues?",
        .command = "  date -s \"2024-06-30 23:59:60\"\n",
        .reality =
            "  There was no leap second on that day, and date refuses the text (E1): the last of "
            "27 was\n"
            "  at 2016-12-31T23:59:60Z. Simulated is that one, or any other of the table "
            "(leap_second.at),\n"
            "  or one that never was, with --set leap_second.hypothetical=true. Linux repeats a "
            "second of\n"
            "  the wall clock (leap_second.policy=step), servers of smeared time bend 24 h "
            "(smear), and a\n"
            "  host that was not told is a second ahead until its time daemon notices "
            "(ignored).\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks_callers(design);
  }
  static void check(const Design& design, const Options& options) {
    check_hosts(design, options.hosts, "leap_second.hosts");
    (void)options.leap();
  }

 protected:
  void begin_fault() override {
    const Duration until = clocks_.all().front()->timeline().until({leap_.day_ends});
    sleep(until - now().since_start());
    spread_after_ = clocks_.spread();
    for (const HostClock* const host : clocks_.all()) wrong_ += host->error() != Duration::zero();
  }
  void end_fault() override {
    for (const HostClock* const host : clocks_.all()) {
      still_wrong_ += host->error() != Duration::zero();
      corrections_ += host->steps() + host->slews();
    }
  }
  void add_observations(Observation& observation) override {
    const auto milliseconds = static_cast<std::uint64_t>(spread_after_ / Duration(1ms));
    observation.notes.push_back({"milliseconds between two hosts' clocks after it", milliseconds});
    observation.notes.push_back({"hosts that were wrong after it", wrong_});
    observation.notes.push_back({"hosts that were wrong at the end", still_wrong_});
    observation.notes.push_back({"corrections by a time daemon", corrections_});
  }

 private:
  static UtcTime beginning(const LeapSecond& leap) {
    return {leap.day_ends - kLead / Duration(1s)};
  }

  LeapSecond leap_;
  StoryClocks clocks_;
  Duration spread_after_ = Duration::zero();
  std::uint64_t wrong_ = 0;
  std::uint64_t still_wrong_ = 0;
  std::uint64_t corrections_ = 0;
};

}  // namespace

void add_time_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<ClockSkew>>());
  scenarios.add(std::make_unique<StoryKind<LeapSecondStory>>());
  add_daylight_story(scenarios);
}

}  // namespace hindcast
