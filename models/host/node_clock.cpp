#include "hindcast/models/host/node_clock.hpp"

#include <algorithm>

#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

constexpr std::int64_t kBillion = 1'000'000'000;

}  // namespace

NodeClock::NodeClock(Node& node, WallTime wall) : node_(node), wall_at_zero_(wall) {
  node.set_timer_clock(this);
}

Instant NodeClock::now() const { return node_.world().now(); }

Instant NodeClock::reading(Instant at) const {
  const Duration elapsed = at - anchored_;
  WideCount gained = slew_.fine(at) + smear_.fine(at);
  if (drift_ != 0)
    gained += floored(WideCount{elapsed.count()} * drift_ * ClockSlew::kFine, kBillion);
  return anchor_reading_ + elapsed + ClockSlew::whole(gained);
}

// The reading never goes back and gains at most a multiple of the time, so the instant lies between
// two bounds, and is found by halving.
Instant NodeClock::when(Instant reading) const {
  const Instant from = now();
  const Duration wanted = reading - this->reading(from);
  if (wanted <= Duration::zero()) return from;
  if (drift_ == 0 && from >= std::max(slew_.until, smear_.until))
    return saturating_add(from, wanted);
  Duration before = Duration::zero();
  Duration enough = wanted;
  while (this->reading(saturating_add(from, enough)) < reading) {
    before = enough;
    if (enough > Duration::infinite() / 4) return Instant::never();
    enough = enough * 2;
  }
  while (enough - before > Duration::nanoseconds(1)) {
    const Duration middle = before + (enough - before) / 2;
    (this->reading(from + middle) < reading ? before : enough) = middle;
  }
  return from + enough;
}

WallTime NodeClock::wall() const {
  if (frozen_at_) return *frozen_at_;
  return wall_at_zero_ + reading(now()).since_start();
}

// A new rate begins here: what the old one did is kept.
void NodeClock::anchor() {
  const Instant at = now();
  anchor_reading_ = reading(at);
  anchored_ = at;
  for (ClockSlew* const slew : {&slew_, &smear_}) {
    *slew = {at, std::max(at, slew->until), slew->amount - slew->done(at)};
  }
}

void NodeClock::changed(ClockChange change, Duration by) const {
  node_.world().scheduler().emit(events::kClockChanged, node_.path().value,
                                 static_cast<std::uint64_t>(by.count()),
                                 static_cast<std::uint32_t>(change));
}

void NodeClock::step(Duration by) {
  if (frozen_at_) frozen_at_ = *frozen_at_ + by;
  wall_at_zero_ = wall_at_zero_ + by;
  changed(ClockChange::set, by);
}

void NodeClock::set_drift(std::int64_t parts_per_billion) {
  HINDCAST_CHECK(parts_per_billion >= -kDriftMax && parts_per_billion <= kDriftMax);
  anchor();
  drift_ = parts_per_billion;
  changed(ClockChange::drift, Duration::nanoseconds(parts_per_billion));
  node_.world().scheduler().rearm_timers(node_);
}

void NodeClock::begin(ClockSlew& slew, Duration amount, Duration length) {
  HINDCAST_CHECK(amount <= kSlewMax && -amount <= kSlewMax);
  HINDCAST_CHECK(amount * 2 <= length && -amount * 2 <= length);
  anchor();
  slew = {now(), now() + length, amount};
  changed(ClockChange::slew, amount);
  node_.world().scheduler().rearm_timers(node_);
}

void NodeClock::slew(Duration amount, Duration length) { begin(slew_, amount, length); }
void NodeClock::smear(Duration amount, Duration length) { begin(smear_, amount, length); }

Duration NodeClock::slew_left() const { return slew_.amount - slew_.done(now()); }

void NodeClock::freeze() {
  if (frozen_at_) return;
  frozen_at_ = wall();
  changed(ClockChange::freeze, Duration::zero());
}

void NodeClock::thaw() {
  if (!frozen_at_) return;
  const WallTime stood_at = *frozen_at_;
  frozen_at_.reset();
  const Duration lost = stood_at - wall();
  wall_at_zero_ = wall_at_zero_ + lost;
  changed(ClockChange::thaw, lost);
}

void NodeClock::miss_zone_change(const TimeZone& zone, std::int64_t posix) {
  constexpr std::int64_t kHorizon = std::int64_t{86'400} * 366 * 100;
  const std::vector<ZoneTransition> known = zone.transitions(posix, posix + kHorizon);
  if (known.empty() || known.front().at != posix) return;
  const std::int64_t until = known.size() > 1 ? known[1].at : posix + kHorizon;
  missed_ = MissedChange{zone.name(), posix, until, known.front().before};
}

const ZoneType& NodeClock::zone_type(const TimeZone& zone, std::int64_t posix) const {
  const bool unknown =
      missed_ && missed_->zone == zone.name() && posix >= missed_->from && posix < missed_->until;
  return unknown ? missed_->reading : zone.type_at(posix);
}

WallTime wall_now(const Node& node) {
  if (const NodeClock* const clock = NodeClock::of(node)) return clock->wall();
  return kWorldBegins + node.world().now().since_start();
}

const ZoneType& zone_type_at(const Node& node, const TimeZone& zone, std::int64_t posix) {
  const NodeClock* const clock = NodeClock::of(node);
  return clock == nullptr ? zone.type_at(posix) : clock->zone_type(zone, posix);
}

}  // namespace hindcast
