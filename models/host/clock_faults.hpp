// ClockFault: what can go wrong with the clocks of a host, one kind each, so that a story of
// several is made of these. All are begun on an adversary's fiber, or before the run.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "hindcast/models/host/host_clock.hpp"

namespace hindcast {

enum class ClockFaultKind : std::uint8_t {
  step_forward,        // the wall clock is set forward by `amount`
  step_back,           // and back
  set_date,            // date -s: the wall clock is set to `date`
  drift,               // the oscillator is wrong by `drift`
  freeze,              // the wall clock stands still
  slew,                // adjtime: both clocks are bent by `amount`, at 500 ppm
  skew,                // two hosts disagree by `amount`, each of them wrong by half of it
  leap_step,           // a leap second, as Linux inserts it: the second before it again
  leap_smear,          // the same second, smeared over 24 h
  leap_ignored,        // the same second, of which this host was not told
  leap_deleted,        // a second is left out, as Linux does it
  leap_hypothetical,   // an inserted second that no table has
  zone_change_missed,  // the host's tz database is older than a change of `zone`
};

inline constexpr std::array kClockFaultKinds = {ClockFaultKind::step_forward,
                                                ClockFaultKind::step_back,
                                                ClockFaultKind::set_date,
                                                ClockFaultKind::drift,
                                                ClockFaultKind::freeze,
                                                ClockFaultKind::slew,
                                                ClockFaultKind::skew,
                                                ClockFaultKind::leap_step,
                                                ClockFaultKind::leap_smear,
                                                ClockFaultKind::leap_ignored,
                                                ClockFaultKind::leap_deleted,
                                                ClockFaultKind::leap_hypothetical,
                                                ClockFaultKind::zone_change_missed};

const char* name_of(ClockFaultKind kind);

struct ClockFault {
  ClockFaultKind kind = ClockFaultKind::step_forward;
  Duration amount = std::chrono::hours(1);
  std::int64_t drift = 500'000;                                      // ppb
  WallTime date = WallTime::nanoseconds(1'577'836'800'000'000'000);  // 2020-01-01T00:00:00Z
  LeapSecond leap{};
  std::string_view zone{};       // outlives the fault
  std::int64_t zone_change = 0;  // POSIX seconds
};

// Begins the fault on that host. For skew the second one is the host that goes the other way.
// REQUIRES: there is a second host if and only if it is a skew; `leap` is yet to come.
void begin_clock_fault(HostClock& host, const ClockFault& fault, HostClock* other = nullptr);

// An administrator sets the clock right, replaces the oscillator and updates the zones.
void set_clock_right(HostClock& host);

}  // namespace hindcast
