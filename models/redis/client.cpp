#include "hindcast/models/redis/client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hindcast/models/redis/command.hpp"
#include "hindcast/sim/component.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

// Returns the seconds that a loading server says it still needs; nothing if it is not loading.
std::optional<std::int64_t> loading_eta(std::string_view info) {
  if (info.find("\r\nloading:1\r\n") == std::string_view::npos) return std::nullopt;
  constexpr std::string_view kField = "loading_eta_seconds:";
  const std::size_t at = info.find(kField);
  if (at == std::string_view::npos) return 1;
  const std::string_view rest = info.substr(at + kField.size());
  const auto seconds = redis::read_integer(rest.substr(0, rest.find('\r')));
  return std::max<std::int64_t>(seconds.value_or(1), 1);
}

}  // namespace

RedisClient::RedisClient(redis::ClientPort& port, RedisClientOptions options,
                         std::size_t connection)
    : port_(port), options_(std::move(options)), connection_(connection) {
  spawn("redis-connection", [this] { keep_connected(); }, {.serves = true});
}

// The life of the connection: connect, wait for its loss, wait for a while, again.
void RedisClient::keep_connected() {
  for (;;) {
    if (connect()) {
      attempts_ = 0;
      state_ = State::ready;
      lost_.reset();
      trace(events::kRedisReady, reconnects_);
      spawn("redis-socket", [this, life = life_] { watch_socket(life); }, {.serves = true});
      gate_.set();
      lost_.wait();
      gate_.reset();
    }
    connection_failed();
    const auto random = static_cast<std::int64_t>(
        bounded(draw("reconnect"), static_cast<std::uint64_t>(options_.reconnect_jitter.count())));
    sleep(reconnect_delay(attempts_) + Duration::nanoseconds(random));
    ++reconnects_;
  }
}

// An idle socket learns of the server's end too: by the FIN of a process that died.
void RedisClient::watch_socket(std::uint32_t life) {
  if (!send({}, Duration::infinite(), false).ok()) lose_connection(life);
}

// What ioredis does when a connection closes, was it ready or not.
void RedisClient::connection_failed() {
  ++life_;
  ++attempts_;
  const std::uint32_t allowed = options_.max_retries_per_request;
  if (allowed == RedisClientOptions::kUnlimited || attempts_ % (allowed + 1) != 0) return;
  ++flushes_;
  gate_.set();
  gate_.reset();
}

Duration RedisClient::reconnect_delay(std::uint32_t nth) const {
  Duration delay = options_.reconnect_base;
  for (; nth > 1 && delay < options_.reconnect_maximum; --nth) delay = delay * 2;
  return std::min(delay, options_.reconnect_maximum);
}

// TCP, HELLO 3, and INFO until the server has loaded its data. Returns whether it is ready.
bool RedisClient::connect() {
  const auto greeted = send({{"HELLO", "3"}}, options_.connect_timeout, true);
  if (!greeted.ok()) return false;
  for (;;) {
    const auto info = send({{"INFO"}}, Duration::infinite(), false);
    if (!info.ok()) return false;
    const auto eta = loading_eta(info.reply().text);
    if (!eta) return true;
    sleep(std::min(Duration(std::chrono::seconds(*eta)), options_.max_loading_retry_time));
  }
}

CallResult<redis::Reply> RedisClient::send(redis::Command command, Duration timeout, bool opens) {
  command.connection = mix(port_.path().value, life_);
  return port_.call(std::move(command),
                    {.timeout = timeout, .connection = connection_, .opens = opens, .bare = true});
}

void RedisClient::lose_connection(std::uint32_t life) {
  if (life != life_ || state_ != State::ready) return;
  state_ = State::connecting;
  gate_.reset();
  trace(events::kRedisLost);
  // All commands of the socket end with it.
  port_.owner().world().exchanges().hang_up(*port_.connections()[connection_]);
  lost_.set();
  yield();  // so that older commands queue before the one that noticed
}

std::optional<std::string> RedisClient::await_ready(Instant deadline) {
  if (!options_.enable_offline_queue) return kNotWriteable;
  if (deadline <= now()) return kCommandTimedOut;
  const std::uint32_t flushes = flushes_;
  const bool passed = gate_.wait_for(deadline.is_never() ? Duration::infinite() : deadline - now());
  if (!passed) return kCommandTimedOut;
  if (flushes_ != flushes) return max_retries_error();
  return std::nullopt;
}

std::string RedisClient::max_retries_error() const {
  return fmt::format(
      "Reached the max retries per request limit (which is {}). Refer to \"maxRetriesPerRequest\" "
      "option for details.",
      options_.max_retries_per_request);
}

// The connection's policy surrounds the command, as in breaker.fire(() => redis.get(key)).
redis::Result RedisClient::execute(std::vector<std::string> words) {
  if (!has_policy(port_, connection_)) return run(std::move(words));
  const CallResult<redis::Reply> answer(
      call_around(port_, Payload::of(redis::Command{words}), {.connection = connection_},
                  [&](Duration timeout) { return run_within(words, timeout); }));
  return answer.ok() ? redis::Result(answer) : redis::Result(answer.error());
}

// A caller who stops waiting does not take the command back: it stays in the client, as a promise
// does that lost a race.
CallEnd RedisClient::run_within(const std::vector<std::string>& words, Duration timeout) {
  struct Race {
    Event settled{"redis-command"};
    redis::Result result{std::string()};
  };
  const auto race = std::make_shared<Race>();
  if (timeout.is_infinite()) {
    race->result = run(words);
  } else {
    spawn("redis-command", [this, race, words] {
      race->result = run(words);
      race->settled.set();
    });
    if (!race->settled.wait_for(timeout)) return {.status = CallStatus::timed_out};
  }
  // An error of the library reads like one of the server.
  return {.status = CallStatus::ok,
          .reply = Payload::of(race->result.ok()
                                   ? race->result.reply()
                                   : redis::Reply::error(std::string(race->result.error()))),
          .attempts = 1};
}

redis::Result RedisClient::run(std::vector<std::string> words) {
  const bool bounded_in_time = !options_.command_timeout.is_infinite();
  const Instant deadline = bounded_in_time ? now() + options_.command_timeout : Instant::never();
  for (bool again = false;; again = true) {
    while (state_ != State::ready) {
      if (auto error = await_ready(deadline)) return redis::Result(std::move(*error));
    }
    const Duration left = bounded_in_time ? deadline - now() : Duration::infinite();
    if (left <= Duration::zero()) return redis::Result(std::string(kCommandTimedOut));
    if (again) ++resent_;
    const std::uint32_t life = life_;
    auto answer = send({words}, left, false);
    if (answer.ok()) return redis::Result(std::move(answer));
    if (answer.status() == CallStatus::timed_out) {
      return redis::Result(std::string(kCommandTimedOut));
    }
    lose_connection(life);
    if (!options_.auto_resend_unfulfilled_commands) {
      return redis::Result(std::string(kConnectionClosed));
    }
  }
}

redis::Result RedisClient::get(std::string_view key) { return execute({"GET", std::string(key)}); }

redis::Result RedisClient::set(std::string_view key, std::string_view value) {
  return execute({"SET", std::string(key), std::string(value)});
}

redis::Result RedisClient::set(std::string_view key, std::string_view value,
                               Duration time_to_live) {
  const std::int64_t milliseconds = time_to_live / Duration(1ms);
  return execute({"SET", std::string(key), std::string(value), "PX", std::to_string(milliseconds)});
}

redis::Result RedisClient::del(std::string_view key) { return execute({"DEL", std::string(key)}); }

}  // namespace hindcast
