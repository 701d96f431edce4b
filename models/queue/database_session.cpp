#include "hindcast/models/queue/database_session.hpp"

namespace hindcast {

DatabaseResult DatabaseSession::ask(sql::Request request) {
  const auto result = port_.call(std::move(request));
  if (!result.ok()) {
    return {.code = name_of(result.status()), .text = result.error()};
  }
  const sql::Reply& reply = result.reply();
  if (!reply.ok()) return {.code = reply.error_code, .text = reply.error_text};
  if (reply.lease != 0) lease_ = reply.lease;
  return {.ok = true, .found = reply.found, .value = reply.value};
}

DatabaseResult DatabaseSession::acquire() { return ask({.step = sql::Step::acquire}); }

DatabaseResult DatabaseSession::execute(sql::Statement statement) {
  HINDCAST_CHECK(held());
  return ask({.step = sql::Step::execute, .lease = lease_, .statement = std::move(statement)});
}

void DatabaseSession::give_back(sql::Step step) {
  if (!held()) return;
  port_.post({.step = step, .lease = std::exchange(lease_, 0)});
}

void DatabaseSession::release() { give_back(sql::Step::release); }

void DatabaseSession::destroy() { give_back(sql::Step::destroy); }

}  // namespace hindcast
