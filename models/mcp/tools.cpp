#include "hindcast/models/mcp/tools.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/models/host/json_parse.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {
namespace {

constexpr std::uint32_t kRuntimeDescriptors = 19;  // what Node.js 20.20.2 itself has open
constexpr const char* kContexts = "contexts";
constexpr const char* kEvents = "events";

// A context as the platform writes it: "v" and a number.
bool has_context_shape(std::string_view text) {
  return text.size() > 1 && text.front() == 'v' &&
         std::all_of(text.begin() + 1, text.end(),
                     [](char character) { return character >= '0' && character <= '9'; });
}

std::string cache_key(const std::string& customer) { return "context:" + customer; }

mcp::ToolResult good(std::string text) { return {.text = std::move(text)}; }

}  // namespace

McpServer::Live::Live(McpServer& owner)
    : server(owner),
      loop(owner.node(), owner.options_.callback_time),
      cache(owner.cache_, owner.options_.redis),
      descriptors(owner.options_.descriptors_max, kRuntimeDescriptors),
      files(owner.queue().disk(), owner.node(), descriptors),
      writer(files, owner.queue().options(), owner.options_.queue) {}

mcp::ToolResult McpServer::Live::answer(const mcp::ToolCall& call) {
  if (call.tool == "get_context") return get_context(call.customer);
  if (call.tool == "update_context") return update_context(call);
  if (call.tool == "track_activity") return track_activity(call);
  // The SDK answers with a result, not with a protocol error (SDK 1.32.2).
  return {.is_error = true, .text = "MCP error -32602: Tool " + call.tool + " not found"};
}

mcp::ToolResult McpServer::Live::failed(std::string text, std::uint64_t& counter) {
  server.count_failure(counter);
  return {.is_error = true, .text = std::move(text)};
}

mcp::ToolResult McpServer::Live::get_context(const std::string& customer) {
  const std::string key = cache_key(customer);
  const redis::Result cached = cache.get(key);
  if (cached.ok() && !cached.is_null()) {
    ++server.counts_.cache_hits;
    if (std::optional<mcp::ToolResult> result = use_cached(key, cached.text())) {
      return std::move(*result);
    }
  } else if (!cached.ok()) {
    const mcp::ToolResult failure =
        failed(std::string(cached.error()), server.counts_.cache_errors);
    if (server.options_.cache_failure == CacheFailure::fails) return failure;
  }
  ++server.counts_.cache_misses;
  return server.options_.single_flight ? read_together(customer) : read_database(customer);
}

std::optional<mcp::ToolResult> McpServer::Live::use_cached(const std::string& key,
                                                           const std::string& text) {
  if (server.options_.cached_value == CachedValue::passed_on || has_context_shape(text)) {
    return good(text);
  }
  ++server.counts_.cache_rejected;
  if (server.options_.cached_value == CachedValue::validated) {
    cache.del(key);
    return std::nullopt;
  }
  const std::optional<std::string> error = json_syntax_error(text);
  return failed(error ? *error : "the cached context has an unexpected shape",
                server.counts_.cache_errors);
}

mcp::ToolResult McpServer::Live::read_together(const std::string& customer) {
  const auto found = flights.find(customer);
  if (found != flights.end()) {
    const std::shared_ptr<Flight> flight = found->second;
    flight->landed.wait();
    return flight->result;
  }
  const auto flight = std::make_shared<Flight>();
  flights.emplace(customer, flight);
  flight->result = read_database(customer);
  flights.erase(customer);
  flight->landed.set();
  return flight->result;
}

mcp::ToolResult McpServer::Live::read_database(const std::string& customer) {
  ++server.counts_.database_reads;
  std::string value;
  {
    sql::Session session(server.database_);
    if (const sql::Reply lease = session.acquire(); !lease.ok()) {
      return failed(lease.error_text, server.counts_.database_errors);
    }
    const sql::Reply row = session.select(kContexts, customer);
    if (!row.ok()) return failed(row.error_text, server.counts_.database_errors);
    value = row.value;
  }
  // A cache that does not take the value costs the next reader a miss, not this one an answer.
  if (!value.empty()) {
    const redis::Result stored = cache.set(cache_key(customer), value, server.options_.cache_ttl);
    if (!stored.ok()) server.count_failure(server.counts_.cache_errors);
  }
  return good(std::move(value));
}

mcp::ToolResult McpServer::Live::update_context(const mcp::ToolCall& call) {
  {
    sql::Session session(server.database_);
    sql::Reply reply = session.acquire();
    if (reply.ok()) reply = session.begin();
    if (reply.ok()) reply = session.update(kContexts, call.customer, call.value);
    if (reply.ok()) reply = session.insert(kEvents, call.value, call.customer);
    if (reply.ok()) reply = session.commit();
    if (!reply.ok()) return failed(reply.error_text, server.counts_.database_errors);
  }
  const redis::Result deleted = cache.del(cache_key(call.customer));
  if (!deleted.ok()) return failed(std::string(deleted.error()), server.counts_.cache_errors);
  return good("updated");
}

mcp::ToolResult McpServer::Live::track_activity(const mcp::ToolCall& call) {
  QueueLedger& ledger = server.queue().ledger();
  ledger.offered(call.value);
  const std::string record =
      R"({"id":)" + json_quoted(call.value) + R"(,"customer":)" + json_quoted(call.customer) + "}";
  const auto append = [this, &record] { return writer.append(record, now()); };
  const bool blocks = server.options_.queue.method == AppendMethod::append_file_sync;
  const Appended appended = blocks ? loop.block(append) : append();
  if (!appended.ok()) return failed(appended.error_text, server.counts_.queue_errors);
  ledger.acknowledged(call.value);
  return good("tracked");
}

}  // namespace hindcast
