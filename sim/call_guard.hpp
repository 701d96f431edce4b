// What a caller may put on a connection beside a timeout: guards, which let attempts through or
// reject them; a retry policy, which says whether and when to try again; and wrappers, which
// surround a whole call. The kernel knows only these interfaces; models/resilience has the real
// ones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hindcast/sim/call_end.hpp"
#include "hindcast/sim/key.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

struct TopologyEdge;

// One attempt (or one whole call, for a guard of calls) as a guard sees it.
struct GuardedCall {
  Key path;
  const Payload& request;
  std::uint32_t attempt = 0;  // how many attempts came before; 0 for a whole call
  Instant admitted{};         // when this guard let it through
  std::uint64_t ticket = 0;  // the guard's own: what `admit` leaves here, it finds again at the end
};

// A breaker, bulkhead or rate limiter: asked before each attempt and told what became of it. It
// lives with its connection; what it keeps belongs to the caller's process, so it starts afresh
// when the caller's node has a new life.
class CallGuard {
 public:
  virtual ~CallGuard() = default;

  // Returns whether the attempt may start; may suspend (a bulkhead queues).
  virtual bool admit(GuardedCall& call) = 0;
  // An admitted attempt ended, with the status `rejected` if a later guard did not admit it. Never
  // suspends.
  virtual void settle(const GuardedCall& call, const CallEnd& end) = 0;
  // An admitted attempt was cancelled with its fiber: nothing was learnt, but what `admit` took
  // must be given back. Never suspends.
  virtual void abandon(const GuardedCall& /*call*/) {}
  // What the rejected caller reads, such as the real library's text.
  virtual std::string rejection() const { return "rejected"; }
  // The guard's own limit on what it lets through; reaching it is the status `timed_out`.
  virtual Duration timeout() const { return Duration::infinite(); }
  // What the caller reads when that limit ran out.
  virtual std::string expiry() const { return "timed out"; }
  // States what the graph must know: has_breaker (if it can open at all).
  virtual void describe(TopologyEdge&) const {}
};

// The end of one attempt, for a retry policy.
struct EndedAttempt {
  const CallEnd& end;
  std::uint32_t attempts = 1;                // made so far, this one included
  Duration waited = Duration::zero();        // before this attempt
  Duration waited_total = Duration::zero();  // before it and all earlier ones
};

// Decides about retries, instead of CallPolicy's attempts_max and back-off.
class RetryPolicy {
 public:
  virtual ~RetryPolicy() = default;

  // Told of the end of every attempt, the good ones too. Returns how long to wait before another,
  // or nothing: then the call ends as this attempt did. May draw; never suspends.
  virtual std::optional<Duration> after(const EndedAttempt& attempt) = 0;
  // States what the graph must know: attempts_max, backoff_total, retry_budget.
  virtual void describe(TopologyEdge&) const {}
};

// What a wrapper surrounds: the rest of the call.
class CallInner {
 public:
  virtual ~CallInner() = default;

  // Runs the rest of the call; may be called again.
  virtual CallEnd run() = 0;
  // Runs the same request over another connection of the same port, under that one's policy.
  // REQUIRES: it exists.
  virtual CallEnd run_over(std::size_t connection) = 0;
};

// Surrounds a whole call, retries and guards included: single flight, a fallback, a hedge.
class CallWrapper {
 public:
  virtual ~CallWrapper() = default;

  // Returns the end of the call, from `inner` or from somewhere else. May suspend.
  virtual CallEnd around(const GuardedCall& call, CallInner& inner) = 0;
  // States what the graph must know: has_fallback.
  virtual void describe(TopologyEdge&) const {}
};

}  // namespace hindcast
