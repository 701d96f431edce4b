// sql::Session: a borrowed Snowflake session for one scope of application code, as pool.use() has
// it: acquire, execute, and at the end of the scope it is released, or destroyed if something went
// wrong on it.
//
//   sql::Session session(database_port);
//   if (const sql::Reply reply = session.acquire(); !reply.ok()) return fail(reply.error_text);
//   const sql::Reply row = session.select("contexts", customer);
#pragma once

#include <cstdint>
#include <string>

#include "hindcast/models/snowflake/sql.hpp"
#include "hindcast/sim/port.hpp"

namespace hindcast::sql {

using SqlPort = ClientPort<Request, Reply>;

// Code of a step that got no reply because the connection to the pool (its CallPolicy) ended it: a
// timeout or a guard of the caller. The pool knows nothing of it: a session that is lent later is
// lent to nobody, and a statement goes on.
inline constexpr const char* kAbandoned = "abandoned";

class Session {
 public:
  // The port outlives the session and belongs to the calling fiber's component.
  explicit Session(SqlPort& port) : port_(port) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  // Gives the session back without waiting, as release() and destroy() of the real pool are done at
  // once.
  ~Session();

  // Suspends until there is a session, or an error. REQUIRES: it has none.
  Reply acquire();
  // Suspends until the statement's end. An error marks the session as broken, as use() does.
  // REQUIRES: it has one.
  Reply execute(Statement statement);

  Reply begin() { return execute({.verb = Verb::begin}); }
  Reply commit() { return execute({.verb = Verb::commit}); }
  Reply rollback() { return execute({.verb = Verb::rollback}); }
  Reply select(std::string table, std::string key);
  Reply update(std::string table, std::string key, std::string value);
  Reply insert(std::string table, std::string key, std::string value);

  bool holds_one() const { return lease_ != 0; }
  bool broken() const { return broken_; }
  // Whether it is to be destroyed at the end; application code may know better than use().
  void mark_broken(bool broken) { broken_ = broken; }
  // Give it back before the end of the scope. Nothing if it has none.
  void release() { give_back(Step::release); }
  void destroy() { give_back(Step::destroy); }

 private:
  Reply call(Request request);
  void give_back(Step step);

  SqlPort& port_;
  std::uint64_t lease_ = 0;
  bool broken_ = false;
};

}  // namespace hindcast::sql
