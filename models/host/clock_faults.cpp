#include "hindcast/models/host/clock_faults.hpp"

#include <fmt/format.h>

#include "hindcast/models/time/zone_tables.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

constexpr std::int64_t kSlewsPerUnit = 2'000;  // 500 ppm, the limit of adjtimex(2)

void tell(const HostClock& host, const std::string& what) {
  host.world().story().tell(host.world().now(), host.node().name(), Weight::turning_point, what);
}

std::string reading_text(const HostClock& host) { return to_text(host.clocks().wall().utc()); }

}  // namespace

const char* name_of(ClockFaultKind kind) {
  switch (kind) {
    case ClockFaultKind::step_forward:
      return "step_forward";
    case ClockFaultKind::step_back:
      return "step_back";
    case ClockFaultKind::set_date:
      return "set_date";
    case ClockFaultKind::drift:
      return "drift";
    case ClockFaultKind::freeze:
      return "freeze";
    case ClockFaultKind::slew:
      return "slew";
    case ClockFaultKind::skew:
      return "skew";
    case ClockFaultKind::leap_step:
      return "leap_step";
    case ClockFaultKind::leap_smear:
      return "leap_smear";
    case ClockFaultKind::leap_ignored:
      return "leap_ignored";
    case ClockFaultKind::leap_deleted:
      return "leap_deleted";
    case ClockFaultKind::leap_hypothetical:
      return "leap_hypothetical";
    case ClockFaultKind::zone_change_missed:
      return "zone_change_missed";
  }
  return "";
}

void begin_clock_fault(HostClock& host, const ClockFault& fault, HostClock* other) {
  HINDCAST_CHECK((other != nullptr) == (fault.kind == ClockFaultKind::skew));
  NodeClock& clock = host.clocks();
  switch (fault.kind) {
    case ClockFaultKind::step_forward:
      clock.step(fault.amount);
      return tell(host, fmt::format("the wall clock is set forward, to {}", reading_text(host)));
    case ClockFaultKind::step_back:
      clock.step(-fault.amount);
      return tell(host, fmt::format("the wall clock is set back, to {}", reading_text(host)));
    case ClockFaultKind::set_date:
      clock.set_wall(fault.date);
      return tell(host, fmt::format("the wall clock is set to {}", reading_text(host)));
    case ClockFaultKind::drift:
      clock.set_drift(fault.drift);
      return tell(host, fmt::format("the clock drifts by {} ppb", fault.drift));
    case ClockFaultKind::freeze:
      clock.freeze();
      return tell(host, fmt::format("the wall clock stands still at {}", reading_text(host)));
    case ClockFaultKind::slew:
      clock.slew(fault.amount,
                 (fault.amount < Duration::zero() ? -fault.amount : fault.amount) * kSlewsPerUnit);
      return tell(host, "the clock is slewed");
    case ClockFaultKind::skew:
      clock.step(fault.amount / 2);
      other->clocks().step(fault.amount / 2 - fault.amount);
      tell(host, fmt::format("the wall clock is set to {}", reading_text(host)));
      return tell(*other, fmt::format("the wall clock is set to {}", reading_text(*other)));
    case ClockFaultKind::leap_step:
    case ClockFaultKind::leap_deleted:
    case ClockFaultKind::leap_hypothetical:
      return host.expect(fault.leap, LeapPolicy::step);
    case ClockFaultKind::leap_smear:
      return host.expect(fault.leap, LeapPolicy::smear);
    case ClockFaultKind::leap_ignored:
      return host.expect(fault.leap, LeapPolicy::ignored);
    case ClockFaultKind::zone_change_missed:
      clock.miss_zone_change(ZoneTables::pinned().find(fault.zone).value_or_throw({"zone"}),
                             fault.zone_change);
      return tell(host, fmt::format("the tz database does not know the change of {} at {}",
                                    fault.zone, to_text(UtcTime{fault.zone_change})));
  }
}

void set_clock_right(HostClock& host) {
  NodeClock& clock = host.clocks();
  clock.thaw();
  clock.update_zones();
  if (clock.drift() != 0) clock.set_drift(0);
  if (clock.slew_left() != Duration::zero()) {
    clock.slew(Duration::zero(), Duration::nanoseconds(1));
  }
  if (host.error() != Duration::zero()) clock.step(-host.error());
  tell(host, fmt::format("the wall clock is set right, to {}", reading_text(host)));
}

}  // namespace hindcast
