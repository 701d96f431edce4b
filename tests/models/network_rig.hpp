// A caller, a link and a server that answers at once: what the tests of links run over.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/models/network/link.hpp"
#include "hindcast/replay/choosers.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

// Suspends the calling fiber in virtual time.
inline constexpr auto& wait = hindcast::sleep;

struct Ping {
  static constexpr const char* kProtocol = "ping";

  std::uint64_t number = 0;
  std::uint64_t size = 100;

  std::uint64_t hash() const { return number; }
  std::uint64_t bytes() const { return size; }
};

struct Arrival {
  std::uint64_t number;
  Instant at;
};

struct NoOptions {};

class PingServer final : public Component {
 public:
  using Options = NoOptions;

  PingServer(const Place& place, Options) : Component(place) {}

  std::vector<Arrival> arrivals;
  Duration service = Duration::zero();

 private:
  ServerPort<Ping, Ping> port_{*this, "ping", [this](const Ping& ping, Responder<Ping> responder) {
                                 arrivals.push_back({ping.number, now()});
                                 if (service > Duration::zero()) wait(service);
                                 responder.reply(ping);
                               }};
};

struct PlannedCall {
  Instant at;
  CallOptions options{};
  std::uint64_t bytes = 100;
};

struct CallEnding {
  CallStatus status = CallStatus::rejected;
  Instant at;
};

struct PingCallerOptions {
  std::vector<PlannedCall> plan{};
};

class PingCaller final : public Component {
 public:
  using Options = PingCallerOptions;

  PingCaller(const Place& place, Options options)
      : Component(place), options_(std::move(options)), endings(options_.plan.size()) {}

  // How each planned call ended; "rejected" if it did not.
 private:
  std::unique_ptr<Process> boot() override {
    if (node().life() > 0) return std::make_unique<Process>();
    for (std::size_t index = 0; index < options_.plan.size(); ++index) {
      spawn("call", [this, index] {
        const PlannedCall& planned = options_.plan[index];
        wait(planned.at - Instant{});
        const auto result = port_.call({index, planned.bytes}, planned.options);
        endings[index] = {result.status(), now()};
      });
    }
    return std::make_unique<Process>();
  }

  Options options_;
  ClientPort<Ping, Ping> port_{*this, "ping"};

 public:
  std::vector<CallEnding> endings;
};

// A world with one of each. `during` runs as the adversary.
struct NetworkRig {
  NetworkRig(Chooser& chooser, NetworkLinkOptions options, std::vector<PlannedCall> plan,
             std::uint64_t seed = 1)
      : world(chooser, {.seed = seed}),
        server(world.add<PingServer>("server")),
        caller(world.add<PingCaller>("caller", {std::move(plan)})),
        link(world.add<NetworkLink>("wire", std::move(options))) {
    world.connect(caller.port("ping"), link, server.port("ping"));
  }

  void run(std::function<void()> during) {
    world.inject("adversary", std::move(during));
    world.end_at(Instant::at(std::chrono::hours(1)));
    world.run();
  }

  World world;
  PingServer& server;
  PingCaller& caller;
  NetworkLink& link;
};

inline Instant at(Duration since_start) { return Instant::at(since_start); }

}  // namespace hindcast
