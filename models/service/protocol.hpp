// The messages between generic services: an operation's name, and how it went.
#pragma once

#include <cstdint>

#include "hindcast/sim/key.hpp"

namespace hindcast {

struct ServiceRequest {
  static constexpr const char* kProtocol = "service";

  Label operation = "call";  // as the client named it; downstream calls pass it on
  std::uint64_t key = 0;     // what is asked for; equal requests may share a flight

  std::uint64_t hash() const { return mix(operation.hash(), key); }
  std::uint64_t bytes() const { return 200; }
};

struct ServiceReply {
  static constexpr const char* kProtocol = "service";

  enum class Outcome : std::uint8_t {
    ok,
    failed,      // the service's own error
    overloaded,  // its queue was full
    dependency,  // a call that it needs failed
  };

  Outcome outcome = Outcome::ok;

  bool ok() const { return outcome == Outcome::ok; }
  std::uint64_t hash() const { return static_cast<std::uint64_t>(outcome) + 1; }
  std::uint64_t bytes() const { return 1'000; }
};

// What the caller reads: "ok", "internal error", "overloaded", "a dependency failed".
const char* name_of(ServiceReply::Outcome outcome);

}  // namespace hindcast
