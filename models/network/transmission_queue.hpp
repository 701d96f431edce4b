// TransmissionQueue: one direction of a link whose bandwidth is finite. Messages leave one after
// the other, first in, first out, each for as long as its bytes take; one that finds the queue full
// is dropped. All in integers: a message of b bytes at w bytes a second takes ceil(b * 10^9 / w)
// ns.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "hindcast/sim/byte_size.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

inline constexpr ByteSize kBandwidthUnlimited = ByteSize::bytes(~std::uint64_t{0});

// How long so many bytes are on their way into the wire, at `bandwidth` bytes a second.
Duration transmission_time(std::uint64_t bytes, ByteSize bandwidth);

class TransmissionQueue {
 public:
  struct Rules {
    ByteSize bandwidth = kBandwidthUnlimited;
    std::uint32_t waiting_max = 1'000;  // messages, without the one that is being sent
    Instant closed_until = Instant{};   // nothing leaves before
  };

  // Takes a message that comes now and returns when its last byte leaves, or nothing if the queue
  // is full. A message keeps its place and time when the rules change behind it.
  std::optional<Instant> accept(Instant now, std::uint64_t bytes, const Rules& rules);

  // How many wait at this moment.
  std::size_t waiting(Instant now);

 private:
  std::deque<Instant> starts_;  // of those that waited when they came, oldest first
  Instant free_at_;             // when the last byte of the last one leaves
};

}  // namespace hindcast
