// SingleFlight: calls with equal requests that overlap become one; the others wait for its end and
// share it, errors too (Go x/sync singleflight). There is no timeout of its own: a leader that
// hangs hangs its followers. With `keep`, an end is shared for a while longer, errors included
// (opossum's coalesce).
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "hindcast/models/resilience/guard_place.hpp"
#include "hindcast/sim/call_guard.hpp"
#include "hindcast/sim/event.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

struct SingleFlightOptions {
  bool on = false;
  Duration keep = Duration::zero();

  static const FieldTable<SingleFlightOptions>& fields();
};

class SingleFlight final : public CallWrapper {
 public:
  // Ends that are over are forgotten when more than this many are kept.
  static constexpr std::size_t kKeptMax = 10'000;

  SingleFlight(GuardPlace place, const SingleFlightOptions& options)
      : place_(std::move(place)), options_(options) {}

  CallEnd around(const GuardedCall& call, CallInner& inner) override;

  std::uint64_t led() const { return led_; }
  std::uint64_t followed() const { return followed_; }

 private:
  struct Flight {
    Event landed{"single flight"};
    CallEnd end{};
    Instant expires = Instant::never();
  };

  CallEnd lead(std::uint64_t key, const std::shared_ptr<Flight>& flight, CallInner& inner);

  GuardPlace place_;
  SingleFlightOptions options_;
  CallerLife life_;
  std::map<std::uint64_t, std::shared_ptr<Flight>> flights_;  // by the request's hash
  std::uint64_t led_ = 0;
  std::uint64_t followed_ = 0;
};

}  // namespace hindcast
