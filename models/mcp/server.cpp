#include "hindcast/models/mcp/server.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/models/mcp/server_live.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

constexpr std::int32_t kTerminated = 143;  // 128 + SIGTERM, as a shell shows it

}  // namespace

// Counts a request and its memory for as long as it is pending.
class McpServer::PendingRequest {
 public:
  PendingRequest(McpServer& server, std::uint64_t bytes)
      : server_(server), bytes_(bytes + server.options_.request_memory.bytes()) {
    server_.pending_max_ = std::max(server_.pending_max_, ++server_.pending_);
    server_.heap_.retain(bytes_);
  }
  PendingRequest(const PendingRequest&) = delete;
  PendingRequest& operator=(const PendingRequest&) = delete;
  ~PendingRequest() {
    --server_.pending_;
    server_.heap_.release(bytes_);
    if (server_.up() && server_.live().draining) server_.live().request_ended.set();
  }

 private:
  McpServer& server_;
  std::uint64_t bytes_;
};

McpServer::McpServer(const Place& place, Options options)
    : Component(place),
      tools_(*this, "tools",
             [this](const mcp::ToolCall& call, Responder<mcp::ToolResult> responder) {
               handle(call, std::move(responder));
             }),
      cache_(*this, "cache"),
      database_(*this, "database"),
      queue_(*this, "queue"),
      options_(std::move(options)),
      heap_(heap_options()) {}

McpServer::Live& McpServer::live() const { return process<Live>(); }

Queue& McpServer::queue() const { return mounted<Queue>(queue_); }

std::unique_ptr<Process> McpServer::boot() {
  if (options_.supervision.restarts) node().supervise(options_.supervision.supervision());
  exiting_ = true;  // a process that cannot be forked has no exit status
  host_ = Host::start(node());
  exiting_ = false;
  heap_ = Heap(heap_options());
  if (options_.boot_time > Duration::zero()) sleep(options_.boot_time);
  auto live = std::make_unique<Live>(*this);
  if (host_ != nullptr) host_->grown();
  return live;
}

void McpServer::crashed(CrashKind kind) {
  if (!std::exchange(exiting_, false)) {
    last_exit_ = {137, kind == CrashKind::process ? "SIGKILL" : "power loss", world().now()};
    ++exits_;
  }
  if (kind == CrashKind::host && !queue_.connections().empty()) queue().disk().power_lost();
}

void McpServer::exit(std::int32_t code, std::string text) {
  world().story().tell(now(), name(), Weight::turning_point,
                       "exits with " + std::to_string(code) + ": " + text);
  trace(events::kServerExited, static_cast<std::uint64_t>(code), hash_text(text));
  last_exit_ = {code, std::move(text), now()};
  ++exits_;
  exiting_ = true;
  node().crash(CrashKind::process);
  throw Cancelled{};
}

void McpServer::stall(Duration duration) {
  if (!up()) return;
  world().scheduler().spawn(node(), "stall", [this, duration] { live().loop.run(duration); });
}

void McpServer::slow_down(std::uint32_t factor) {
  HINDCAST_CHECK(factor > 0);
  slowness_ = factor;
  if (up()) live().loop.slow_down(factor);
}

void McpServer::run_with(Options options) {
  options_ = std::move(options);
  if (!up()) return;
  heap_.set_options(heap_options());
  live().descriptors->set_limit(options_.descriptors_max);
  live().loop.run_on(host_ == nullptr ? nullptr : &host_->cpu(), options_.niceness);
}

void McpServer::terminate(Duration grace) {
  if (!up()) return;
  world().story().tell(world().now(), name(), Weight::turning_point, "gets SIGTERM");
  const std::uint32_t life = node().life();
  world().inject("SIGKILL", [this, grace, life] {
    sleep(grace);
    if (node().alive() && node().life() == life) node().crash();
  });
  world().scheduler().spawn(node(), "SIGTERM", [this] {
    if (options_.on_terminate == OnTerminate::ends) exit(kTerminated, "SIGTERM");
    live().draining = true;
    while (pending_ > 0) {
      live().request_ended.reset();
      live().request_ended.wait();
    }
    exit(0, "SIGTERM: all that was pending is answered");
  });
}

