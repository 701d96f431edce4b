// The HTTP messages between snowflake-sdk 3.3.0 and the Snowflake service: what is posted, and the
// JSON that comes back, as far as a driver reacts to it (lib/services/sf.js).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "hindcast/models/snowflake/sql.hpp"
#include "hindcast/sim/fiber.hpp"
#include "hindcast/sim/key.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast::snowflake {

enum class Call : std::uint8_t {
  login,      // POST /session/v1/login-request
  query,      // POST /queries/v1/query-request
  result,     // GET  /queries/{id}/result
  renew,      // POST /session/token-request
  heartbeat,  // POST /session/heartbeat
  logout,     // POST /session?delete=true
};

// The client's end of a session, which lives as long as the process that opened it: the service
// learns from it that a session is dead, and the wait-for graph who would issue its next statement.
struct ClientEnd {
  FiberHandle fiber{};  // empty: nobody has it
};

struct HttpRequest {
  static constexpr const char* kProtocol = "snowflake";

  Call call = Call::query;
  std::uint64_t request_id = 0;  // of the statement: the same in each retry
  std::uint64_t session = 0;     // with `token`, the Authorization header
  std::uint64_t token = 0;
  std::uint64_t query_id = 0;  // result: of which statement
  sql::Statement statement{};
  Duration lock_timeout =
      Duration::infinite();                 // login: the session's LOCK_TIMEOUT, if it sets one
  std::weak_ptr<const ClientEnd> client{};  // no bytes on the wire, so outside of the hash

  std::uint64_t hash() const {
    const std::uint64_t hash =
        mix(mix(mix(static_cast<std::uint64_t>(call) + 1, request_id), mix(session, token)),
            mix(query_id, statement.hash()));
    if (lock_timeout.is_infinite()) return hash;
    return mix(hash, static_cast<std::uint64_t>(lock_timeout.count()));
  }
  std::uint64_t bytes() const { return 900 + statement.bytes(); }
};

// `status` is HTTP's. With 200, an empty `code` is success: true; otherwise `code` and `text` are
// Snowflake's, and an error of the statement itself also has its `sql_state`.
struct HttpResponse {
  static constexpr const char* kProtocol = "snowflake";

  std::uint32_t status = 200;
  std::string code{};
  std::string text{};
  std::string sql_state{};
  std::uint64_t session = 0;  // login
  std::uint64_t token = 0;    // login, renew
  std::uint64_t query_id = 0;
  bool found = false;    // select: whether the row exists
  std::string value{};   // select: its value
  FiberHandle runner{};  // in progress: who runs the statement, for the wait-for graph; not hashed

  bool in_progress() const;
  // Whether it is good news, for guards of the connection.
  bool ok() const { return status == 200 && (code.empty() || in_progress()); }
  std::uint64_t hash() const {
    return mix(mix(mix(status, hash_text(code)), mix(hash_text(text), hash_text(value))),
               mix(mix(session, token), mix(query_id, found ? 1 : 0)));
  }
  std::uint64_t bytes() const { return 1'200 + text.size() + value.size(); }
};

// Codes that mean that the statement still runs; the driver then polls.
inline constexpr const char* kInProgress = "333333";
inline constexpr const char* kInProgressAsync = "333334";

inline bool HttpResponse::in_progress() const {
  return !code.empty() && (code == kInProgress || code == kInProgressAsync);
}

}  // namespace hindcast::snowflake
