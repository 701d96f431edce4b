#include "hindcast/models/snowflake/session.hpp"

#include <utility>

#include "hindcast/sim/kernel.hpp"

namespace hindcast::sql {

Session::~Session() {
  const Scheduler& scheduler = Scheduler::current();
  if (scheduler.voided()) return;
  // A fiber that is cancelled in the midst of things leaves a session in an unknown state.
  const bool cancelled = scheduler.running() != nullptr && scheduler.running()->cancelling;
  give_back(broken_ || cancelled ? Step::destroy : Step::release);
}

Reply Session::call(Request request) {
  const CallResult<Reply> result = port_.call(std::move(request));
  if (result.ok()) return result.reply();
  return {.error_code = kAbandoned, .error_text = name_of(result.status())};
}

Reply Session::acquire() {
  HINDCAST_CHECK(lease_ == 0);
  Reply reply = call({.step = Step::acquire});
  lease_ = reply.ok() ? reply.lease : 0;
  broken_ = false;
  return reply;
}

Reply Session::execute(Statement statement) {
  HINDCAST_CHECK(lease_ != 0);
  Reply reply = call({.step = Step::execute, .lease = lease_, .statement = std::move(statement)});
  if (!reply.ok()) broken_ = true;
  return reply;
}

Reply Session::select(std::string table, std::string key) {
  return execute({.verb = Verb::select, .table = std::move(table), .key = std::move(key)});
}

Reply Session::update(std::string table, std::string key, std::string value) {
  return execute({Verb::update, std::move(table), std::move(key), std::move(value)});
}

Reply Session::insert(std::string table, std::string key, std::string value) {
  return execute({Verb::insert, std::move(table), std::move(key), std::move(value)});
}

void Session::give_back(Step step) {
  if (lease_ == 0) return;
  port_.post({.step = step, .lease = std::exchange(lease_, 0)});
}

}  // namespace hindcast::sql
