#include "hindcast/scenarios/catalogue/time_sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "hindcast/models/host/host_clock.hpp"
#include "hindcast/models/redis/server.hpp"
#include "hindcast/models/resilience/breaker_options.hpp"
#include "hindcast/models/resilience/guard_place.hpp"
#include "hindcast/models/snowflake/service.hpp"
#include "hindcast/scenarios/catalogue/schedule_oracle.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;
using snowflake::HttpRequest;
using snowflake::HttpResponse;

constexpr std::int64_t kEnd = 2'145'916'800;  // 2038-01-01
constexpr std::int64_t kSpan = 600;           // seconds: what each limit is, half before the change
constexpr Duration kLimit = Duration(std::chrono::seconds(kSpan));
constexpr Duration kLogPeriod = 30s;

std::int64_t shift_of(const TimeSweepItem& item) {
  return item.change.after.offset - item.change.before.offset;
}

std::int64_t magnitude(std::int64_t number) { return number < 0 ? -number : number; }

// A client of the Snowflake service without a driver.
class TokenHolder final : public Component {
 public:
  struct Options {};

  TokenHolder(const Place& place, Options) : Component(place) {}

  void log_in() { held_ = ask({.call = snowflake::Call::login}); }
  bool accepted() {
    return ask({.call = snowflake::Call::heartbeat, .session = held_.session, .token = held_.token})
        .code.empty();
  }

 private:
  HttpResponse ask(HttpRequest request) {
    const CallResult<HttpResponse> result = port_.call(std::move(request));
    return result.ok() ? result.reply() : HttpResponse{.code = "no answer"};
  }

  HttpResponse held_{};
  ClientPort<HttpRequest, HttpResponse> port_{*this, "snowflake"};
};

SnowflakeServiceOptions prompt_service() {
  SnowflakeServiceOptions options;
  options.login_time = Distribution::constant(Duration::zero());
  options.session_time = Distribution::constant(Duration::zero());
  options.session_token_validity = kLimit;
  return options;
}

BreakerOptions breaker_options(BreakerPreset preset) {
  BreakerOptions options{.preset = preset, .open_wait = kLimit};
  if (preset == BreakerPreset::resilience4j) {
    options.volume_min = 5;
    options.window_calls = 5;
  }
  return options;
}

// When the daily job is due, in the midst of what is skipped or repeated, or just after the change.
std::int64_t job_minute(const TimeSweepItem& item) {
  const std::int64_t shift = shift_of(item);
  const std::int64_t lower = std::min(item.change.before.offset, item.change.after.offset);
  const std::int64_t local = magnitude(shift) < 240
                                 ? item.change.at + item.change.after.offset + 120
                                 : item.change.at + lower + magnitude(shift) / 2;
  const std::int64_t minutes = local / 60 - (local % 60 < 0 ? 1 : 0);
  return (minutes % 1'440 + 1'440) % 1'440;
}

class SweepRun final : public TimeSweepRun {
 public:
  SweepRun(World& world, const TimeSweepItem& item, const TimeSweepOptions& options,
           const ZoneTables& tables)
      : world_(world),
        item_(item),
        zone_(tables.find(item.zone).value_or_throw({"time_sweep.zone"})),
        lead_(std::max(kSpan, magnitude(shift_of(item)) + kSpan)),
        redis_(world.add<RedisServer>("redis")),
        host_(world.add_to<HostClock>(redis_.node(), "clock")),
        service_(world.add_to<SnowflakeService>(redis_.node(), "service", prompt_service())),
        holder_(world.add_to<TokenHolder>(redis_.node(), "holder")),
        log_(world.add_to<LogBook>(
            redis_.node(), "log",
            {.period = kLogPeriod, .form = options.log, .zone = item.zone, .tables = &tables})) {
    host_.begin_at({item.change.at - lead_});
    const std::int64_t minute = job_minute(item);
    cron_ =
        &world.add_to<CronDaemon>(redis_.node(), "cron",
                                  {.zone = item.zone,
                                   .schedule = fmt::format("{} {} * * *", minute % 60, minute / 60),
                                   .offset_check = options.cron,
                                   .tables = &tables});
    world.connect(holder_.port("snowflake"), service_.port("sql_api"));
    world.scheduler().spawn(world.adversary(), "limits", [this] { meet_limits(); });
    if (options.clock == TimeSweepOptions::Keeping::local) {
      world.inject("clock in local time", [this] {
        sleep(Duration(1s) * lead_);
        host_.clocks().step(Duration(1s) * shift_of(item_));
      });
    }
    world.end_at(Instant::at(Duration(1s) * (2 * lead_)));
  }

  std::vector<TimeCheck> checks() const override {
    std::vector<TimeCheck> all = checks_;
    const std::int64_t first = item_.change.at - lead_;
    const std::vector<std::int64_t> promised =
        promised_runs(zone_, {first, first + 2 * lead_, job_minute(item_)});
    all.push_back(
        {TimedLogic::schedule, kept(promised),
         fmt::format("a job at {:02}:{:02} ran at {}, and should at {}", job_minute(item_) / 60,
                     job_minute(item_) % 60, moments(run_times()), moments(promised))});
    const bool ordered = log_.out_of_order() == 0 && log_.lines() > 0;
    all.push_back({TimedLogic::log, ordered, "a line is stamped " + log_.first_disorder()});
    return all;
  }

