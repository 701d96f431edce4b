#include "hindcast/models/network/wire.hpp"

#include <algorithm>

#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

bool affects(const LinkFault& fault, Direction direction, std::uint64_t bytes) {
  return covers(fault.directions, direction) && bytes >= fault.bytes_min;
}

// Returns the probability that at least one of two independent things happens.
Ratio either(Ratio left, Ratio right) {
  const std::uint64_t neither = (Ratio::kOne - left.parts_per_billion()) *
                                (Ratio::kOne - right.parts_per_billion()) / Ratio::kOne;
  return Ratio::parts_per_billion(Ratio::kOne - neither);
}

// Numbers the transmissions of a message, in both directions.
std::uint32_t nth_transmission(const Parcel& parcel) {
  return parcel.held * 2 + static_cast<std::uint32_t>(parcel.direction);
}

bool shapes(const LinkFault& fault) {
  return fault.bandwidth != kBandwidthUnlimited || fault.clogged_until > Instant{};
}

}  // namespace

std::uint32_t Wire::begin(const LinkFault& fault) {
  faults_.push_back({begun_, fault});
  return begun_++;
}

std::optional<LinkFault> Wire::end(std::uint32_t number) {
  const auto found = std::find_if(faults_.begin(), faults_.end(),
                                  [&](const Active& active) { return active.number == number; });
  if (found == faults_.end()) return std::nullopt;
  const LinkFault fault = found->fault;
  faults_.erase(found);
  return fault;
}

std::optional<std::uint32_t> Wire::newest() const {
  if (faults_.empty()) return std::nullopt;
  return faults_.back().number;
}

const LinkFault* Wire::cut(Direction direction, std::uint64_t bytes) const {
  for (const Active& active : faults_) {
    if (active.fault.cut && affects(active.fault, direction, bytes)) return &active.fault;
  }
  return nullptr;
}

bool Wire::is_lost(const Parcel& parcel) {
  const Ratio loss = loss_of(parcel);
  if (loss == Ratio::zero()) return false;
  return world_.scheduler().choose_about(
             {ChoiceKind::message, parcel.path, "loss", nth_transmission(parcel), 2, loss, {}}) ==
         1;
}

Ratio Wire::loss_of(const Parcel& parcel) {
  const bool back = parcel.direction == Direction::reply;
  Ratio loss = back ? options_.reply.loss.value_or(options_.loss) : options_.loss;
  for (const Active& active : faults_) {
    if (affects(active.fault, parcel.direction, parcel.bytes)) {
      loss = either(loss, active.fault.loss);
    }
  }
  const Ratio burst = burst_loss_of(parcel);
  return burst == Ratio::zero() ? loss : either(loss, burst);
}

// Of the link's own chain, and of the first fault that has one.
Ratio Wire::burst_loss_of(const Parcel& parcel) {
  const auto step = [&](BurstLoss& chain, const BurstLossOptions& options, Label label) {
    return chain.step(
        options, world_.scheduler().draw_for(path_, label, parcel.path, nth_transmission(parcel)));
  };
  Ratio loss = Ratio::zero();
  if (options_.burst_loss.is_on()) {
    loss = step(way(parcel.direction).burst, options_.burst_loss, "burst");
  }
  for (const Active& active : faults_) {
    if (!active.fault.burst_loss.is_on()) continue;
    if (!affects(active.fault, parcel.direction, parcel.bytes)) continue;
    return either(loss, step(way(parcel.direction).burst_of_faults, active.fault.burst_loss,
                             "burst of a fault"));
  }
  return loss;
}

std::optional<Duration> Wire::pass(const Parcel& parcel) {
  if (cut(parcel.direction, parcel.bytes) != nullptr || is_lost(parcel)) return std::nullopt;
  return transmit(parcel);
}

std::optional<Duration> Wire::transmit(const Parcel& parcel) {
  Duration sending = Duration::zero();
  const TransmissionQueue::Rules rules_now = rules(parcel);
  if (rules_now.bandwidth != kBandwidthUnlimited || rules_now.closed_until > world_.now()) {
    Way& taken = way(parcel.direction);
    const auto sent = taken.queue.accept(world_.now(), parcel.bytes, rules_now);
    if (!sent) {
      ++taken.overflowed;
      return std::nullopt;
    }
    sending = *sent - world_.now();
  }
  const Duration travel = latency(parcel, parcel.direction, 0);
  return sending + travel + lateness(parcel);
}

