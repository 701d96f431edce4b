// CallPolicy: what a caller does about slow and failed calls. It sits on a connection, never on a
// component, so the same server can be called with and without it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/sim/key.hpp"
#include "hindcast/sim/payload.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

struct TopologyEdge;

// How an attempt ended, as its caller sees it.
enum class CallStatus : std::uint8_t {
  ok,         // there is a reply; whether it is good news is the protocol's affair
  timed_out,  // no reply in time; it may still take effect
  refused,    // nobody listens there: it did not happen
  closed,     // the connection ended while waiting; it may have happened
  rejected,   // a guard of the caller (breaker, bulkhead, budget) did not let it through
};

const char* name_of(CallStatus status);

// Waits between attempts: base * 2^n up to `maximum`, with the named jitter (AWS Architecture Blog,
// "Exponential Backoff and Jitter", 2015).
struct Backoff {
  enum class Jitter : std::uint8_t { none, full, equal };

  Duration base = Duration::zero();
  Duration maximum = Duration::infinite();
  Jitter jitter = Jitter::none;
};

// A breaker, bulkhead or budget: asked before each attempt and told what became of it.
class CallGuard {
 public:
  virtual ~CallGuard() = default;

  // Returns whether the attempt may start; may suspend (a bulkhead queues). `attempt` counts from
  // 0.
  virtual bool admit(std::uint32_t attempt) = 0;
  // An admitted attempt ended. `reply` is empty unless the status is ok.
  virtual void settle(CallStatus status, const Payload& reply) = 0;
  // An admitted attempt was cancelled with its fiber: nothing was learnt, but what `admit` took
  // must be given back. Never suspends.
  virtual void abandon() {}
  // What the rejected caller reads, such as the real library's text.
  virtual std::string rejection() const { return "rejected"; }
  // States what the graph must know: has_breaker (if it can open at all), retry_budget.
  virtual void describe(TopologyEdge&) const {}
};

struct CallPolicy {
  Duration timeout = Duration::infinite();  // of one attempt
  std::uint32_t attempts_max = 1;
  Backoff backoff{};
  // Asked in order before each attempt, settled in reverse.
  std::vector<std::shared_ptr<CallGuard>> guards{};
};

// The end of a call: how, the reply if any, and after how many attempts.
struct CallEnd {
  CallStatus status = CallStatus::closed;
  Payload reply;
  std::uint32_t attempts = 0;

  bool ok() const { return status == CallStatus::ok; }
};

}  // namespace hindcast
