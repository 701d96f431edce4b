// DatabaseSession: what application code does with the connection pool in its process: acquire a
// session, execute statements, give it back. It hands on the pool's and driver's own errors.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "hindcast/models/snowflake/sql.hpp"
#include "hindcast/sim/port.hpp"

namespace hindcast {

using DatabasePort = ClientPort<sql::Request, sql::Reply>;

struct DatabaseResult {
  bool ok = false;
  bool found = false;   // select: whether there is a row
  std::string value{};  // select: its value
  std::string code{};   // of the error
  std::string text{};   // of the error, as the program reads it
};

class DatabaseSession {
 public:
  explicit DatabaseSession(DatabasePort& port) : port_(port) {}
  DatabaseSession(const DatabaseSession&) = delete;
  DatabaseSession& operator=(const DatabaseSession&) = delete;

  DatabaseResult acquire();
  // REQUIRES: held().
  DatabaseResult execute(sql::Statement statement);
  // Gives the session back, for reuse or as broken. Nothing if none is held.
  void release();
  void destroy();
  bool held() const { return lease_ != 0; }

 private:
  DatabaseResult ask(sql::Request request);
  void give_back(sql::Step step);

  DatabasePort& port_;
  std::uint64_t lease_ = 0;
};

}  // namespace hindcast
