#include "hindcast/sim/port.hpp"

#include <algorithm>

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

// Returns the wait before attempt `next` (1 is the first retry).
Duration backoff_before(const Backoff& backoff, std::uint32_t next) {
  if (backoff.base == Duration::zero()) return Duration::zero();
  Duration wait = backoff.base;
  for (std::uint32_t doubled = 1; doubled < next && wait < backoff.maximum; ++doubled) {
    wait = wait.count() > Duration::infinite().count() / 2 ? backoff.maximum : wait * 2;
  }
  wait = std::min(wait, backoff.maximum);
  if (backoff.jitter == Backoff::Jitter::none) return wait;
  const std::uint64_t random = draw("backoff");
  const Duration fixed = backoff.jitter == Backoff::Jitter::full ? Duration::zero() : wait / 2;
  const Duration spread = wait - fixed;
  return fixed + Duration::nanoseconds(static_cast<std::int64_t>(
                     bounded(random, static_cast<std::uint64_t>(spread.count()) + 1)));
}

void count_end(ConnectionCounts& counts, CallStatus status) {
  switch (status) {
    case CallStatus::ok:
      ++counts.ok;
      break;
    case CallStatus::timed_out:
      ++counts.timed_out;
      break;
    case CallStatus::refused:
      ++counts.refused;
      break;
    case CallStatus::closed:
      ++counts.closed;
      break;
    case CallStatus::rejected:
      ++counts.rejected;
      break;
  }
}

Connection& connection_of(const Port& port, std::size_t index) {
  if (index >= port.connections().size()) {
    check_failed(("port " + port.full_name() + " is not connected").c_str(), "port", 0);
  }
  return *port.connections()[index];
}

// The name of the calling fiber's next call over this port.
Key next_call(const Port& port) {
  Fiber* const caller = Scheduler::current().running();
  HINDCAST_CHECK(caller != nullptr && caller->node == &port.owner().node());
  return child(caller->subject, port.path().value, caller->counters.next(port.path().value));
}

// The guards that admitted an attempt; if its fiber is cancelled they are told.
struct Admission {
  ~Admission() {
    while (admitted > 0) guards[--admitted]->abandon();
  }

  const std::vector<std::shared_ptr<CallGuard>>& guards;
  std::size_t admitted = 0;
};

// One attempt with its guards: asked in order, settled in reverse.
CallEnd guarded_attempt(Connection& connection, const Attempt& what, std::uint32_t attempt) {
  const auto& guards = connection.policy.guards;
  CallEnd end;
  Admission admission{guards};
  std::size_t& admitted = admission.admitted;
  while (admitted < guards.size() && guards[admitted]->admit(attempt)) ++admitted;
  if (admitted < guards.size()) {
    end.status = CallStatus::rejected;
    ++connection.counts.rejected;
  } else {
    end = connection.client.owner().world().exchanges().attempt(connection, what);
    count_end(connection.counts, end.status);
  }
  while (admitted > 0) guards[--admitted]->settle(end.status, end.reply);
  return end;
}

}  // namespace

Port::Port(Component& owner, Label name, Role role, Protocol protocol)
    : owner_(owner),
      name_(name),
      path_(child(owner.path(), name.hash(), 0)),
      role_(role),
      protocol_(protocol) {
  HINDCAST_CHECK(owner.find_port(name.text()) == nullptr);
  owner.ports_.push_back(this);
}

std::string Port::full_name() const { return owner_.name() + "." + name_.text(); }

CallEnd call_over(Port& port, Payload request, const CallOptions& options) {
  Connection& connection = connection_of(port, options.connection);
  const Key call = next_call(port);
  if (Scheduler::current().ending()) return {};
  const Duration timeout = std::min(options.timeout, connection.policy.timeout);
  CallEnd end;
  for (std::uint32_t attempt = 0;; ++attempt) {
    const Key path = child(call, hash_text("attempt"), attempt);
    end = guarded_attempt(connection, {path, request, timeout, options.opens}, attempt);
    end.attempts = attempt + 1;
    if (end.ok() || end.attempts >= connection.policy.attempts_max) return end;
    const Duration wait = backoff_before(connection.policy.backoff, end.attempts);
    if (wait > Duration::zero()) sleep(wait);
  }
}

void post_over(Port& port, Payload message, std::size_t connection) {
  Connection& over = connection_of(port, connection);
  if (Scheduler::current().voided()) return;
  port.owner().world().exchanges().post(over, next_call(port), message);
}

}  // namespace hindcast
