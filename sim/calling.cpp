// One call over a client port, with everything its policy puts around it.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/port.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

using Guards = std::vector<std::shared_ptr<CallGuard>>;

// Returns the wait before attempt `next` (1 is the first retry).
Duration backoff_before(const Backoff& backoff, std::uint32_t next) {
  if (backoff.base == Duration::zero()) return Duration::zero();
  Duration wait = backoff.base;
  for (std::uint32_t doubled = 1; doubled < next && wait < backoff.maximum; ++doubled) {
    wait = wait.count() > Duration::infinite().count() / 2 ? backoff.maximum : wait * 2;
  }
  wait = std::min(wait, backoff.maximum);
  if (backoff.jitter == Backoff::Jitter::none || wait.is_infinite()) return wait;
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

// Whether it is known by now that the server at the other end is not up.
bool known_down(Connection& connection, const Balancing& balancing) {
  const Component& server = connection.server.owner();
  if (server.listens()) {
    connection.found_down = Instant::never();
    return false;
  }
  if (connection.found_down.is_never()) connection.found_down = now();
  const bool host_lost = !server.node().alive() && server.node().crash_kind() == CrashKind::host;
  const Duration noticed = host_lost ? balancing.host_loss_noticed : balancing.exit_noticed;
  return !noticed.is_infinite() && now() - connection.found_down >= noticed;
}

// The connection that the next attempt goes over.
Connection& balanced(Connection& named) {
  const std::vector<Connection*>& replicas = named.client.connections();
  const Balancing& balancing = named.policy.balancing;
  if (balancing.order == Balancing::Order::none || replicas.size() == 1) return named;
  const std::uint64_t first = balancing.order == Balancing::Order::random
                                  ? bounded(draw("replica"), replicas.size())
                                  : named.turns++ % replicas.size();
  for (std::uint64_t nth = 0; nth < replicas.size(); ++nth) {
    Connection& candidate = *replicas[(first + nth) % replicas.size()];
    if (!known_down(candidate, balancing)) return candidate;
  }
  return *replicas[first];
}

// The name of the calling fiber's next call over this port.
Key next_call(const Port& port) {
  Fiber* const caller = Scheduler::current().running();
  HINDCAST_CHECK(caller != nullptr && caller->node == &port.owner().node());
  return child(caller->subject, port.path().value, caller->counters.next(port.path().value));
}

// The earliest of the guards' own limits, and whose it is (null: none has one).
struct OwnLimit {
  Duration timeout = Duration::infinite();
  const CallGuard* guard = nullptr;
};

OwnLimit strictest(const Guards& guards) {
  OwnLimit found;
  for (const auto& guard : guards) {
    const Duration own = guard->timeout();
    if (own < found.timeout) found = {own, guard.get()};
  }
  return found;
}

// The guards that admitted something; if its fiber is cancelled they are told.
class Admission {
 public:
  Admission(const Guards& guards, const GuardedCall& call) : guards_(guards), call_(call) {
    HINDCAST_CHECK(guards.size() <= CallPolicy::kGuardsMax);
  }
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;
  ~Admission() {
    while (admitted_ > 0) guards_[admitted_ - 1]->abandon(recall());
  }

  // Returns null if all of them admitted it, else who did not.
  const CallGuard* ask() {
    for (const auto& guard : guards_) {
      call_.ticket = 0;
      if (!guard->admit(call_)) return guard.get();
      seals_[admitted_++] = {call_.ticket, now()};
    }
    return nullptr;
  }
  void settle(const CallEnd& end) {
    while (admitted_ > 0) {
      CallGuard& guard = *guards_[admitted_ - 1];
      guard.settle(recall(), end);
    }
  }

 private:
  struct Seal {
    std::uint64_t ticket;
    Instant admitted;
  };

  // Takes back the newest admission, with what its guard left there.
  const GuardedCall& recall() {
    --admitted_;
    call_.ticket = seals_[admitted_].ticket;
    call_.admitted = seals_[admitted_].admitted;
    return call_;
  }

  const Guards& guards_;
  GuardedCall call_;
  std::array<Seal, CallPolicy::kGuardsMax> seals_;
  std::size_t admitted_ = 0;
};

// Runs `body` if the guards admit it: asked in order, settled in reverse.
template <class Body>
CallEnd guarded(Connection& connection, const Guards& guards, const GuardedCall& call, Body body) {
  if (guards.empty()) return body();
  Admission admission(guards, call);
  CallEnd end;
  end.rejecter = admission.ask();
  if (end.rejecter != nullptr) {
    end.status = CallStatus::rejected;
    ++connection.counts.rejected;
  } else {
    end = body();
  }
  admission.settle(end);
  return end;
}

// What is called: the request under its name, and who makes an attempt of it (none: the exchange).
struct Called {
  Key path;
  Payload request;
  const AttemptBody* body = nullptr;
};

class Call final : public CallInner {
 public:
  Call(Port& port, Connection& connection, Called called, const CallOptions& options)
      : port_(port),
        connection_(connection),
        path_(called.path),
        request_(std::move(called.request)),
        body_(called.body),
        options_(options) {}

  CallEnd run() override {
    const CallPolicy& policy = connection_.policy;
    if (wrappers_begun_ == policy.wrappers.size()) return run_within_guards();
    CallWrapper& wrapper = *policy.wrappers[wrappers_begun_];
    ++wrappers_begun_;
    const CallEnd end = wrapper.around({path_, request_}, *this);
    --wrappers_begun_;
    return end;
  }

  CallEnd run_over(std::size_t connection) override {
    CallOptions options = options_;
    options.connection = connection;
    return Call(port_, connection_of(port_, connection), {next_call(port_), request_}, options)
        .run();
  }

 private:
  CallEnd run_within_guards() {
    const Guards& guards = connection_.policy.call_guards;
    return guarded(connection_, guards, {path_, request_}, [&] {
      const OwnLimit strict = strictest(guards);
      const Duration limit = std::min(connection_.policy.deadline, strict.timeout);
      const Instant deadline =
          limit.is_infinite() ? Instant::never() : saturating_add(monotonic_now(), limit);
      CallEnd end = run_attempts(deadline);
      const bool its_limit = strict.guard != nullptr && limit == strict.timeout;
      if (end.status == CallStatus::timed_out && its_limit && monotonic_now() >= deadline) {
        end.rejecter = strict.guard;
      }
      return end;
    });
  }

  // Attempts until one is good enough, no more are allowed or the time is up.
  CallEnd run_attempts(Instant deadline) {
    Duration waited = Duration::zero();
    Duration waited_total = Duration::zero();
    for (std::uint32_t attempt = 0;; ++attempt) {
      CallEnd end = run_attempt(attempt, deadline);
      end.attempts = attempt + 1;
      const std::optional<Duration> wait = wait_after({end, end.attempts, waited, waited_total});
      if (!wait) return end;
      waited = *wait;
      waited_total = saturating_add(Instant::at(waited_total), waited).since_start();
      if (!deadline.is_never() && saturating_add(monotonic_now(), waited) >= deadline) {
        sleep(deadline - monotonic_now());
        return {.status = CallStatus::timed_out, .attempts = end.attempts};
      }
      if (waited > Duration::zero()) sleep(waited);
    }
  }

  CallEnd run_attempt(std::uint32_t attempt, Instant deadline) {
    const Key path = child(path_, hash_text("attempt"), attempt);
    const Guards& guards = connection_.policy.guards;
    return guarded(connection_, guards, {path, request_, attempt}, [&] {
      const OwnLimit strict = strictest(guards);
      Duration timeout = std::min({options_.timeout, connection_.policy.timeout, strict.timeout});
      if (!deadline.is_never()) timeout = std::min(timeout, deadline - monotonic_now());
      CallEnd end = attempt_once(path, timeout);
      const bool its_limit = strict.guard != nullptr && timeout == strict.timeout;
      if (end.status == CallStatus::timed_out && its_limit) end.rejecter = strict.guard;
      return end;
    });
  }

  CallEnd attempt_once(Key path, Duration timeout) {
    if (body_ != nullptr) return (*body_)(timeout);
    Connection& over = balanced(connection_);
    CallEnd end =
        port_.owner().world().exchanges().attempt(over, {path, request_, timeout, options_.opens});
    count_end(over.counts, end.status);
    return end;
  }

  std::optional<Duration> wait_after(const EndedAttempt& ended) const {
    const CallPolicy& policy = connection_.policy;
    if (policy.retry != nullptr) return policy.retry->after(ended);
    if (ended.end.ok() || ended.attempts >= policy.attempts_max) return std::nullopt;
    return backoff_before(policy.backoff, ended.attempts);
  }

  Port& port_;
  Connection& connection_;
  Key path_;
  Payload request_;
  const AttemptBody* body_;
  const CallOptions& options_;
  std::size_t wrappers_begun_ = 0;
};

}  // namespace

