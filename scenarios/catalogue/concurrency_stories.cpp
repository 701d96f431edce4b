// Family 8 of the catalogue: concurrency chaos.
#include <fmt/format.h>

#include "hindcast/scenarios/catalogue/faults.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"

namespace hindcast {
namespace {

constexpr const char* kFamily = "Concurrency";

struct DeadlockOptions {
  std::uint32_t transactions = 1;
  Duration length = std::chrono::minutes(2);

  static const FieldTable<DeadlockOptions>& fields() {
    static const FieldTable<DeadlockOptions> table{
        field("transactions", &DeadlockOptions::transactions,
              {.minimum = 1, .maximum = 1'000, .about = "nested pairs that begin at one instant"}),
        field("length", &DeadlockOptions::length,
              {.minimum = std::chrono::seconds(1),
               .maximum = std::chrono::hours(24),
               .about = "how long the callers are watched before anybody acts"}),
    };
    return table;
  }
};

class NestedDeadlock final : public Stage {
 public:
  using Options = DeadlockOptions;

  NestedDeadlock(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}), options_(options) {}

  static ScenarioInfo info() {
    return {
        .name = "nested_deadlock",
        .level = 3,
        .family = kFamily,
        .title = "nested-transaction deadlock",
        .question = "Is a deadlock that the database cannot see found and ended?",
        .command =
            "  await db.transaction(async (tx1) => {\n"
            "    await db.transaction(async (tx2) => {\n"
            "      await tx1.query('UPDATE A SET x = 1');\n"
            "      await tx2.query('UPDATE B SET y = 1');\n"
            "      await tx2.query('UPDATE A SET x = 2');\n"
            "      await tx1.query('UPDATE B SET y = 2');\n"
            "    });\n"
            "  });\n",
        .reality =
            "  Transactions never nest on one session, so there are two sessions. tx2 waits for "
            "tx1's\n"
            "  lock on A, while the code that would go on with tx1 awaits tx2. The database sees "
            "one\n"
            "  waiter and one idle session, no cycle: its detector finds nothing, its driver "
            "polls on,\n"
            "  and LOCK_TIMEOUT is 12 h (E14). In a pool of one session it does not come so far: "
            "tx2\n"
            "  waits for the session that tx1 has. Simulated is that code in the MCP server's "
            "process,\n"
            "  on the platform's own tables (A: contexts, B: events). The wait-for graph of the\n"
            "  simulation includes who awaits whom; it prints the cycle, and the run goes on so "
            "that\n"
            "  what it does to all other callers is measured.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "mcp_server", "snowflake_pool", "snowflake"});
  }

 protected:
  void begin_fault() override {
    for (std::uint32_t nth = 0; nth < options_.transactions; ++nth) nest_transactions(platform());
  }
  void add_observations(Observation& observation) override {
    const McpServer::Counts& counts = platform().mcp->counts();
    observation.notes.push_back({"nested transactions that committed", counts.nested_committed});
    observation.notes.push_back({"nested transactions that failed", counts.nested_failed});
    observation.notes.push_back(
        {"deadlocks that the database found", platform().snowflake->deadlocks()});
    observation.notes.push_back(
        {"nested transactions that never ended",
         counts.nested_begun - counts.nested_committed - counts.nested_failed});
  }

 private:
  Options options_;
};

}  // namespace

void add_concurrency_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<NestedDeadlock>>());
}

}  // namespace hindcast
