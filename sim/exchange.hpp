// Exchange: one request and its reply on their way, from the send to the last effect. The caller
// may have left long before the server is done: that is what makes retries expensive.
#pragma once

#include <cstdint>
#include <utility>

#include "hindcast/sim/fiber.hpp"
#include "hindcast/sim/payload.hpp"

namespace hindcast {

class World;

// The server's hold on an exchange. Dropping it without a reply is silence.
class ExchangeRef {
 public:
  ExchangeRef() = default;
  ExchangeRef(World& world, std::uint32_t slot, std::uint32_t generation)
      : world_(&world), slot_(slot), generation_(generation) {}
  ExchangeRef(ExchangeRef&& other) noexcept
      : world_(std::exchange(other.world_, nullptr)),
        slot_(other.slot_),
        generation_(other.generation_) {}
  ExchangeRef& operator=(ExchangeRef&& other) noexcept {
    std::swap(world_, other.world_);
    std::swap(slot_, other.slot_);
    std::swap(generation_, other.generation_);
    return *this;
  }
  ~ExchangeRef();

  bool empty() const { return world_ == nullptr; }
  // REQUIRES: not empty, for all. The reference is empty after the first two, which do nothing if
  // the server's node died since the request came.
  void reply(Payload payload);
  void close();
  FiberHandle caller() const;

 private:
  bool held() const;

  World* world_ = nullptr;
  std::uint32_t slot_ = 0;
  std::uint32_t generation_ = 0;
};

}  // namespace hindcast
