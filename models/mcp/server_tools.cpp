// The tools of McpServer.
#include <optional>
#include <utility>

#include "hindcast/models/host/json_parse.hpp"
#include "hindcast/models/mcp/server.hpp"
#include "hindcast/models/mcp/server_live.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

std::string seconds_text(Duration duration) {
  return std::to_string(duration / Duration(std::chrono::seconds(1)));
}

}  // namespace

std::string McpServer::cache_key(const std::string& customer) { return "context:" + customer; }

std::string McpServer::cached_text(const std::string& value) {
  return "{\"value\":" + json_quoted(value) + "}";
}

mcp::ToolResult McpServer::get_context(const std::string& customer) {
  const Instant asked = now();
  if (has_cache()) {
    if (auto answer = ask_cache(customer, asked)) return std::move(*answer);
  }
  Loaded loaded = options_.single_flight ? load_once(customer) : load(customer);
  if (!loaded.error.empty()) return fail(loaded.source, std::move(loaded.error));
  if (!loaded.found) return {};  // a text of no characters
  return serve(customer, std::move(loaded.value), asked);
}

std::optional<mcp::ToolResult> McpServer::ask_cache(const std::string& customer, Instant asked) {
  const redis::Result cached = live().cache->get(cache_key(customer));
  if (!cached.ok()) {
    ++counts_.cache_errors;
    if (!options_.tolerates_cache_errors)
      return fail(ErrorClass::cache, std::string(cached.error()));
    return std::nullopt;
  }
  if (cached.is_null()) {
    ++counts_.misses;
    return std::nullopt;
  }
  if (auto value = json_string_member(cached.text(), "value")) {
    ++counts_.hits;
    return serve(customer, std::move(*value), asked);
  }
  return use_poisoned(customer, cached.text());
}

// The cache holds what this server never wrote.
std::optional<mcp::ToolResult> McpServer::use_poisoned(const std::string& customer,
                                                       const std::string& text) {
  const auto error = json_syntax_error(text);
  if (options_.poison == PoisonPolicy::reload) {
    ++counts_.poisoned_refused;
    live().cache->del(cache_key(customer));
    return std::nullopt;
  }
  if (options_.poison == PoisonPolicy::fail && error) {
    ++counts_.poisoned_refused;
    return fail(ErrorClass::cache, *error);
  }
  ++counts_.poisoned_served;
  return mcp::ToolResult{0, false, text};
}

mcp::ToolResult McpServer::serve(const std::string& customer, std::string value, Instant asked) {
  ledger_->served(customer, value, asked);
  trace(events::kContextServed, hash_text(customer), hash_text(value));
  return {0, false, std::move(value)};
}

McpServer::Loaded McpServer::load(const std::string& customer) {
  if (live().own_loader != nullptr) return load_by_own_code(customer);
  DatabaseSession session(database_);
  DatabaseResult row = session.acquire();
  if (row.ok) {
    row = session.execute({.verb = sql::Verb::select, .table = "contexts", .key = customer});
  }
  if (!row.ok) {
    session.destroy();
    ++counts_.database_errors;
    return {.error = std::move(row.text)};
  }
  session.release();
  ++counts_.database_reads;
  if (!row.found) return {};
  if (has_cache()) {
    const redis::Result stored =
        live().cache->execute({"SET", cache_key(customer), cached_text(row.value), "EX",
                               seconds_text(options_.cache_ttl)});
    if (!stored.ok()) {
      ++counts_.cache_errors;
      if (!options_.tolerates_cache_errors) {
        return {.source = ErrorClass::cache, .error = std::string(stored.error())};
      }
    }
  }
  return {.found = true, .value = std::move(row.value)};
}

// One load for all who miss the same key meanwhile.
McpServer::Loaded McpServer::load_once(const std::string& customer) {
  auto& flights = live().flights;
  if (const auto found = flights.find(customer); found != flights.end()) {
    const std::shared_ptr<Live::Flight> flight = found->second;
    ++counts_.joined;
    flight->landed.wait();
    live().loop.await_turn();
    return flight->loaded;
  }
  const auto flight = std::make_shared<Live::Flight>();
  flights.emplace(customer, flight);
  flight->loaded = load(customer);
  flights.erase(customer);
  flight->landed.set();
  return flight->loaded;
}

mcp::ToolResult McpServer::update_context(const std::string& customer, const std::string& value) {
  reach(UpdateStep::received);
  DatabaseSession session(database_);
  DatabaseResult result = session.acquire();
  if (result.ok) result = run_transaction(session, customer, value);
  if (!result.ok) {
    ++counts_.database_errors;
    abort_transaction(session);
    return fail(ErrorClass::database, std::move(result.text));
  }
  session.release();
  ++counts_.commits;
  reach(UpdateStep::committed);
  ledger_->committed(customer, value, now());
  trace(events::kContextCommitted, hash_text(customer), hash_text(value));
  if (options_.invalidates && has_cache()) {
    const redis::Result deleted = live().cache->del(cache_key(customer));
    if (!deleted.ok()) {
      ++counts_.cache_errors;
      ++counts_.invalidations_failed;
      if (!options_.tolerates_cache_errors) {
        return fail(ErrorClass::cache, std::string(deleted.error()));
      }
    }
  }
  reach(UpdateStep::invalidated);
  return {0, false, "updated"};
}

