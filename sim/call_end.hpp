// CallEnd: how a call, or one attempt of it, ended for its caller.
#pragma once

#include <cstdint>
#include <utility>

#include "hindcast/sim/payload.hpp"

namespace hindcast {

class CallGuard;

// How an attempt ended, as its caller sees it.
enum class CallStatus : std::uint8_t {
  ok,         // there is a reply; whether it is good news is the protocol's affair
  timed_out,  // no reply in time; it may still take effect
  refused,    // nobody listens there: it did not happen
  closed,     // the connection ended while waiting; it may have happened
  rejected,   // a guard of the caller (breaker, bulkhead, budget) did not let it through
};

const char* name_of(CallStatus status);

// The end of a call: how, the reply if any, and after how many attempts.
struct CallEnd {
  CallStatus status = CallStatus::closed;
  Payload reply{};
  std::uint32_t attempts = 0;
  // Who rejected it, if it was rejected; or whose own limit it was, if that ran out.
  const CallGuard* rejecter = nullptr;
  bool is_fallback = false;  // the reply is a substitute, not the server's

  bool ok() const { return status == CallStatus::ok; }
  // Whether there is a reply and it is good news (see Payload::is_good).
  bool is_good() const { return ok() && reply.is_good(); }
};

}  // namespace hindcast
