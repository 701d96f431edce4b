#include "hindcast/models/snowflake/driver.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;
using snowflake::Call;
using snowflake::HttpRequest;
using snowflake::HttpResponse;

// lib/util.js isRetryableHttpError.
bool retryable_status(std::uint32_t status) {
  return (status >= 500 && status < 600) || status == 408 || status == 429;
}

Duration between(Duration first, Duration second, std::uint64_t uniform) {
  const Duration low = std::min(first, second);
  const Duration span = std::max(first, second) - low;
  return low + Duration::nanoseconds(static_cast<std::int64_t>(
                   bounded(uniform, static_cast<std::uint64_t>(span.count()) + 1)));
}

// lib/util.js nextSleepTime: min(cap, U |3p - base| + min(base, 3p)).
Duration next_statement_sleep(Duration previous) {
  const Duration tripled = previous * 3;
  const Duration low = std::min(StatementRetry::kSleepBase, tripled);
  const Duration high = std::max(StatementRetry::kSleepBase, tripled);
  return std::min(StatementRetry::kSleepCap, between(low, high, draw("statement retry")));
}

DriverEnd terminated() {
  return {DriverEnd::Kind::client_error, "407002",
          "Unable to perform operation using terminated connection."};
}

bool worth_retrying(const DriverEnd& end) {
  return end.kind() == DriverEnd::Kind::network_error ||
         (end.kind() == DriverEnd::Kind::request_failed && retryable_status(end.response().status));
}

}  // namespace

// The wrapping of lib/services/sf.js sendHttpRequest.
DriverEnd::DriverEnd(Payload response) : response_(std::move(response)) {
  const HttpResponse& body = this->response();
  if (body.status != 200) {
    kind_ = Kind::request_failed;
    code_ = "401002";
    text_ = "Request to Snowflake failed.";
  } else if (!body.ok()) {
    kind_ = Kind::operation_failed;
  }
}

DriverEnd::DriverEnd(Kind kind, const char* code, const char* text)
    : kind_(kind), code_(code), text_(text) {}

bool DriverEnd::is_sql_error() const {
  return kind_ == Kind::operation_failed && !response().sql_state.empty();
}

std::string_view DriverEnd::code() const {
  return kind_ == Kind::operation_failed ? std::string_view(response().code) : code_;
}

std::string_view DriverEnd::text() const {
  return kind_ == Kind::operation_failed ? std::string_view(response().text) : text_;
}

const HttpResponse& DriverEnd::response() const {
  static const HttpResponse nothing;
  return response_.empty() ? nothing : response_.get<HttpResponse>();
}

// What execute() waits for while the service says that the statement is in progress: only the
// statement's own end can end it, however often the driver polls.
struct SnowflakeConnection::ResultWait final : Waitable {
  explicit ResultWait(DriverEnd so_far)
      : Waitable("result of a statement in progress"), end(std::move(so_far)) {}

  void add_blockers(Blockers& blockers) const override {
    if (!end.in_progress() || Scheduler::current().ended(end.response().runner)) return;
    blockers.fibers.push_back(end.response().runner);
    blockers.complete = true;
  }

  DriverEnd end;
  WaitQueue queue;
  Waiter waiter;
};

// A renewal under way; one that is cancelled leaves the connection as it was.
struct SnowflakeConnection::Renewal {
  SnowflakeConnection& connection;
  bool over = false;

  void end(State state) {
    over = true;
    connection.state_ = state;
    connection.renewed_.set();
  }
  ~Renewal() {
    if (!over) end(State::connected);
  }
};

SnowflakeConnection::SnowflakeConnection(SnowflakePort& port, const DriverOptions& options,
                                         Key identity)
    : port_(port), options_(options), identity_(identity) {}

HttpRequest SnowflakeConnection::request(Call call) const {
  return {.call = call, .session = session_, .token = token_, .client = client_};
}

HttpRequest SnowflakeConnection::login_request() const {
  HttpRequest login = request(Call::login);
  login.lock_timeout = options_.lock_timeout;
  return login;
}

HttpRequest SnowflakeConnection::query(const sql::Statement& statement) const {
  HttpRequest query = request(Call::query);
  query.request_id = mix(identity_.value, statements_);
  query.statement = statement;
  return query;
}

HttpRequest SnowflakeConnection::result_of(std::uint64_t query_id) const {
  HttpRequest result = request(Call::result);
  result.query_id = query_id;
  return result;
}

bool SnowflakeConnection::open_socket() {
  if (socket_) return true;
  socket_.emplace(descriptors_of(port_.owner().node()));
  if (socket_->held()) return true;
  socket_.reset();
  port_.owner().world().story().tell(
      now(), port_.owner().name(), Weight::notable,
      "cannot connect: getaddrinfo ENOTFOUND (no descriptor is left)");
  return false;
}

DriverEnd SnowflakeConnection::send(const Payload& request) {
  if (open_socket()) {
    CallEnd end = call_over(port_, request, {.timeout = options_.timeout});
    if (end.ok()) return DriverEnd(std::move(end.reply));
  }
  return {DriverEnd::Kind::network_error, "401001", "Network error. Could not reach Snowflake."};
}

DriverEnd SnowflakeConnection::send_with_retries(const Payload& request) {
  Duration pause = StatementRetry::kSleepBase;
  for (std::uint32_t retries = 0;; ++retries) {
    DriverEnd end = send(request);
    if (!worth_retrying(end) || retries == StatementRetry::kRetriesMax) return end;
    pause = next_statement_sleep(pause);
    sleep(pause);
  }
}

