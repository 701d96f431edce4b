// RedisServer: redis-server 7.0.15 as a component. One thread serves the commands of port "resp"
// one after the other; memory is lost with the process, and a supervised restart brings back what
// its storage has: by default the last snapshot, which is a stale cache and not an empty one.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "hindcast/models/redis/keyspace.hpp"
#include "hindcast/models/redis/server_options.hpp"
#include "hindcast/models/redis/storage.hpp"
#include "hindcast/sim/component.hpp"
#include "hindcast/sim/mutex.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

namespace events {

inline constexpr EventKind kRedisLoaded{"redis.loaded"};
inline constexpr EventKind kRedisShutdown{"redis.shutdown"};
inline constexpr EventKind kRedisOperated{"redis.operated"};

}  // namespace events

enum class ShutdownMode : std::uint8_t { save, nosave };

class RedisServer final : public Component {
 public:
  using Options = RedisServerOptions;

  RedisServer(const Place& place, Options options);

  // SHUTDOWN, as an operator types it: the process exits, clients see their connections close, and
  // a supervisor starts it again. Without a save what was not in the last snapshot is gone; an
  // append-only file loses nothing. Nothing if it is down.
  void shutdown(ShutdownMode mode);
  // A command typed by an operator at redis-cli, such as a poisoned SET; runs at once. An error
  // reply if the server is down.
  redis::Reply operate(const redis::Words& words);
  // Gives a key a value and a time to live, as if a client had long done so. Nothing if it is down.
  void preload(const std::string& key, const std::string& value, Duration time_to_live);
  // One command that keeps the only thread busy for so long (KEYS *, a slow script, a fork).
  void stall(Duration duration);

  // What the wall clock of this server's node reads, in Unix ms: keys expire by it.
  std::int64_t wall_milliseconds() const;

  // For properties.
  std::uint64_t commands() const { return commands_; }
  std::uint64_t hits() const { return hits_; }      // GETs that found a value
  std::uint64_t misses() const { return misses_; }  // GETs that did not
  bool loading() const;
  const redis::Storage& storage() const { return storage_; }
  // Null while it is down.
  const redis::Keyspace* keys() const;
  const Options& options() const { return options_; }
  void describe(TopologyVertex& vertex) const override;

 private:
  struct Life;

  std::unique_ptr<Process> boot() override;
  void crashed(CrashKind kind) override;
  void serve(const redis::Command& command, Responder<redis::Reply> responder);
  redis::Reply execute(Life& life, const redis::Words& words, std::uint64_t connection);
  void load(Life& life, Duration time);

  Options options_;
  redis::Storage storage_;
  std::uint64_t commands_ = 0;
  std::uint64_t hits_ = 0;
  std::uint64_t misses_ = 0;
  ServerPort<redis::Command, redis::Reply> port_;
};

}  // namespace hindcast
