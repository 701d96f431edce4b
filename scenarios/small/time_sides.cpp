// A call at each of some moments on both sides of an instant at which time is odd: a change of
// local time, a leap second.
#include <fmt/format.h>

#include "hindcast/models/host/log_book.hpp"
#include "hindcast/scenarios/catalogue/story_clocks.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/scenarios/small/small_story.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

constexpr const char* kFamily = "Exhaustive search";
constexpr Duration kLead = 2h;  // the world begins so long before the instant
// When the call is made, from the instant.
constexpr Duration kSides[] = {-2s, -1001ms, -1s,   -999ms, -500ms, -1ms, 0s,
                               1ms, 500ms,   999ms, 1s,     1001ms, 2s};
constexpr std::uint32_t kMoments = sizeof(kSides) / sizeof(kSides[0]);
// How exactly a context's life in the cache is looked at.
constexpr Duration kTolerance = 250ms;

// What both stories share: clocks, a log on the server's host, and what must hold on either side.
class TimeSides : public SmallStory {
 protected:
  TimeSides(World& world, const Design& design, const UtcTime& instant, LogBook::Options log)
      : SmallStory(world, design),
        clocks_(platform(), {instant.seconds - kLead / Duration(1s)}, TimeDaemon::none) {
    Node& host = platform().mcp->node();
    log.period = 300ms;
    log_ = &world.add_to<LogBook>(host, host.name() + " log", std::move(log));
  }

  StoryClocks& clocks() { return clocks_; }
  // How long after the start of the world the instant comes; leap seconds count.
  virtual Duration instant() const { return kLead; }

  static std::optional<std::string> lacks_parts(const Design& design) {
    if (auto why = lacks(design, {"clients", "mcp_server", "redis", "snowflake"})) return why;
    return has_load(design);
  }

 private:
  void tell() override {
    const std::uint32_t side =
        choose(ChoiceKind::instant, "the call's moment", kMoments, Ratio::percent(90));
    sleep(instant() + kSides[side] - now().since_start());
    warm_cache();
    const Instant cached = now();
    const std::uint64_t misses = platform().redis->misses();
    call_briefly();
    if (!answered())
      return violate("a call on either side is answered from the cache", where(side));
    if (platform().redis->misses() != misses) {
      return violate("a context lives in the cache until its time is over", where(side));
    }
    const Duration life = platform().mcp->options().cache_ttl;
    sleep(cached + life - kTolerance - now());
    if (!in_cache()) {
      return violate("a context lives in the cache until its time is over", where(side));
    }
    sleep(kTolerance + kTolerance);
    if (in_cache()) {
      return violate("a context lives in the cache no longer than its time", where(side));
    }
    sleep(5s);  // the last calls are answered from the database
    if (log_->out_of_order() > 0) {
      violate("the log sorts as it was written", log_->first_disorder());
    }
  }
  void call_briefly() {
    platform().clients->burst(1, Tool::get_context, kCustomer);
    sleep(100ms);  // from the cache it takes 1 ms
  }
  bool answered() { return platform().clients->log().calls().back().outcome == CallOutcome::good; }
  bool in_cache() {
    const std::uint64_t misses = platform().redis->misses();
    call_briefly();
    return platform().redis->misses() == misses;
  }
  static std::string where(std::uint32_t side) {
    return fmt::format("begun {} ms from the instant", kSides[side] / Duration(1ms));
  }

  StoryClocks clocks_;
  LogBook* log_ = nullptr;
};

struct DaylightSidesOptions {
  std::string zone = "America/New_York";
  std::string instant = "2024-11-03T06:00:00Z";
  StampForm log = StampForm::local;

  static const FieldTable<DaylightSidesOptions>& fields() {
    using Options = DaylightSidesOptions;
    static const FieldTable<Options> table{
        field("zone", &Options::zone, {.about = "of the hosts, of the tz database"}),
        field("instant", &Options::instant,
              {.about = "of UTC at which clocks there change: 2024-03-10T07:00:00Z is a gap"}),
        field("log", &Options::log,
              {.names = {{StampForm::utc, "utc"}, {StampForm::local, "local"}},
               .about = "what the lines of the log are stamped with"}),
    };
    return table;
  }
};

