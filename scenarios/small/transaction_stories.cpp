// Two transactions that want the same two tables, and one that nests another, at every moment.
#include <fmt/format.h>

#include "hindcast/models/queue/database_session.hpp"
#include "hindcast/scenarios/catalogue/faults.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/scenarios/small/small_story.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {
namespace {

constexpr const char* kFamily = "Exhaustive search";
// How often a random run begins the second one after a step: about one in as many as the first has.
constexpr Ratio kBegins = Ratio::percent(2);
constexpr Duration kWatched = std::chrono::seconds(70);

// Code in the MCP server's process that updates two tables in one transaction.
class TwoUpdates final : public Component {
 public:
  struct Options {};

  TwoUpdates(const Place& place, Options) : Component(place) {}

  // Runs one transaction on a fiber of its own.
  void begin(std::string first, std::string second) {
    ++begun_;
    world().scheduler().spawn(node(), "transaction",
                              [this, first = std::move(first), second = std::move(second)] {
                                DatabaseSession session(database_);
                                const DatabaseResult result = run(session, first, second);
                                if (result.ok) {
                                  ++committed_;
                                  return session.release();
                                }
                                error_ = result.text;
                                ++failed_;
                                session.destroy();
                              });
  }

  std::uint32_t begun() const { return begun_; }
  std::uint32_t committed() const { return committed_; }
  std::uint32_t failed() const { return failed_; }
  bool busy() const { return committed_ + failed_ < begun_; }
  const std::string& error() const { return error_; }  // the last one
  Port& port() { return database_; }

 private:
  std::unique_ptr<Process> boot() override { return std::make_unique<Process>(); }

  static DatabaseResult run(DatabaseSession& session, const std::string& first,
                            const std::string& second) {
    // A row that no customer has: the lock is the table's.
    const auto update = [](const std::string& table) {
      return sql::Statement{.verb = sql::Verb::update, .table = table, .key = "both", .value = "x"};
    };
    DatabaseResult result = session.acquire();
    if (result.ok) result = session.execute({.verb = sql::Verb::begin});
    if (result.ok) result = session.execute(update(first));
    if (result.ok) result = session.execute(update(second));
    if (result.ok) result = session.execute({.verb = sql::Verb::commit});
    return result;
  }

  DatabasePort database_{*this, "database"};
  std::uint32_t begun_ = 0;
  std::uint32_t committed_ = 0;
  std::uint32_t failed_ = 0;
  std::string error_;
};

enum class LockOrder : std::uint8_t { opposite, same };

struct LockOrderOptions {
  LockOrder order = LockOrder::opposite;

  static const FieldTable<LockOrderOptions>& fields() {
    static const FieldTable<LockOrderOptions> table{
        field("order", &LockOrderOptions::order,
              {.names = {{LockOrder::opposite, "opposite"}, {LockOrder::same, "same"}},
               .about = "in which the second transaction takes the first one's tables"}),
    };
    return table;
  }
};

class LockOrders final : public SmallStory {
 public:
  using Options = LockOrderOptions;

  LockOrders(World& world, const Design& design, const Options& options)
      : SmallStory(world, design),
        options_(options),
        updates_(world.add_to<TwoUpdates>(platform().mcp->node(), "two updates")) {
    for (const auto& connection : world.connections()) {
      if (&connection->server.owner() != platform().pool) continue;
      world.connect(updates_.port(), connection->server, {.timeout = connection->policy.timeout});
      break;
    }
  }

  static ScenarioInfo info() {
    return {.name = "lock_orders",
            .family = kFamily,
            .title = "two transactions update the same two tables, one beginning at any step",
            .question = "Is there a moment at which they wait for each other?",
            .command =
                "  BEGIN; UPDATE contexts ...; UPDATE events ...; COMMIT;\n"
                "  BEGIN; UPDATE events ...; UPDATE contexts ...; COMMIT;\n",
            .reality =
                "  Code in the server's process, two sessions of its pool (the small configuration "
                "sets\n"
                "  database.pool.max=2: with the default of one session they take turns). After "
                "each step\n"
                "  of the process the story asks whether the second transaction begins there, else "
                "when the\n"
                "  first has ended. Snowflake finds such a cycle itself and fails one of them; "
                "whoever takes\n"
                "  tables in one order never needs that (lock_orders.order=same).\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    if (auto why = lacks(design, {"clients", "mcp_server", "snowflake_pool", "snowflake"})) {
      return why;
    }
    return has_load(design);
  }
  static SmallConfiguration small() {
    SmallConfiguration small = moments_configuration();
    small.assignments = {{"database.pool.max", "2"}};
    return small;
  }

