// SnowflakeConnection: one connection object of snowflake-sdk 3.3.0, in the process that uses it:
// its states, its retries and how long it takes to notice that nobody answers. In a black hole one
// statement makes 16 posts of 90 s before it fails, about 25 minutes later.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "hindcast/models/host/descriptors.hpp"
#include "hindcast/models/snowflake/driver_options.hpp"
#include "hindcast/models/snowflake/protocol.hpp"
#include "hindcast/models/snowflake/sql.hpp"
#include "hindcast/sim/event.hpp"
#include "hindcast/sim/payload.hpp"
#include "hindcast/sim/port.hpp"

namespace hindcast {

using SnowflakePort = ClientPort<snowflake::HttpRequest, snowflake::HttpResponse>;

// What came of one operation.
class DriverEnd {
 public:
  enum class Kind : std::uint8_t {
    success,
    network_error,     // 401001: no answer
    request_failed,    // 401002: an HTTP status other than 200
    operation_failed,  // Snowflake said no
    client_error,      // the driver itself said no, such as 407002
  };

  // An answer of the service.
  explicit DriverEnd(Payload response);
  // An error of the driver's own, with texts that outlive everything.
  DriverEnd(Kind kind, const char* code, const char* text);

  Kind kind() const { return kind_; }
  bool ok() const { return kind_ == Kind::success; }
  bool in_progress() const { return ok() && response().in_progress(); }
  // Whether it is an error of the statement itself.
  bool is_sql_error() const;
  // The driver's code, or Snowflake's; "" if it succeeded.
  std::string_view code() const;
  std::string_view text() const;
  // What the service sent; with its defaults if it sent nothing.
  const snowflake::HttpResponse& response() const;
  // The statement's id, once the service has told one; 0 before.
  std::uint64_t query_id() const { return query_id_ != 0 ? query_id_ : response().query_id; }
  void remember_query(std::uint64_t query_id) { query_id_ = query_id; }

 private:
  Kind kind_ = Kind::success;
  Payload response_;
  std::uint64_t query_id_ = 0;
  const char* code_ = "";
  const char* text_ = "";
};

class SnowflakeConnection {
 public:
  enum class State : std::uint8_t { pristine, connecting, connected, renewing, disconnected };

  // The port outlives the connection. `identity` tells this connection's requests from all others.
  SnowflakeConnection(SnowflakePort& port, const DriverOptions& options, Key identity);
  SnowflakeConnection(const SnowflakeConnection&) = delete;
  SnowflakeConnection& operator=(const SnowflakeConnection&) = delete;

  // Logs in, with up to 7 retries. Suspends for up to about 16 minutes. Its socket takes one of the
  // process's descriptors until it is destroyed (the HTTP agent keeps it alive); without one not
  // even the host's name is resolved (ENOTFOUND), which is a network error to the driver.
  DriverEnd connect();
  // Runs one statement to its end, however long it takes, or until the driver gives up.
  DriverEnd execute(const sql::Statement& statement);
  // isValidAsync(): a heartbeat, without retries.
  bool is_valid();
  // Logs out, without retries. Afterwards the object is of no use.
  void destroy();

  State state() const { return state_; }
  // isUp(): local state only; a session that is gone on the server looks up until it is used.
  bool up() const {
    return state_ == State::connected || state_ == State::connecting || state_ == State::renewing;
  }
  // Names the fiber that has the connection now: the one to issue its next statement.
  void lend_to(FiberHandle fiber) { client_->fiber = fiber; }
  FiberHandle lent_to() const { return client_->fiber; }

 private:
  struct ResultWait;
  struct Renewal;

  snowflake::HttpRequest request(snowflake::Call call) const;
  snowflake::HttpRequest login_request() const;
  snowflake::HttpRequest query(const sql::Statement& statement) const;
  snowflake::HttpRequest result_of(std::uint64_t query_id) const;
  bool open_socket();
  DriverEnd send(const Payload& request);
  DriverEnd send_with_retries(const Payload& request);
  DriverEnd send_in_session(snowflake::HttpRequest request);
  DriverEnd run(snowflake::HttpRequest request);
  DriverEnd poll(DriverEnd end);
  void renew();
  void log_in(const snowflake::HttpResponse& body);
  Duration next_login_sleep(std::uint32_t retry, Duration previous) const;
  void keep_alive();

  SnowflakePort& port_;
  DriverOptions options_;
  Key identity_;
  std::shared_ptr<snowflake::ClientEnd> client_ = std::make_shared<snowflake::ClientEnd>();
  State state_ = State::pristine;
  std::optional<HeldDescriptor> socket_{};
  Event renewed_{"renewal"};
  FiberHandle heartbeat_;
  std::uint64_t session_ = 0;
  std::uint64_t token_ = 0;
  std::uint64_t statements_ = 0;
};

}  // namespace hindcast