class DaylightSides final : public TimeSides {
 public:
  using Options = DaylightSidesOptions;
  static constexpr bool kReadsCivilTime = true;

  DaylightSides(World& world, const Design& design, const Options& options)
      : TimeSides(world, design, instant_of(design, options),
                  {.form = options.log, .zone = options.zone, .tables = &design.zone_tables()}) {}

  static ScenarioInfo info() {
    return {.name = "daylight_sides",
            .family = kFamily,
            .title = "a call at each moment on both sides of a daylight-saving change",
            .question = "Does the side on which a call falls matter?",
            .command = "  TZ=America/New_York date\n",
            .reality =
                "  A whole, idle design; its hosts' clocks go by UTC and nothing steps. The story "
                "chooses one\n"
                "  of 13 moments from 2 s before to 2 s after the instant, puts a context into the "
                "cache, reads\n"
                "  it, and looks whether it lives there exactly as long as it should. What does "
                "go wrong in\n"
                "  autumn is a log in local time: it sorts wrong (daylight_sides.log=utc does "
                "not).\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks_parts(design);
  }
  static void check(const Design& design, const Options& options) {
    (void)instant_of(design, options);
  }
  static SmallConfiguration small() { return moments_configuration(); }

 private:
  // Throws InputError if clocks there do not change then.
  static UtcTime instant_of(const Design& design, const Options& options) {
    const TimeZone zone =
        design.zone_tables().find(options.zone).value_or_throw({"daylight_sides.zone"});
    const UtcTime instant = parse_utc_time(options.instant, LeapSeconds::published())
                                .value_or_throw({"daylight_sides.instant"});
    check_years(instant.seconds, options.instant, "daylight_sides.instant");
    const auto changes = zone.transitions(instant.seconds - 1, instant.seconds + 1);
    if (!changes.empty() && changes.front().at == instant.seconds) return instant;
    throw InputError({"daylight_sides.instant"},
                     fmt::format("clocks in {} do not change at {}", zone.name(), options.instant),
                     "name a moment of UTC at which they do, such as 2024-11-03T06:00:00Z");
  }
};

struct LeapSidesOptions {
  std::string at = "2016-12-31T23:59:60Z";
  bool hypothetical = false;
  LeapPolicy policy = LeapPolicy::step;

  LeapSecond leap() const { return leap_second_of(at, hypothetical, "leap_sides.at"); }

  static const FieldTable<LeapSidesOptions>& fields() {
    using Options = LeapSidesOptions;
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
    };
    return table;
  }
};

class LeapSides final : public TimeSides {
 public:
  using Options = LeapSidesOptions;

  LeapSides(World& world, const Design& design, const Options& options)
      : TimeSides(world, design, {options.leap().day_ends}, {.form = StampForm::utc}) {
    const LeapSecond leap = options.leap();
    for (HostClock* const host : clocks().all()) host->expect(leap, options.policy);
    instant_ = clocks().all().front()->timeline().until({leap.day_ends});
  }

  static ScenarioInfo info() {
    return {.name = "leap_sides",
            .family = kFamily,
            .title = "a call at each moment on both sides of a leap second",
            .question = "Does the side on which a call falls matter?",
            .command = "  date -s \"2016-12-31 23:59:60\"\n",
            .reality =
                "  A whole, idle design. The story chooses one of 13 moments from 2 s before to 2 "
                "s after the\n"
                "  end of the leap second, puts a context into the cache, reads it, and looks "
                "whether it\n"
                "  lives there as long as it should, 250 ms more or less. Redis goes by the wall "
                "clock, which\n"
                "  Linux sets back by a second (leap_sides.policy=step); smeared over 24 h it is "
                "never\n"
                "  noticed (smear).\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks_parts(design);
  }
  static void check(const Design&, const Options& options) { (void)options.leap(); }
  static SmallConfiguration small() { return moments_configuration(); }

 private:
  Duration instant() const override { return instant_; }

  Duration instant_ = kLead;
};

}  // namespace

void add_small_time_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<DaylightSides>>());
  scenarios.add(std::make_unique<StoryKind<LeapSides>>());
}

}  // namespace hindcast