// StateConnected.request: an expired token is renewed and the request sent again; a session that is
// invalid or gone ends the connection for good.
DriverEnd SnowflakeConnection::send_in_session(HttpRequest request) {
  const bool retries = request.call == Call::query || request.call == Call::result;
  Payload payload = Payload::of(std::move(request));
  for (;;) {
    if (state_ == State::renewing) renewed_.wait();
    if (state_ == State::disconnected || state_ == State::pristine) return terminated();
    if (payload.get<HttpRequest>().token != token_) {
      HttpRequest again = payload.get<HttpRequest>();
      again.token = token_;
      payload = Payload::of(std::move(again));
    }
    DriverEnd end = retries ? send_with_retries(payload) : send(payload);
    if (end.kind() != DriverEnd::Kind::operation_failed) return end;
    if (end.code() == "390112") {
      renew();
    } else if (end.code() == "390104" || end.code() == "390111") {
      state_ = State::disconnected;
    } else {
      return end;
    }
  }
}

// StateRenewing: one post without retries. A network error leads back to Connected, where the next
// request meets the expired token again.
void SnowflakeConnection::renew() {
  if (state_ != State::connected) return;
  Renewal renewal{*this};
  state_ = State::renewing;
  renewed_.reset();
  const DriverEnd end = send(Payload::of(request(Call::renew)));
  if (end.ok()) token_ = end.response().token;
  const bool network = end.kind() == DriverEnd::Kind::network_error;
  renewal.end(end.ok() || network ? State::connected : State::disconnected);
}

// StateConnecting.enter.
DriverEnd SnowflakeConnection::connect() {
  HINDCAST_CHECK(state_ == State::pristine);
  state_ = State::connecting;
  const bool limited = options_.retry_timeout > Duration::zero();
  const Duration sleeps_max = std::max<Duration>(options_.retry_timeout, 300s);
  Duration pause = 1s;
  Duration slept = Duration::zero();
  for (std::uint32_t retries = 0;;) {
    DriverEnd end = send(Payload::of(login_request()));
    if (end.ok()) {
      log_in(end.response());
      return end;
    }
    const bool in_time = !limited || slept < sleeps_max;
    if (!worth_retrying(end) || retries >= options_.login_retries_max || !in_time) {
      state_ = State::disconnected;
      return end;
    }
    ++retries;
    pause = next_login_sleep(retries, pause);
    if (limited) pause = std::min(sleeps_max - slept, pause);
    slept += pause;
    sleep(pause);
  }
}

// lib/util.js getNextSleepTime: uniform between the last sleep and 2^n seconds, each shifted by its
// own jitter of up to half the last sleep.
Duration SnowflakeConnection::next_login_sleep(std::uint32_t retry, Duration previous) const {
  const Duration half = previous / 2;
  const Duration first = previous + between(-half, half, draw("login jitter"));
  const Duration power = Duration(1s) * (std::int64_t{1} << std::min<std::uint32_t>(retry, 30));
  const Duration second = power + between(-half, half, draw("login jitter"));
  return between(first, second, draw("login retry"));
}

void SnowflakeConnection::log_in(const HttpResponse& body) {
  session_ = body.session;
  token_ = body.token;
  state_ = State::connected;
  if (options_.client_session_keep_alive) {
    heartbeat_ = spawn("keep alive", [this] { keep_alive(); }, {.serves = true});
  }
}

void SnowflakeConnection::keep_alive() {
  const Duration interval = std::clamp<Duration>(options_.heartbeat_frequency, 900s, 3'600s);
  while (up()) {
    sleep(interval);
    send_in_session(request(Call::heartbeat));
  }
}

DriverEnd SnowflakeConnection::execute(const sql::Statement& statement) {
  ++statements_;
  HttpRequest first = query(statement);
  const std::uint64_t request_id = first.request_id;
  DriverEnd end = run(std::move(first));
  if (end.ok() || end.is_sql_error()) return end;
  // RowStream: no result and no SQL error, so it refreshes, by query id if the service told one.
  if (end.query_id() != 0) return run(result_of(end.query_id()));
  HttpRequest second = query(statement);
  second.request_id = request_id;
  return run(std::move(second));
}

DriverEnd SnowflakeConnection::run(HttpRequest request) {
  DriverEnd end = send_in_session(std::move(request));
  return end.in_progress() ? poll(std::move(end)) : end;
}

// buildResultRequestCallback: asks for the result again and again. A fiber of its own does it, so
// that the wait of this one is what it means: for the statement's end.
DriverEnd SnowflakeConnection::poll(DriverEnd end) {
  ResultWait wait(std::move(end));
  spawn("result poll", [this, &wait] {
    const std::uint64_t query_id = wait.end.query_id();
    while (wait.end.in_progress()) wait.end = send_in_session(result_of(query_id));
    wait.end.remember_query(query_id);
    if (wait.waiter.queue != nullptr) Scheduler::current().grant(wait.waiter);
  });
  Scheduler::current().wait(wait, wait.queue, wait.waiter, Duration::infinite());
  return std::move(wait.end);
}

bool SnowflakeConnection::is_valid() {
  return up() && send_in_session(request(Call::heartbeat)).ok();
}

void SnowflakeConnection::destroy() {
  if (!heartbeat_.empty()) cancel(std::exchange(heartbeat_, {}));
  if (state_ == State::renewing) renewed_.wait();
  if (state_ != State::connected) return;
  send(Payload::of(request(Call::logout)));
  socket_.reset();
  state_ = State::disconnected;
}

}  // namespace hindcast
