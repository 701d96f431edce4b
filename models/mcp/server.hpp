// McpServer: the MCP server of the activity platform, one Node.js process on stdio. Its tools:
//
//   get_context(customer)            the cache, else the database and then the cache
//   update_context(customer, value)  one transaction: UPDATE contexts, INSERT events; then DEL
//   track_activity(customer, value)  one record into the NDJSON queue
//
// Ports: "tools" for clients; "cache" to Redis, "database" to the connection pool in its process,
// "queue" to a Queue. A part that is not connected is not used.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "hindcast/models/host/descriptors.hpp"
#include "hindcast/models/host/event_loop.hpp"
#include "hindcast/models/host/heap.hpp"
#include "hindcast/models/host/host.hpp"
#include "hindcast/models/host/mount.hpp"
#include "hindcast/models/mcp/context_ledger.hpp"
#include "hindcast/models/mcp/protocol.hpp"
#include "hindcast/models/mcp/server_options.hpp"
#include "hindcast/models/queue/database_session.hpp"
#include "hindcast/models/redis/client.hpp"
#include "hindcast/sim/component.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

class Queue;

namespace events {

inline constexpr EventKind kContextServed{"mcp.context_served"};
inline constexpr EventKind kContextCommitted{"mcp.context_committed"};
inline constexpr EventKind kActivityTracked{"mcp.activity_tracked"};
inline constexpr EventKind kToolFailed{"mcp.tool_failed"};
inline constexpr EventKind kServerExited{"mcp.server_exited"};

}  // namespace events

// The steps of one update_context, in their order, each named after what is done when it is
// reached.
enum class UpdateStep : std::uint8_t {
  received,
  acquired,  // a session of the pool
  begun,     // BEGIN
  updated,   // UPDATE contexts
  inserted,  // INSERT events
  committed,
  invalidated,  // the cache; what is left is to answer
};

class McpServer final : public Component, public Resident, public DescriptorOwner {
 public:
  using Options = McpServerOptions;

  // What happened in all lives so far.
  struct Counts {
    std::uint64_t calls = 0;
    std::uint64_t answered = 0;  // with or without error
    std::uint64_t errors = 0;    // answered with isError
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
    std::uint64_t joined = 0;  // callers who waited for another's load
    std::uint64_t cache_errors = 0;
    std::uint64_t database_reads = 0;
    std::uint64_t database_errors = 0;
    std::uint64_t commits = 0;
    std::uint64_t commits_in_doubt = 0;  // a COMMIT without a good answer
    std::uint64_t invalidations_failed = 0;
    std::uint64_t poisoned_served = 0;   // what is no context was served as one
    std::uint64_t poisoned_refused = 0;  // or became an error, or was loaded anew
    std::uint64_t appended = 0;
    std::uint64_t append_errors = 0;  // also those that nobody heard of
    std::uint64_t queue_full = 0;
    std::uint64_t nested_begun = 0;  // transactions within transactions (nest_transactions)
    std::uint64_t nested_committed = 0;
    std::uint64_t nested_failed = 0;
  };

  // How a life ended that ended by itself or by a signal.
  struct Exit {
    std::int32_t code = 0;  // as a shell shows it: 1, 134, 137, 143
    std::string text{};
    Instant at = Instant::never();
  };

  McpServer(const Place& place, Options options);

  // How the server keeps a context in the cache.
  static std::string cache_key(const std::string& customer);
  static std::string cached_text(const std::string& value);

  // Faults.

  // Something computes for that long, in its turn; for a fault that comes at once use
  // node().pause().
  void stall(Duration duration);
  // Computing takes `factor` times as long, also in the lives to come.
  void slow_down(std::uint32_t factor);
  // Goes on with these options, as far as they can change in a life that has begun (the limits of
  // heap and descriptors, what requests leave behind, the niceness), and begins further lives so.
  void run_with(Options options);
  // SIGTERM, and SIGKILL when it is still there after `grace`. Nothing if it is down.
  void terminate(Duration grace);
  // Has `reached` called, on the server's own fiber, when an update comes to a step: for a fault
  // that strikes in the midst of it.
  void on_update(std::function<void(UpdateStep)> reached) { on_update_ = std::move(reached); }
  // Runs code in the server that opens a transaction within a transaction, on two sessions: the
  // outer one updates `first`, the inner one `second` and then `first`, and only after that is
  // awaited does the outer one go on with `second`. Nothing if it is down.
  void nest_transactions(std::string first, std::string second);
  // Uses another server's oracle, where both serve from one database.
  void share_ledger(McpServer& other) { ledger_ = other.ledger_; }