TransmissionQueue::Rules Wire::rules(const Parcel& parcel) const {
  const bool back = parcel.direction == Direction::reply;
  TransmissionQueue::Rules rules{
      .bandwidth =
          back ? options_.reply.bandwidth.value_or(options_.bandwidth) : options_.bandwidth,
      .waiting_max = options_.queue};
  for (const Active& active : faults_) {
    if (!shapes(active.fault) || !affects(active.fault, parcel.direction, parcel.bytes)) continue;
    rules.bandwidth = std::min(rules.bandwidth, active.fault.bandwidth);
    rules.closed_until = std::max(rules.closed_until, active.fault.clogged_until);
  }
  return rules;
}

// How much later than its latency a message comes that others overtake.
Duration Wire::lateness(const Parcel& parcel) {
  Ratio how_often = options_.reordering;
  Duration late_max = options_.late_max;
  for (const Active& active : faults_) {
    if (active.fault.reordering == Ratio::zero()) continue;
    if (!affects(active.fault, parcel.direction, parcel.bytes)) continue;
    how_often = either(how_often, active.fault.reordering);
    late_max = std::max(late_max, active.fault.late_max);
  }
  if (how_often == Ratio::zero()) return Duration::zero();
  Scheduler& scheduler = world_.scheduler();
  const std::uint32_t nth = nth_transmission(parcel);
  if (scheduler.choose_about(
          {ChoiceKind::message, parcel.path, "reordering", nth, 2, how_often, {}}) == 0) {
    return Duration::zero();
  }
  const std::uint64_t random = scheduler.draw_for(path_, "lateness", parcel.path, nth);
  const auto late = bounded(random, static_cast<std::uint64_t>(late_max.count()));
  return Duration::nanoseconds(static_cast<std::int64_t>(late) + 1);
}

Duration Wire::latency(const Parcel& parcel, Direction direction, std::uint32_t leg) {
  Scheduler& scheduler = world_.scheduler();
  const std::uint32_t nth = leg * 2 + static_cast<std::uint32_t>(direction);
  Duration result = Duration::zero();
  if (const std::size_t entries = options_.delays.size(); entries == 0) {
    const bool differs = direction == Direction::reply && options_.reply.latency;
    const Distribution& law = differs ? *options_.reply.latency : options_.latency;
    result = law.duration(scheduler.draw_for(path_, "latency", parcel.path, nth));
  } else if (scheduler.asks(ChoiceKind::delay)) {
    const auto arity = static_cast<std::uint32_t>(entries);
    const std::uint32_t entry = scheduler.choose_about(
        {ChoiceKind::delay, parcel.path, "delay", nth, arity, Ratio::of(arity - 1, arity), {}});
    result = options_.delays[entry];
  } else {
    const std::uint64_t random = scheduler.draw_for(path_, "delay", parcel.path, nth);
    result = options_.delays[bounded(random, entries)];
  }
  for (const Active& active : faults_) {
    if (affects(active.fault, direction, parcel.bytes)) result += active.fault.added_latency;
  }
  return result;
}

bool Wire::is_duplicated(const Parcel& parcel) {
  Ratio how_often = options_.duplication;
  for (const Active& active : faults_) {
    if (affects(active.fault, parcel.direction, parcel.bytes)) {
      how_often = either(how_often, active.fault.duplication);
    }
  }
  if (how_often == Ratio::zero()) return false;
  const std::uint32_t nth = static_cast<std::uint32_t>(parcel.direction);
  return world_.scheduler().choose_about(
             {ChoiceKind::message, parcel.path, "duplication", nth, 2, how_often, {}}) == 1;
}

bool Wire::has_memory() const {
  if (options_.bandwidth != kBandwidthUnlimited || options_.reply.bandwidth) return true;
  if (options_.burst_loss.is_on()) return true;
  return std::any_of(faults_.begin(), faults_.end(), [](const Active& active) {
    return shapes(active.fault) || active.fault.burst_loss.is_on();
  });
}

}  // namespace hindcast
