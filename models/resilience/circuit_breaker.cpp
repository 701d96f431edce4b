#include "hindcast/models/resilience/circuit_breaker.hpp"

#include <fmt/format.h>

#include <utility>

#include "hindcast/models/resilience/breaker_record.hpp"
#include "hindcast/sim/topology.hpp"

namespace hindcast {
namespace {

// GuardedCall::ticket: the breaker's ticket in the lower half, the life of the breaker above; zero
// for a call that was not asked.
std::uint64_t seal(std::uint32_t life, BreakerTicket ticket) {
  return std::uint64_t{life} << 32U | (ticket.packed() & 0xffffffffU);
}

}  // namespace

CircuitBreaker::CircuitBreaker(GuardPlace place, const BreakerOptions& options)
    : place_(std::move(place)),
      options_(options),
      factory_(breaker_factory(options, place_.connection)),
      breaker_(factory_(place_.reading(), this)) {}

CircuitBreaker::CircuitBreaker(GuardPlace place, BreakerFactory factory,
                               const BreakerOptions& options)
    : place_(std::move(place)),
      options_(options),
      factory_(std::move(factory)),
      breaker_(factory_(place_.reading(), this)) {}

void CircuitBreaker::changed(const BreakerChange& change) {
  if (timeline_.size() < BreakerRecord::kTimelineMax) timeline_.push_back(change);
}

void CircuitBreaker::begin_life() {
  if (!life_.begins()) return;
  ++lives_;
  if (lives_ == 1) return;
  const BreakerState before = state();
  const ClockReading now = place_.reading();
  breaker_ = factory_(now, this);
  waiting_.clear();
  if (before != BreakerState::closed) changed({before, BreakerState::closed, now});
}

// Changes enter the trace with the call that noticed them.
void CircuitBreaker::tell() {
  for (; told_ < timeline_.size(); ++told_) {
    const BreakerChange& change = timeline_[told_];
    trace(events::kBreakerChanged, key_of(place_.connection).value,
          static_cast<std::uint64_t>(change.at.monotonic.count()),
          static_cast<std::uint32_t>(change.to));
    Story& story = place_.world.story();
    if (!story.listening()) continue;
    story.tell(change.at.monotonic, place_.connection, Weight::turning_point,
               fmt::format("the circuit breaker goes from {} to {}", name_of(change.from),
                           name_of(change.to)));
  }
}

bool CircuitBreaker::admit(GuardedCall& call) {
  begin_life();
  const bool must_ask = options_.scope != GuardScope::retries || call.attempt > 0;
  if (!must_ask && state() != BreakerState::closed) return true;
  for (;;) {
    const BreakerAnswer answer = breaker_->admit(place_.reading());
    tell();
    if (answer.kind == BreakerAnswer::Kind::admitted) {
      call.ticket = seal(lives_, answer.ticket);
      return true;
    }
    if (answer.kind == BreakerAnswer::Kind::rejected) return false;
    await_probe(answer.ticket);
  }
}

void CircuitBreaker::await_probe(BreakerTicket probe) {
  std::shared_ptr<Event>& place = waiting_[probe.generation];
  if (place == nullptr) place = std::make_shared<Event>(Label("breaker.probe"));
  const std::shared_ptr<Event> ended = place;
  ended->wait();
}

void CircuitBreaker::release_waiting(BreakerTicket probe) {
  const auto found = waiting_.find(probe.generation);
  if (found == waiting_.end()) return;
  const std::shared_ptr<Event> ended = found->second;
  waiting_.erase(found);
  ended->set();
}

BreakerResult CircuitBreaker::result_of(const GuardedCall& call, const CallEnd& end) const {
  const Duration elapsed = place_.world.now() - call.admitted;
  if (end.ok()) {
    const bool good = end.reply.is_good() || !options_.error_replies;
    return {good ? BreakerOutcome::success : BreakerOutcome::failure, elapsed};
  }
  const bool own = end.status == CallStatus::timed_out && elapsed >= breaker_->timeout();
  return {own ? BreakerOutcome::timeout : BreakerOutcome::failure, elapsed};
}

void CircuitBreaker::settle(const GuardedCall& call, const CallEnd& end) {
  if (call.ticket == 0 || call.ticket >> 32U != lives_) return;
  const BreakerTicket ticket = BreakerTicket::unpacked(call.ticket & 0xffffffffU);
  breaker_->settle(ticket, result_of(call, end), place_.reading());
  tell();
  if (ticket.probe) release_waiting(ticket);
}

void CircuitBreaker::abandon(const GuardedCall& call) {
  if (call.ticket == 0 || call.ticket >> 32U != lives_) return;
  if (Scheduler::current().voided()) return;  // the breaker dies with its process
  const BreakerTicket ticket = BreakerTicket::unpacked(call.ticket & 0xffffffffU);
  breaker_->abandon(ticket, place_.reading());
  if (ticket.probe) release_waiting(ticket);
}

BreakerState CircuitBreaker::state() const {
  breaker_->advance(place_.reading());
  return breaker_->state();
}

void CircuitBreaker::describe(TopologyEdge& edge) const { edge.has_breaker = true; }

}  // namespace hindcast