  // Observers.

  std::uint64_t pending() const { return pending_; }
  std::uint64_t pending_max() const { return pending_max_; }
  const Counts& counts() const { return counts_; }
  const ContextLedger& ledger() const { return *ledger_; }
  const Exit& last_exit() const { return last_exit_; }
  std::uint64_t exits() const { return exits_; }
  // The longest that anything waited for the event loop, in all lives.
  Duration loop_delay_max() const { return loop_record_.delay_max; }
  // How long its event loop was busy, in all lives.
  Duration loop_busy() const { return loop_record_.busy; }
  const Heap& heap() const { return heap_; }
  std::uint64_t resident_bytes() const override;
  std::shared_ptr<Descriptors> descriptors() const override;
  const Options& options() const { return options_; }
  void describe(TopologyVertex& vertex) const override;

 private:
  struct Live;
  class PendingRequest;
  class Services;

  // What the database has of a customer, or why not.
  struct Loaded {
    bool found = false;
    std::string value{};
    ErrorClass source = ErrorClass::database;  // of the error
    std::string error{};
  };

  std::unique_ptr<Process> boot() override;
  void crashed(CrashKind kind) override;

  Heap::Options heap_options() const;
  // What the program allocates for a request before it computes. Returns how long collections hold
  // it up; ends the process if there is no room.
  Duration allocate();
  void leak_descriptor();
  void handle(const mcp::ToolCall& call, Responder<mcp::ToolResult> responder);
  mcp::ToolResult dispatch(const mcp::ToolCall& call);
  mcp::ToolResult own_tool(const mcp::ToolCall& call);

  mcp::ToolResult get_context(const std::string& customer);
  // Returns nothing if the cache has no good answer and the database is to be asked.
  std::optional<mcp::ToolResult> ask_cache(const std::string& customer, Instant asked);
  std::optional<mcp::ToolResult> use_poisoned(const std::string& customer, const std::string& text);
  mcp::ToolResult serve(const std::string& customer, std::string value, Instant asked);
  Loaded load(const std::string& customer);
  Loaded load_by_own_code(const std::string& customer);
  Loaded load_once(const std::string& customer);

  mcp::ToolResult update_context(const std::string& customer, const std::string& value);
  // Runs the statements of the transaction. Returns the first that failed, or the COMMIT.
  DatabaseResult run_transaction(DatabaseSession& session, const std::string& customer,
                                 const std::string& value);
  void abort_transaction(DatabaseSession& session);

  mcp::ToolResult track_activity(const std::string& customer, const std::string& value);
  mcp::ToolResult append(const std::string& record);

  void reach(UpdateStep step) {
    if (on_update_) on_update_(step);
  }
  DatabaseResult run_nested(DatabaseSession& outer, const std::string& first,
                            const std::string& second);

  // An error that the tool's caller reads; ends the process instead if nobody catches its kind.
  mcp::ToolResult fail(ErrorClass source, std::string text);
  [[noreturn]] void exit(std::int32_t code, std::string text);
  bool has_cache() const { return !cache_.connections().empty(); }
  Live& live() const;
  Queue& queue() const;

  ServerPort<mcp::ToolCall, mcp::ToolResult> tools_;
  redis::ClientPort cache_;
  DatabasePort database_;
  FilesClientPort queue_;
  Options options_;
  Counts counts_;
  std::shared_ptr<ContextLedger> ledger_ = std::make_shared<ContextLedger>();
  Exit last_exit_;
  std::uint64_t exits_ = 0;
  bool exiting_ = false;
  std::uint64_t pending_ = 0;
  std::uint64_t pending_max_ = 0;
  Heap heap_;
  Host* host_ = nullptr;  // of this life
  LoopRecord loop_record_;
  std::uint32_t slowness_ = 1;
  std::function<void(UpdateStep)> on_update_;
};

}  // namespace hindcast