DatabaseResult McpServer::run_transaction(DatabaseSession& session, const std::string& customer,
                                          const std::string& value) {
  reach(UpdateStep::acquired);
  DatabaseResult result = session.execute({.verb = sql::Verb::begin});
  if (!result.ok) return result;
  reach(UpdateStep::begun);
  result = session.execute(
      {.verb = sql::Verb::update, .table = "contexts", .key = customer, .value = value});
  if (!result.ok) return result;
  reach(UpdateStep::updated);
  result = session.execute(
      {.verb = sql::Verb::insert, .table = "events", .key = value, .value = customer});
  if (!result.ok) return result;
  reach(UpdateStep::inserted);
  ledger_->committing(customer, value);
  result = session.execute({.verb = sql::Verb::commit});
  if (!result.ok) ++counts_.commits_in_doubt;
  return result;
}

void McpServer::abort_transaction(DatabaseSession& session) {
  if (!session.held()) return;
  switch (options_.transaction_failure) {
    case TransactionFailure::destroy:
      return session.destroy();
    case TransactionFailure::abandon:
      return session.release();
    case TransactionFailure::rollback:
      if (session.execute({.verb = sql::Verb::rollback}).ok) return session.release();
      return session.destroy();
  }
}

void McpServer::nest_transactions(std::string first, std::string second) {
  if (!up()) return;
  world().scheduler().spawn(node(), "nested transactions",
                            [this, first = std::move(first), second = std::move(second)] {
                              ++counts_.nested_begun;
                              DatabaseSession outer(database_);
                              const DatabaseResult result = run_nested(outer, first, second);
                              if (result.ok) {
                                ++counts_.nested_committed;
                                return outer.release();
                              }
                              ++counts_.nested_failed;
                              ++counts_.database_errors;
                              world().story().tell(now(), name(), Weight::notable,
                                                   "the nested transactions fail: " + result.text);
                              abort_transaction(outer);
                            });
}

DatabaseResult McpServer::run_nested(DatabaseSession& outer, const std::string& first,
                                     const std::string& second) {
  // A row that no customer has: the lock is the table's.
  const auto update = [](const std::string& table) {
    return sql::Statement{.verb = sql::Verb::update, .table = table, .key = "nested", .value = "x"};
  };
  DatabaseSession inner(database_);
  DatabaseResult result = outer.acquire();
  if (result.ok) result = outer.execute({.verb = sql::Verb::begin});
  if (result.ok) result = inner.acquire();
  if (result.ok) result = inner.execute({.verb = sql::Verb::begin});
  if (result.ok) result = outer.execute(update(first));
  if (result.ok) result = inner.execute(update(second));
  if (result.ok) result = inner.execute(update(first));
  if (result.ok) result = outer.execute(update(second));
  if (result.ok) result = inner.execute({.verb = sql::Verb::commit});
  if (!result.ok) {
    abort_transaction(inner);
    return result;
  }
  inner.release();
  return outer.execute({.verb = sql::Verb::commit});
}

mcp::ToolResult McpServer::track_activity(const std::string& customer, const std::string& value) {
  if (queue_.connections().empty()) return {0, true, "no queue is configured"};
  queue().ledger().offered(value);
  std::string record =
      "{\"id\":" + json_quoted(value) + ",\"customer\":" + json_quoted(customer) + "}";
  if (options_.acknowledge == Acknowledge::before_append) {
    spawn("append", [this, record = std::move(record)] { append(record); });
  } else if (mcp::ToolResult appended = append(record); !appended.ok()) {
    return appended;
  }
  queue().ledger().acknowledged(value);
  trace(events::kActivityTracked, hash_text(value));
  return {0, false, "tracked"};
}

mcp::ToolResult McpServer::append(const std::string& record) {
  Live& process = live();
  Appended appended;
  if (options_.append.method == AppendMethod::append_file_sync) {
    appended = process.loop.block([&] { return process.writer->append(record, now()); });
  } else {
    process.threads.acquire();
    appended = process.writer->append(record, now());
    process.threads.release();
    process.loop.await_turn();
  }
  if (appended.ok()) {
    ++counts_.appended;
    return {};
  }
  ++(appended.status == Appended::Status::full ? counts_.queue_full : counts_.append_errors);
  return fail(ErrorClass::queue, std::move(appended.error_text));
}

}  // namespace hindcast