  Observation observe() override {
    Observation seen;
    seen.exercised = checks_.size() == 8;
    for (const TimeCheck& check : checks()) {
      ++seen.offered;
      if (check.holds) ++seen.good;
      if (check.holds || seen.grade == Grade::broke) continue;
      seen.grade = Grade::broke;
      seen.failure_mode = FailureMode::corruption;
      seen.cause = fmt::format("{}: {}: {}", item_.text(), name_of(check.logic), check.what);
    }
    seen.calls_hit = seen.offered;
    return seen;
  }

 private:
  std::vector<std::int64_t> run_times() const {
    std::vector<std::int64_t> times;
    for (const CronDaemon::Ran& run : cron_->runs()) times.push_back(run.at.seconds());
    return times;
  }

  // The daemon wakes up one second into a minute, of which the oracle looks at the first seconds; a
  // minute that a change cuts short is caught up in the next.
  bool kept(const std::vector<std::int64_t>& promised) const {
    const std::vector<std::int64_t> times = run_times();
    return std::equal(times.begin(), times.end(), promised.begin(), promised.end(),
                      [](std::int64_t ran, std::int64_t due) {
                        return ran >= due - kOracleSample && ran <= due + 61;
                      });
  }

  static std::string moments(const std::vector<std::int64_t>& times) {
    std::string text;
    for (const std::int64_t time : times) {
      text += fmt::format("{}{}", text.empty() ? "" : " and ", to_text(UtcTime{time}));
    }
    return text.empty() ? "no time" : text;
  }

  // Everything begins half its limit before the change and must end half of it after: the second
  // before, and the second after, 600 s have passed.
  void meet_limits() {
    sleep(Duration(1s) * (lead_ - kSpan / 2));
    Opened wall(*this, BreakerPreset::resilience4j);
    Opened monotonic(*this, BreakerPreset::gobreaker);
    redis_.preload("key", "value", kLimit);
    on_host([this] { holder_.log_in(); });
    sleep(kLimit - Duration(1s));
    check_all(wall, monotonic, false);
    sleep(2s);
    check_all(wall, monotonic, true);
  }

  struct Opened {
    Opened(const SweepRun& run, BreakerPreset preset)
        : place{run.world_, "caller", &run.host_.node()},
          breaker(breaker_factory(breaker_options(preset), "caller")(place.reading(), nullptr)) {
      for (int call = 0; call < 10 && breaker->state() == BreakerState::closed; ++call) {
        const BreakerAnswer answer = breaker->admit(place.reading());
        breaker->settle(answer.ticket, {BreakerOutcome::failure, Duration::zero()},
                        place.reading());
      }
    }
    bool admits() { return breaker->admit(place.reading()).kind == BreakerAnswer::Kind::admitted; }

    GuardPlace place;
    std::unique_ptr<Breaker> breaker;
  };

  void check_all(Opened& wall, Opened& monotonic, bool over) {
    const bool gone = redis_.operate({"GET", "key"}).is_null();
    check(TimedLogic::expiry, gone == over, gone ? "the key is gone" : "the key is there");
    bool accepted = false;
    on_host([this, &accepted] { accepted = holder_.accepted(); });
    check(TimedLogic::token, accepted != over, accepted ? "it is accepted" : "it is refused");
    for (auto [logic, breaker] : {std::pair(TimedLogic::wall_breaker, &wall),
                                  std::pair(TimedLogic::monotonic_breaker, &monotonic)}) {
      const bool admits = breaker->admits();
      check(logic, admits == over, admits ? "it admits a call" : "it rejects a call");
    }
  }

  void check(TimedLogic logic, bool holds, const char* seen) {
    checks_.push_back(
        {logic, holds,
         fmt::format("{} {} s after a beginning with a limit of {} s", seen,
                     (now() - Instant::at(Duration(1s) * (lead_ - kSpan / 2))) / Duration(1s),
                     kSpan)});
  }

  // Runs `act` on a fiber of the host, and waits.
  template <class Act>
  void on_host(Act act) {
    const FiberHandle fiber = world_.scheduler().spawn(redis_.node(), "act", std::move(act));
    while (!world_.scheduler().ended(fiber)) yield();
  }

  World& world_;
  TimeSweepItem item_;
  TimeZone zone_;
  std::int64_t lead_;  // seconds of the world before the change
  RedisServer& redis_;
  HostClock& host_;
  SnowflakeService& service_;
  TokenHolder& holder_;
  LogBook& log_;
  CronDaemon* cron_ = nullptr;
  std::vector<TimeCheck> checks_;
};

}  // namespace

const char* name_of(TimedLogic logic) {
  static constexpr std::array<const char*, kTimedLogics> kNames = {
      "expiry of a key", "expiry of a token",     "local schedule",
      "order of a log",  "open wait, wall clock", "open wait, monotonic clock"};
  return kNames.at(static_cast<std::size_t>(logic));
}

std::string TimeSweepItem::text() const {
  return fmt::format("{} {} ({:+} s)", zone, to_text(UtcTime{change.at}),
                     change.after.offset - change.before.offset);
}

std::vector<TimeSweepItem> time_sweep_items(const TimeZone& zone) {
  std::vector<TimeSweepItem> items;
  for (const ZoneTransition& change : zone.transitions(0, kEnd)) {
    items.push_back({zone.name(), change});
  }
  return items;
}

std::unique_ptr<TimeSweepRun> build_time_sweep(World& world, const TimeSweepItem& item,
                                               const TimeSweepOptions& options,
                                               const ZoneTables& tables) {
  return std::make_unique<SweepRun>(world, item, options, tables);
}

}  // namespace hindcast
