// NodeClock: the two clocks of a host, kept as Linux keeps them (clock_gettime(2), adjtimex(2)):
// the monotonic clock runs at the oscillator's rate, corrected by slews, and is never set; the wall
// clock is the monotonic one plus an offset, which whoever sets the clock changes. Timers follow
// the monotonic clock.
//
// All is integer arithmetic on whole nanoseconds: a slew of one second ends exactly one second
// later.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hindcast/models/host/clock_slew.hpp"
#include "hindcast/models/time/time_zone.hpp"
#include "hindcast/models/time/wall_time.hpp"
#include "hindcast/sim/node.hpp"
#include "hindcast/sim/timer_clock.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

namespace events {

// a: the node; b: by how much, in nanoseconds; argument: the number of the ClockChange.
inline constexpr EventKind kClockChanged{"clock.changed"};

}  // namespace events

enum class ClockChange : std::uint8_t { set, drift, slew, freeze, thaw };

class NodeClock final : public TimerClock {
 public:
  // What a real oscillator does is far less; beyond it the clock is broken in other ways.
  static constexpr std::int64_t kDriftMax = 100'000'000;  // ppb: a tenth

  // The clock of `node`, which reads `wall` at the beginning of the world. The clock outlives the
  // run. REQUIRES: no fiber of the node has begun.
  NodeClock(Node& node, WallTime wall);
  NodeClock(const NodeClock&) = delete;
  NodeClock& operator=(const NodeClock&) = delete;
  ~NodeClock() override = default;

  // Returns the clock of that node, or null: then both its clocks are virtual time.
  static const NodeClock* of(const Node& node) {
    return dynamic_cast<const NodeClock*>(node.timer_clock());
  }

  // What it reads at the beginning of the world. REQUIRES: the world has not run.
  void begin_at(WallTime wall) { wall_at_zero_ = wall; }

  Instant reading(Instant at) const override;
  Instant when(Instant reading) const override;
  WallTime wall() const;
  Node& node() const { return node_; }

  // clock_settime(CLOCK_REALTIME): the wall clock jumps, timers do not notice.
  void step(Duration by);
  void set_wall(WallTime to) { step(to - wall()); }
  // From now on the oscillator is fast by that many parts per billion, or slow if negative.
  void set_drift(std::int64_t parts_per_billion);
  std::int64_t drift() const { return drift_; }
  // adjtime(3): both clocks gain `amount` (or lose, if negative) in even parts over `length` of
  // virtual time; what was left of the slew before is dropped. A smear is a second slew beside it,
  // which servers of smeared time impose on their clients.
  // REQUIRES: |amount| <= kSlewMax, 2 |amount| <= length.
  static constexpr Duration kSlewMax = std::chrono::hours(1);
  void slew(Duration amount, Duration length);
  void smear(Duration amount, Duration length);
  // What the slew still has to add.
  Duration slew_left() const;
  // The wall clock stands still, as one that an emulated clock or a snapshot feeds, and goes on
  // from there. Setting it while it stands moves where it stands.
  void freeze();
  void thaw();
  bool frozen() const { return frozen_at_.has_value(); }

  // The tz database of this host does not know of the change at `posix` in `zone`: there the
  // reading before it goes on until the next change. Nothing if there is no change then.
  void miss_zone_change(const TimeZone& zone, std::int64_t posix);
  void update_zones() { missed_.reset(); }
  // What a clock of that zone shows on this host at that moment.
  const ZoneType& zone_type(const TimeZone& zone, std::int64_t posix) const;

 private:
  struct MissedChange {
    std::string zone;
    std::int64_t from = 0;
    std::int64_t until = 0;
    ZoneType reading{};
  };

  Instant now() const;
  void anchor();
  void begin(ClockSlew& slew, Duration amount, Duration length);
  void changed(ClockChange change, Duration by) const;

  Node& node_;
  // At `anchored_`, which is when the rate changed last, the monotonic clock read
  // `anchor_reading_`.
  Instant anchored_;
  Instant anchor_reading_;
  std::int64_t drift_ = 0;
  ClockSlew slew_{};
  ClockSlew smear_{};
  WallTime wall_at_zero_;  // what the wall clock reads when the monotonic clock reads zero
  std::optional<WallTime> frozen_at_;
  std::optional<MissedChange> missed_;
};

// Return what the wall clock of that node reads now, and what a clock of that zone shows there at
// that moment.
WallTime wall_now(const Node& node);
const ZoneType& zone_type_at(const Node& node, const TimeZone& zone, std::int64_t posix);

}  // namespace hindcast
