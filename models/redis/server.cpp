#include "hindcast/models/redis/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "hindcast/models/host/host.hpp"
#include "hindcast/models/host/node_clock.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

// An operator's redis-cli has a connection of its own.
constexpr std::uint64_t kOperator = ~std::uint64_t{0};

}  // namespace

struct RedisServer::Life final : Process {
  redis::Keyspace keys;
  // Connections with a transaction or WATCH; the others need no state.
  std::map<std::uint64_t, redis::Session> sessions;
  redis::Session stateless;
  std::vector<std::uint64_t> connections;  // that were opened by HELLO
  redis::ServerStatus status;
  Mutex thread{"redis-thread"};

  // HELLO opens a connection. A command over one that was opened to an earlier process meets none.
  bool knows(const redis::Command& command) {
    if (command.connection == 0) return true;
    const auto place = std::lower_bound(connections.begin(), connections.end(), command.connection);
    if (place != connections.end() && *place == command.connection) return true;
    const bool opens = !command.words.empty() && command.words[0] == "HELLO";
    if (opens) connections.insert(place, command.connection);
    return opens;
  }
};

RedisServer::RedisServer(const Place& place, Options options)
    : Component(place),
      options_(std::move(options)),
      storage_(options_.persistence),
      port_(*this, "resp",
            [this](const redis::Command& command, Responder<redis::Reply> responder) {
              serve(command, std::move(responder));
            }) {
  node().supervise({options_.supervised, options_.restart_delay});
}

std::int64_t RedisServer::wall_milliseconds() const { return wall_now(node()).milliseconds(); }

std::unique_ptr<Process> RedisServer::boot() {
  Host::start(node());
  sleep(options_.start_time);
  auto life = std::make_unique<Life>();
  redis::Keyspace keys = storage_.load(wall_milliseconds());
  const Duration time = options_.load_time_per_key * static_cast<std::int64_t>(keys.size());
  const std::size_t count = keys.size();
  life->status.loading = time > Duration::zero();
  life->status.loading_eta_seconds = (time + Duration(1s) - Duration(1ns)) / Duration(1s);
  life->keys = std::move(keys);
  life->keys.draw_by([] { return draw("eviction"); });
  trace(events::kRedisLoaded, count);
  if (node().life() > 0) {
    world().story().tell(now(), name(), Weight::notable,
                         count == 0 ? "starts with an empty cache"
                                    : fmt::format("starts with {} keys from its disk", count));
  }
  if (life->status.loading) spawn("load", [this, &loaded = *life, time] { load(loaded, time); });
  return life;
}

void RedisServer::load(Life& life, Duration time) {
  sleep(time);
  life.status = {};
}

void RedisServer::crashed(CrashKind kind) {
  if (!up()) return;
  const std::int64_t wall_ms = wall_milliseconds();
  storage_.settle(process<Life>().keys, wall_ms);
  storage_.crashed(kind, wall_ms);
}

void RedisServer::serve(const redis::Command& command, Responder<redis::Reply> responder) {
  Life& life = process<Life>();
  if (!life.knows(command)) return responder.close();
  if (command.words.empty()) return;
  redis::Reply reply;
  {
    const Lock turn(life.thread);
    const Duration service = draw_duration("service", options_.service);
    if (service > Duration::zero()) sleep(service);
    reply = execute(life, command.words, command.connection);
  }
  responder.reply(std::move(reply));
}

redis::Reply RedisServer::execute(Life& life, const redis::Words& words, std::uint64_t connection) {
  ++commands_;
  const std::int64_t wall_ms = wall_milliseconds();
  storage_.settle(life.keys, wall_ms);
  const bool stateful = !words.empty() && (words[0] == "MULTI" || words[0] == "WATCH");
  redis::Session* session = &life.stateless;
  if (stateful || !life.sessions.empty()) {
    const auto known = life.sessions.find(connection);
    if (known != life.sessions.end()) session = &known->second;
    if (known == life.sessions.end() && stateful) session = &life.sessions[connection];
  }
  redis::Reply reply = life.keys.execute(*session, words, wall_ms, life.status);
  storage_.note(life.keys, wall_ms);
  if (!words.empty() && words[0] == "GET") {
    if (reply.type == redis::Reply::Type::bulk) ++hits_;
    if (reply.is_null()) ++misses_;
  }
  return reply;
}

void RedisServer::shutdown(ShutdownMode mode) {
  if (!up() || !node().alive()) return;
  redis::Keyspace& keys = process<Life>().keys;
  const std::int64_t wall_ms = wall_milliseconds();
  storage_.settle(keys, wall_ms);
  if (mode == ShutdownMode::save) storage_.save(keys, wall_ms);
  world().scheduler().emit(events::kRedisShutdown, static_cast<std::uint64_t>(mode), keys.size());
  if (world().story().listening()) {
    const char* const how = mode == ShutdownMode::save ? "SHUTDOWN SAVE" : "SHUTDOWN NOSAVE";
    world().story().tell(world().now(), name(), Weight::turning_point,
                         fmt::format("{} with {} keys in memory, {} on disk", how, keys.size(),
                                     storage_.keys_saved()));
  }
  node().crash(CrashKind::process);
}

redis::Reply RedisServer::operate(const redis::Words& words) {
  if (!up() || !node().alive()) {
    return redis::Reply::error("Could not connect to Redis: Connection refused");
  }
  redis::Reply reply = execute(process<Life>(), words, kOperator);
  world().scheduler().emit(events::kRedisOperated, redis::Command{words, kOperator}.hash(),
                           reply.hash());
  if (world().story().listening()) {
    std::string line;
    for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
    world().story().tell(world().now(), name(), Weight::notable, "an operator runs " + line);
  }
  return reply;
}

void RedisServer::preload(const std::string& key, const std::string& value, Duration time_to_live) {
  if (!up() || !node().alive()) return;
  const std::int64_t milliseconds = time_to_live / Duration(std::chrono::milliseconds(1));
  execute(process<Life>(), {"SET", key, value, "PX", std::to_string(milliseconds)}, kOperator);
}

void RedisServer::stall(Duration duration) {
  if (!up() || !node().alive()) return;
  world().story().tell(world().now(), name(), Weight::notable, "one command holds the only thread");
  world().scheduler().spawn(node(), "stall", [this, duration] {
    const Lock turn(process<Life>().thread);
    sleep(duration);
  });
}

bool RedisServer::loading() const { return up() && process<Life>().status.loading; }

const redis::Keyspace* RedisServer::keys() const { return up() ? &process<Life>().keys : nullptr; }

}  // namespace hindcast
