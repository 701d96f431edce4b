// Requests and sessions; statements are in service_statements.cpp.
#include "hindcast/models/snowflake/service_process.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/sim/kernel.hpp"

namespace hindcast {

using snowflake::Call;
using snowflake::HttpRequest;
using snowflake::HttpResponse;

void SnowflakeService::Live::handle(const HttpRequest& request, SnowflakeResponder responder) {
  ++component_.counts_.requests;
  if (component_.fault_.http_status != 200) {
    return responder.reply({.status = component_.fault_.http_status});
  }
  switch (request.call) {
    case Call::login:
      return responder.reply(log_in(request));
    case Call::query:
      return query(request, std::move(responder));
    case Call::result:
      return responder.reply(result(request));
    case Call::renew:
      return responder.reply(renew(request));
    case Call::heartbeat:
      spend_session_time();
      return responder.reply(authenticate(request).refusal);
    case Call::logout:
      return responder.reply(log_out(request));
  }
}

void SnowflakeService::Live::spend_session_time() {
  sleep(draw_duration("session time", component_.options_.session_time));
}

HttpResponse SnowflakeService::Live::log_in(const HttpRequest& request) {
  sleep(draw_duration("login time", component_.options_.login_time));
  const Fault& fault = component_.fault_;
  if (!fault.login_code.empty()) return {.code = fault.login_code, .text = fault.login_text};
  forget_dead_sessions();
  ++component_.counts_.logins;
  const auto session = std::make_shared<ServerSession>();
  // The request's own path names the session, so that it does not depend on who else logs in.
  session->id = Scheduler::current().running()->subject.value;
  session->client = request.client;
  session->lock_timeout = std::min(request.lock_timeout, component_.options_.lock_timeout);
  session->token_expires = wall() + component_.options_.session_token_validity;
  session->master_expires = wall() + component_.options_.master_token_validity;
  sessions_[session->id] = session;
  return {.session = session->id, .token = session->token};
}

// Sessions that nobody will use or end: the client's process is gone, and so is the time in which
// it could come back. Their open transactions end with them.
void SnowflakeService::Live::forget_dead_sessions() {
  std::erase_if(sessions_, [this](const auto& entry) {
    ServerSession& session = *entry.second;
    if (!session.client.expired() || wall() < session.master_expires) return false;
    close(session);
    return true;
  });
}

void SnowflakeService::Live::close(ServerSession& session) {
  if (session.in_transaction()) locks_.end(*session.transaction);
  session.transaction.reset();
}

void SnowflakeService::Live::end_sessions() {
  for (const auto& [id, session] : sessions_) close(*session);
  sessions_.clear();
}

SnowflakeService::Live::Authenticated SnowflakeService::Live::authenticate(
    const HttpRequest& request) {
  const auto found = sessions_.find(request.session);
  if (found == sessions_.end()) {
    return {.refusal = {.code = "390111",
                        .text = "Session no longer exists. New login required to access the "
                                "service."}};
  }
  if (request.token > found->second->token) {
    return {.refusal = {.code = "390104", .text = "Session token is not found or invalid."}};
  }
  if (request.token < found->second->token || wall() >= found->second->token_expires) {
    return {.refusal = {.code = "390112", .text = "Your session has expired. Please login again."}};
  }
  return {.session = found->second};
}

HttpResponse SnowflakeService::Live::renew(const HttpRequest& request) {
  spend_session_time();
  const auto found = sessions_.find(request.session);
  if (found == sessions_.end() || wall() >= found->second->master_expires) {
    return {.code = "390114",
            .text = "Authentication token has expired. The user must authenticate again."};
  }
  ServerSession& session = *found->second;
  // A renewal whose answer was lost is made again with the old token.
  if (request.token == session.token) ++session.token;
  session.token_expires = wall() + component_.options_.session_token_validity;
  session.master_expires = wall() + component_.options_.master_token_validity;
  return {.token = session.token};
}

HttpResponse SnowflakeService::Live::log_out(const HttpRequest& request) {
  spend_session_time();
  Authenticated authenticated = authenticate(request);
  if (authenticated.session == nullptr) return authenticated.refusal;
  close(*authenticated.session);
  sessions_.erase(authenticated.session->id);
  return {};
}

void SnowflakeService::Live::query(const HttpRequest& request, SnowflakeResponder responder) {
  const Authenticated authenticated = authenticate(request);
  if (authenticated.session == nullptr) return responder.reply(authenticated.refusal);
  // The session lives as long as its statements, even if it is ended meanwhile.
  const SessionRef session = authenticated.session;
  for (const StatementRef& known : session->statements) {
    if (known == nullptr || known->request_id() != request.request_id) continue;
    if (!component_.options_.deduplicates) break;
    ++component_.counts_.deduplicated;
    const StatementRef statement = known;
    return responder.reply(statement->await_result());
  }
  ++component_.counts_.statements;
  const auto statement = std::make_shared<StatementRun>(
      StatementRun::Names{request.request_id, mix(session->id, request.request_id)},
      component_.options_, std::move(responder));
  session->statements[session->next_statement] = statement;
  session->next_statement = (session->next_statement + 1) % ServerSession::kRemembered;
  HttpResponse end = run(*session, request.statement, *statement);
  if (!end.code.empty()) ++component_.counts_.failed;
  statement->finish(std::move(end));
}

HttpResponse SnowflakeService::Live::result(const HttpRequest& request) {
  const Authenticated authenticated = authenticate(request);
  if (authenticated.session == nullptr) return authenticated.refusal;
  for (const StatementRef& known : authenticated.session->statements) {
    if (known == nullptr || known->query_id() != request.query_id) continue;
    const StatementRef statement = known;
    return statement->await_result();
  }
  return {.code = "000709", .text = "Statement not found.", .sql_state = "02000"};
}

std::size_t SnowflakeService::Live::open_transactions() const {
  return static_cast<std::size_t>(
      std::count_if(sessions_.begin(), sessions_.end(),
                    [](const auto& entry) { return entry.second->in_transaction(); }));
}

}  // namespace hindcast