Heap::Options McpServer::heap_options() const {
  return {
      .limit = options_.heap_limit, .base = options_.heap_base, .mark_rate = options_.mark_rate};
}

std::uint64_t McpServer::resident_bytes() const {
  return options_.runtime_memory.bytes() + (up() ? heap_.used() : 0);
}

Duration McpServer::allocate() {
  heap_.retain(options_.request_leak.bytes());
  const Heap::Collected collected = heap_.allocate(options_.request_garbage.bytes(), now());
  if (collected.end != Heap::End::none) exit(Heap::kExitStatus, fatal_text(collected.end));
  if (host_ != nullptr) host_->grown();
  return collected.pause;
}

std::shared_ptr<Descriptors> McpServer::descriptors() const {
  return up() ? live().descriptors : nullptr;
}

// Code that opens something for a request and forgets to close it.
void McpServer::leak_descriptor() {
  if (options_.descriptor_leak == Ratio::zero()) return;
  if (options_.descriptor_leak.happens(draw("descriptor leak"))) live().descriptors->take();
}

void McpServer::handle(const mcp::ToolCall& call, Responder<mcp::ToolResult> responder) {
  if (live().draining) sleep(Duration::infinite());  // nobody reads it
  ++counts_.calls;
  const PendingRequest pending(*this, call.bytes());
  if (call.bytes() > options_.message_max.bytes()) {
    exit(0, "the transport closes: a message overflows its read buffer");
  }
  const Duration pause = allocate();
  leak_descriptor();
  live().loop.run(pause + options_.request_time);
  mcp::ToolResult result = dispatch(call);
  ++counts_.answered;
  if (!result.ok()) {
    ++counts_.errors;
    trace(events::kToolFailed, hash_text(result.text));
  }
  responder.reply(std::move(result));
}

// What own code sees of the server.
class McpServer::Services final : public McpServices {
 public:
  explicit Services(McpServer& server) : server_(server) {}

  RedisClient* cache() override { return server_.has_cache() ? &*server_.live().cache : nullptr; }
  DatabasePort& database() override { return server_.database_; }
  mcp::ToolResult own_tool(const mcp::ToolCall& call) override { return server_.own_tool(call); }

 private:
  McpServer& server_;
};

mcp::ToolResult McpServer::dispatch(const mcp::ToolCall& call) {
  if (ToolHandler* const own = live().own_tools.get()) {
    Services services(*this);
    if (auto result = own->handle(call, services)) return std::move(*result);
  }
  return own_tool(call);
}

McpServer::Loaded McpServer::load_by_own_code(const std::string& customer) {
  Services services(*this);
  LoadedContext loaded = live().own_loader->load(customer, services);
  ++(loaded.error.empty() ? counts_.database_reads : counts_.database_errors);
  return {
      .found = loaded.found, .value = std::move(loaded.value), .error = std::move(loaded.error)};
}

mcp::ToolResult McpServer::own_tool(const mcp::ToolCall& call) {
  if (call.tool == "get_context") return get_context(call.customer);
  if (call.tool == "update_context") return update_context(call.customer, call.value);
  if (call.tool == "track_activity") return track_activity(call.customer, call.value);
  return {0, true, "MCP error -32602: Tool " + call.tool + " not found"};
}

mcp::ToolResult McpServer::fail(ErrorClass source, std::string text) {
  const auto& unhandled = options_.unhandled;
  if (std::ranges::find(unhandled, source) != unhandled.end()) exit(1, std::move(text));
  return {0, true, std::move(text)};
}

}  // namespace hindcast
