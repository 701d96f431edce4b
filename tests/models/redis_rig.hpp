// A process that uses RedisClient, a link and a Redis server: what the tests of both run over.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hindcast/models/network/link.hpp"
#include "hindcast/models/redis/client.hpp"
#include "hindcast/models/redis/server.hpp"
#include "hindcast/replay/choosers.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

inline constexpr auto& wait_for_time = hindcast::sleep;

struct RedisUserOptions {
  RedisClientOptions client{};
  // Runs on a fiber of the user once it has booted.
  std::function<void(RedisClient&)> script{};
};

class RedisUser final : public Component {
 public:
  using Options = RedisUserOptions;

  RedisUser(const Place& place, Options options) : Component(place), options_(std::move(options)) {}

  RedisClient& client() const { return process<Memory>().client; }

 private:
  struct Memory final : Process {
    Memory(redis::ClientPort& port, const RedisClientOptions& options) : client(port, options) {}
    RedisClient client;
  };

  std::unique_ptr<Process> boot() override {
    auto memory = std::make_unique<Memory>(port_, options_.client);
    spawn("script", [this, &client = memory->client] { options_.script(client); });
    return memory;
  }

  Options options_;
  redis::ClientPort port_{*this, "cache"};
};

struct RedisRig {
  RedisRig(RedisUserOptions user_options, RedisServerOptions server_options = {},
           std::uint64_t seed = 1)
      : world(chooser, {.seed = seed, .tells_story = true}),
        server(world.add<RedisServer>("redis", std::move(server_options))),
        user(world.add<RedisUser>("user", std::move(user_options))),
        link(world.add<NetworkLink>("wire", link_options())) {
    world.connect(user.port("cache"), link, server.port("resp"));
    world.end_at(Instant::at(std::chrono::hours(3)));
  }

  static NetworkLinkOptions link_options() {
    NetworkLinkOptions options;
    options.latency = Distribution::constant(Duration(std::chrono::microseconds(100)));
    options.multiplexed = true;
    return options;
  }

  void run(std::function<void()> during = [] {}) {
    world.inject("adversary", std::move(during));
    world.run();
  }

  QuietChooser chooser;
  World world;
  RedisServer& server;
  RedisUser& user;
  NetworkLink& link;
};

// Runs one script beside one adversary, without memory of the server between lives if asked.
inline void with_redis(std::function<void(RedisClient&)> script,
                       std::function<void(RedisRig&)> during, RedisServerOptions server = {},
                       RedisClientOptions client = {}) {
  RedisRig rig({.client = client, .script = std::move(script)}, std::move(server));
  rig.run([&] { during(rig); });
}

}  // namespace hindcast