CallEnd call_over(Port& port, Payload request, const CallOptions& options) {
  Connection& connection = connection_of(port, options.connection);
  const Key path = next_call(port);
  if (Scheduler::current().ending()) return {};
  if (options.bare) {
    CallEnd end = port.owner().world().exchanges().attempt(
        connection,
        {child(path, hash_text("attempt"), 0), request, options.timeout, options.opens});
    count_end(connection.counts, end.status);
    end.attempts = 1;
    return end;
  }
  return Call(port, connection, {path, std::move(request)}, options).run();
}

CallEnd call_around(Port& port, Payload request, const CallOptions& options,
                    const AttemptBody& attempt) {
  Connection& connection = connection_of(port, options.connection);
  const Key path = next_call(port);
  if (Scheduler::current().ending()) return {};
  return Call(port, connection, {path, std::move(request), &attempt}, options).run();
}

bool has_policy(const Port& port, std::size_t connection) {
  const CallPolicy& policy = connection_of(port, connection).policy;
  return !policy.timeout.is_infinite() || policy.attempts_max > 1 || !policy.guards.empty() ||
         !policy.call_guards.empty() || policy.retry != nullptr || !policy.wrappers.empty() ||
         !policy.deadline.is_infinite();
}

void post_over(Port& port, Payload message, std::size_t connection) {
  Connection& named = connection_of(port, connection);
  if (Scheduler::current().voided()) return;
  Connection& over = balanced(named);
  port.owner().world().exchanges().post(over, next_call(port), message);
}

}  // namespace hindcast
