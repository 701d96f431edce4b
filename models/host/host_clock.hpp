// HostClock: the clocks of the host on whose node it stands, as a component of a design: how wrong
// they are from the beginning, and who keeps them right. Everybody on the node reads them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "hindcast/models/host/node_clock.hpp"
#include "hindcast/models/host/time_daemon.hpp"
#include "hindcast/models/time/utc_timeline.hpp"
#include "hindcast/sim/component.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

// What a host does about a leap second.
enum class LeapPolicy : std::uint8_t {
  ignored,  // nothing: the clock is wrong by a second until its daemon notices
  step,     // Linux, told by NTP (STA_INS, STA_DEL): the wall clock is set by a second
  smear,    // servers of smeared time: 24 h, linear, from noon to noon (Google, AWS)
};

struct HostClockOptions {
  std::string begins = "2024-01-01T00:00:00Z";
  std::int64_t offset_milliseconds = 0;
  std::int64_t drift = 0;
  TimeDaemon daemon = TimeDaemon::none;

  static const FieldTable<HostClockOptions>& fields();
};

class HostClock final : public Component {
 public:
  using Options = HostClockOptions;

  HostClock(const Place& place, Options options);

  NodeClock& clocks() { return clock_; }
  const NodeClock& clocks() const { return clock_; }
  const Options& options() const { return options_; }
  // Which UTC it really is; what a time server says, except while it smears.
  const UtcTimeline& timeline() const { return timeline_; }
  // By how much the wall clock is ahead of what a time server says now.
  Duration error() const;

  // The world begins at that moment instead; the offset stays. REQUIRES: the world has not run.
  void begin_at(const UtcTime& utc);
  // A leap second is to come (or, for a smear, is coming): from now on UTC has it, and this host
  // treats it by that policy. REQUIRES: the world is being built or runs, and the second has not
  // come yet.
  void expect(const LeapSecond& leap, LeapPolicy policy);

  // For properties and reports.
  std::uint64_t polls() const { return polls_; }
  std::uint64_t steps() const { return steps_; }
  std::uint64_t slews() const { return slews_; }
  bool daemon_gave_up() const { return gave_up_; }

 private:
  std::unique_ptr<Process> boot() override;
  WallTime first_reading() const;
  WallTime served_time() const;
  void keep_right();
  void correct(Duration error, bool steps);
  void give_up(Duration error);
  void begin_smear(Instant leap, Duration amount);

  Options options_;
  UtcTime begins_;
  UtcTimeline timeline_;
  NodeClock clock_;
  ClockSlew smear_{};
  std::uint64_t polls_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t slews_ = 0;
  bool gave_up_ = false;
};

}  // namespace hindcast
