// Fallback: what the caller takes when a call failed after all retries: another connection of the
// same port, the last good reply to the same request, or a value of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include "hindcast/models/resilience/guard_place.hpp"
#include "hindcast/sim/call_guard.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

struct FallbackOptions {
  enum class Kind : std::uint8_t {
    none,
    connection,  // another one of the port, under its own policy
    stale,       // stale-if-error (RFC 5861): the last good reply to an equal request
  };

  Kind kind = Kind::none;
  std::uint32_t connection = 1;
  Duration stale_max = std::chrono::hours(1);

  static const FieldTable<FallbackOptions>& fields();
};

class Fallback final : public CallWrapper {
 public:
  // Replies that are too old are forgotten when more than this many are kept.
  static constexpr std::size_t kKeptMax = 10'000;

  // Returns a reply for a request, of the port's type.
  using Value = std::function<Payload(const Payload& request)>;

  Fallback(GuardPlace place, const FallbackOptions& options)
      : place_(std::move(place)), options_(options) {}
  // A static value, or one that is computed.
  Fallback(GuardPlace place, Value value) : place_(std::move(place)), value_(std::move(value)) {}

  CallEnd around(const GuardedCall& call, CallInner& inner) override;
  void describe(TopologyEdge& edge) const override;

  std::uint64_t used() const { return used_; }

 private:
  struct Kept {
    Payload reply;
    Instant at;
  };

  CallEnd substitute(Payload reply, std::uint32_t attempts);

  GuardPlace place_;
  FallbackOptions options_;
  Value value_;
  CallerLife life_;
  std::map<std::uint64_t, Kept> kept_;  // by the request's hash
  std::uint64_t used_ = 0;
};

}  // namespace hindcast