 protected:
  void tell() override {
    world().after_step(platform().mcp->node(), [this] { stepped(); });
    armed_ = true;
    updates_.begin("contexts", "events");
    sleep(kWatched);
    armed_ = false;
    if (updates_.begun() == 1) begin_second();
    sleep(kWatched);
    const std::uint64_t found = platform().snowflake->deadlocks();
    if (updates_.committed() == 2 && found == 0) return;
    violate("both transactions commit, and neither waits for the other in a cycle",
            fmt::format("{} commit, {} fail, {} deadlocks found by the database{}{}",
                        updates_.committed(), updates_.failed(), found,
                        updates_.error().empty() ? "" : ": ", updates_.error()));
  }

 private:
  void stepped() {
    if (!updates_.busy()) armed_ = false;
    if (!armed_ || !world().fault_fires("the second transaction begins", kBegins)) return;
    armed_ = false;
    begin_second();
  }
  void begin_second() {
    const bool same = options_.order == LockOrder::same;
    updates_.begin(same ? "contexts" : "events", same ? "events" : "contexts");
  }

  Options options_;
  TwoUpdates& updates_;
  bool armed_ = false;
};

struct NestedOptions {
  static const FieldTable<NestedOptions>& fields() {
    static const FieldTable<NestedOptions> table{};
    return table;
  }
};

class NestedOrders final : public SmallStory {
 public:
  using Options = NestedOptions;

  NestedOrders(World& world, const Design& design, const Options&) : SmallStory(world, design) {}

  static ScenarioInfo info() {
    return {.name = "nested_orders",
            .family = kFamily,
            .title = "a transaction within a transaction begins after any step of update_context",
            .question = "Is there a moment at which it never ends, or an update is lost by it?",
            .command =
                "  await db.transaction(async (tx1) => {\n"
                "    await db.transaction(async (tx2) => { ... });\n"
                "  });\n",
            .reality =
                "  The code of nested_deadlock, once, on an idle design whose one caller updates a "
                "context.\n"
                "  After each step of the server's process the story asks whether the nested pair "
                "begins\n"
                "  there, else when the update has ended. It must end, well or badly, and the next "
                "update\n"
                "  must work.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    if (auto why = lacks(design, {"clients", "mcp_server", "snowflake_pool", "snowflake"})) {
      return why;
    }
    return has_load(design);
  }
  static SmallConfiguration small() { return moments_configuration(); }

 protected:
  void tell() override {
    world().after_step(platform().mcp->node(), [this] { stepped(); });
    armed_ = true;
    call(Tool::update_context);
    armed_ = false;
    if (!begun_) begin_nested();
    sleep(kWatched);
    const McpServer::Counts& counts = platform().mcp->counts();
    if (counts.nested_committed + counts.nested_failed < counts.nested_begun) {
      return violate("nested transactions end", "they are still under way after 70 s");
    }
    call(Tool::update_context);
    if (platform().clients->log().calls().back().outcome != CallOutcome::good) {
      violate("the update after nested transactions works", "it fails");
    }
  }
  void add_observations(Observation& observation) override {
    const McpServer::Counts& counts = platform().mcp->counts();
    observation.notes.push_back({"nested transactions that committed", counts.nested_committed});
    observation.notes.push_back({"nested transactions that failed", counts.nested_failed});
  }

 private:
  void stepped() {
    if (platform().clients->log().open() == 0) armed_ = false;  // answered
    if (!armed_ || !world().fault_fires("the nested transactions begin", kBegins)) return;
    armed_ = false;
    begin_nested();
  }
  void begin_nested() {
    begun_ = true;
    nest_transactions(platform());
  }

  bool armed_ = false;
  bool begun_ = false;
};

}  // namespace

void add_small_transaction_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<LockOrders>>());
  scenarios.add(std::make_unique<StoryKind<NestedOrders>>());
}

}  // namespace hindcast
