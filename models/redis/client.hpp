// RedisClient: ioredis 6.0.0 inside the process of whoever uses it. It keeps one connection, queues
// commands while there is none, and sends commands without an answer again: a short outage is
// latency to its callers, not an error, and an INCR may happen twice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hindcast/models/redis/client_options.hpp"
#include "hindcast/models/redis/protocol.hpp"
#include "hindcast/sim/event.hpp"
#include "hindcast/sim/port.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

namespace events {

inline constexpr EventKind kRedisReady{"redis_client.ready"};
inline constexpr EventKind kRedisLost{"redis_client.lost"};

}  // namespace events

namespace redis {

using ClientPort = hindcast::ClientPort<Command, Reply>;

// How a command ended, as its promise settles: with a reply, or with an error's message.
class Result {
 public:
  explicit Result(CallResult<Reply> answer) : answer_(std::move(answer)) {}
  explicit Result(std::string error) : error_(std::move(error)) {}

  bool ok() const { return answer_.has_value() && !answer_->reply().is_error(); }
  // The message of the error: the server's own text, or the client's. Empty if ok().
  std::string_view error() const {
    if (!answer_) return error_;
    return answer_->reply().is_error() ? std::string_view(answer_->reply().text) : "";
  }
  // REQUIRES, for all: ok().
  const Reply& reply() const { return answer_->reply(); }
  bool is_null() const { return reply().is_null(); }
  const std::string& text() const { return reply().text; }
  std::int64_t integer() const { return reply().integer; }

 private:
  std::optional<CallResult<Reply>> answer_;
  std::string error_;
};

}  // namespace redis

class RedisClient {
 public:
  // Errors that the library itself makes.
  static constexpr const char* kCommandTimedOut = "Command timed out";
  static constexpr const char* kNotWriteable =
      "Stream isn't writeable and enableOfflineQueue options is false";
  static constexpr const char* kConnectionClosed = "Connection is closed.";

  // Begins to connect. Called on a fiber of the process that owns the client, usually in boot();
  // the client lives in that process. `connection` is which of the port's connections it uses.
  RedisClient(redis::ClientPort& port, RedisClientOptions options, std::size_t connection = 0);
  RedisClient(const RedisClient&) = delete;
  RedisClient& operator=(const RedisClient&) = delete;

  // Each suspends the calling fiber until the promise would settle.
  redis::Result get(std::string_view key);
  redis::Result set(std::string_view key, std::string_view value);
  // With a time to live in whole milliseconds (PX).
  redis::Result set(std::string_view key, std::string_view value, Duration time_to_live);
  redis::Result del(std::string_view key);
  // Any command; the name in upper case.
  redis::Result execute(std::vector<std::string> words);

  bool ready() const { return state_ == State::ready; }
  std::uint64_t reconnects() const { return reconnects_; }
  std::uint64_t resent() const { return resent_; }
  std::size_t queued() const { return gate_.waiting(); }

 private:
  enum class State : std::uint8_t { connecting, ready };

  void keep_connected();
  bool connect();
  void watch_socket(std::uint32_t life);
  Duration reconnect_delay(std::uint32_t nth) const;
  void connection_failed();
  void lose_connection(std::uint32_t life);
  redis::Result run(std::vector<std::string> words);
  CallEnd run_within(const std::vector<std::string>& words, Duration timeout);
  // Waits for a connection. Returns the error's message if there will be none in time.
  std::optional<std::string> await_ready(Instant deadline);
  CallResult<redis::Reply> send(redis::Command command, Duration timeout, bool opens);
  std::string max_retries_error() const;

  redis::ClientPort& port_;
  RedisClientOptions options_;
  std::size_t connection_;
  State state_ = State::connecting;
  std::uint32_t life_ = 0;      // counts connections, so that a loss is noticed once
  std::uint32_t attempts_ = 0;  // connections that failed since the last one was ready
  std::uint32_t flushes_ = 0;   // how often all waiting commands were failed
  std::uint64_t reconnects_ = 0;
  std::uint64_t resent_ = 0;
  Event gate_{"redis-ready"};
  Event lost_{"redis-lost"};
};

}  // namespace hindcast
