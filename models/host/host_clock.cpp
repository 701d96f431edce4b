#include "hindcast/models/host/host_clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/units.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kMillion = 1'000'000;
constexpr std::int64_t kOffsetMax = std::int64_t{100} * 366 * 86'400 * 1'000;

Duration absolute(Duration span) { return span < Duration::zero() ? -span : span; }

UtcTime beginning(const HostClockOptions& options) {
  return parse_utc_time(options.begins, LeapSeconds::published()).value_or_throw({"begins"});
}

}  // namespace

const FieldTable<HostClockOptions>& HostClockOptions::fields() {
  using Options = HostClockOptions;
  static const FieldTable<Options> table{
      field("begins", &Options::begins,
            {.about = "the moment of UTC at which the world begins; the same for all clocks of a "
                      "design"}),
      field("offset_milliseconds", &Options::offset_milliseconds,
            {.minimum = -kOffsetMax,
             .maximum = kOffsetMax,
             .about = "by which the wall clock is ahead of UTC at the beginning"}),
      field("drift", &Options::drift,
            {.minimum = -NodeClock::kDriftMax,
             .maximum = NodeClock::kDriftMax,
             .about = "of the oscillator, in parts per billion: 20000 is a usual quartz, 1.7 s a "
                      "day"}),
      field("daemon", &Options::daemon,
            {.names = {{TimeDaemon::none, "none"},
                       {TimeDaemon::ntpd, "ntpd"},
                       {TimeDaemon::chrony, "chrony"},
                       {TimeDaemon::timesyncd, "timesyncd"}},
             .about = "who corrects it"}),
      rule<Options>(
          "begins",
          {"is no moment of UTC with years 1970 to 2099", "write it as 2024-01-01T00:00:00Z"},
          [](const Options& options) {
            const auto utc = parse_utc_time(options.begins, LeapSeconds::published());
            return utc.ok() && clocks_can_read(utc.value().seconds);
          }),
  };
  return table;
}

HostClock::HostClock(const Place& place, Options options)
    : Component(place),
      options_(std::move(options)),
      begins_(beginning(options_)),
      timeline_(begins_),
      clock_(node(), first_reading()) {
  if (options_.drift != 0) clock_.set_drift(options_.drift);
}

WallTime HostClock::first_reading() const {
  return WallTime::of(begins_) + Duration(1ms) * options_.offset_milliseconds;
}

void HostClock::begin_at(const UtcTime& utc) {
  HINDCAST_CHECK(world().now() == Instant());
  begins_ = utc;
  timeline_ = UtcTimeline(utc, timeline_.leaps());
  clock_.begin_at(first_reading());
}

// What a time server says: UTC, or UTC as its operators smear it.
WallTime HostClock::served_time() const {
  const Instant at = world().now();
  if (at < smear_.from || at >= smear_.until) return timeline_.wall_at(at);
  return timeline_.wall_at(smear_.from) + (at - smear_.from) + smear_.done(at);
}

Duration HostClock::error() const { return clock_.wall() - served_time(); }

std::unique_ptr<Process> HostClock::boot() {
  gave_up_ = false;
  if (options_.daemon != TimeDaemon::none)
    spawn("time daemon", [this] { keep_right(); }, {.serves = true});
  return std::make_unique<Process>();
}

void HostClock::keep_right() {
  const TimeDaemonRules& rules = rules_of(options_.daemon);
  Duration poll = rules.poll_min;
  Instant large_since = Instant::never();
  for (std::uint32_t polled = 1;; ++polled) {
    ++polls_;
    const Duration wrong = error();
    if (absolute(wrong) > rules.panic) return give_up(wrong);
    const bool steps = absolute(wrong) > rules.step_threshold && polled <= rules.steps_max;
    if (!steps) large_since = Instant::never();
    if (steps && large_since.is_never()) large_since = monotonic_now();
    const bool waits = steps && monotonic_now() - large_since < rules.stepout;
    if (!waits) correct(wrong, steps);
    const bool settled = absolute(wrong) * 4 < rules.step_threshold;
    poll = settled ? std::min(poll * 2, rules.poll_max) : rules.poll_min;
    sleep(poll);
  }
}

// A slew takes so long that the rate is the daemon's; it replaces the one before, as the error that
// was measured now is all there is.
void HostClock::correct(Duration error, bool steps) {
  if (error == Duration::zero()) return;
  if (steps || absolute(error) > NodeClock::kSlewMax) {
    ++steps_;
    clock_.step(-error);
    world().story().tell(now(), name(), Weight::turning_point,
                         fmt::format("the time daemon sets the clock by {}{}",
                                     error < Duration::zero() ? "+" : "-", human(absolute(error))));
    return;
  }
  ++slews_;
  clock_.slew(-error, absolute(error) * kMillion / rules_of(options_.daemon).slew_rate);
}

void HostClock::give_up(Duration error) {
  gave_up_ = true;
  world().story().tell(
      now(), name(), Weight::turning_point,
      fmt::format("the time daemon exits: the clock is wrong by {}", human(absolute(error))));
}

void HostClock::expect(const LeapSecond& leap, LeapPolicy policy) {
  timeline_ = UtcTimeline(begins_, leap.within(timeline_.leaps()));
  const Duration amount = leap.deleted ? Duration(1s) : -Duration(1s);
  const Duration until = timeline_.until({leap.day_ends}) + std::min(amount, Duration::zero());
  const Instant at = Instant::at(until);
  HINDCAST_CHECK(at > world().now());
  if (policy == LeapPolicy::smear) begin_smear(at, amount);
  if (policy != LeapPolicy::step) return;
  world().inject("leap second", [this, at, amount] {
    sleep(at - now());
    clock_.step(amount);
    world().story().tell(now(), name(), Weight::turning_point,
                         amount < Duration::zero()
                             ? "the kernel repeats a second of the wall clock"
                             : "the kernel leaves out a second of the wall clock");
  });
}

// From noon to noon around the second; a world that begins in between begins with a clock that is
// smeared already.
void HostClock::begin_smear(Instant leap, Duration amount) {
  const Duration length = Duration(24h) - amount;
  const Instant from = leap - Duration(12h) + std::max(amount, Duration::zero());
  smear_ = {from, from + length, amount};
  const Instant at = world().now();
  if (at >= from) {
    clock_.step(smear_.done(at));
    clock_.smear(amount - smear_.done(at), smear_.until - at);
    return;
  }
  world().inject("smear", [this, from, amount, length] {
    sleep(from - now());
    clock_.smear(amount, length);
  });
}

}  // namespace hindcast
