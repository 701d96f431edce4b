// Family 1 of the catalogue: MCP server failures.
#include "hindcast/scenarios/catalogue/faults.hpp"
#include "hindcast/scenarios/catalogue/pipeline.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/keyed_stream.hpp"

namespace hindcast {
namespace {

constexpr const char* kFamily = "MCP server";

// Where in an update the process is killed.
enum class KillStep : std::uint8_t {
  any,
  received,
  acquired,
  begun,
  updated,
  inserted,
  committed,
  invalidated,
};

enum class KillMoment : std::uint8_t { any, at_the_step, after_it };

struct KillOptions {
  KillStep step = KillStep::any;
  KillMoment moment = KillMoment::any;
  // Longer than a statement takes, so that any point on the way to the next step can be hit.
  Duration spread = std::chrono::milliseconds(300);
  Duration length = std::chrono::seconds(20);

  static const FieldTable<KillOptions>& fields() {
    static const FieldTable<KillOptions> table{
        field("step", &KillOptions::step,
              {.names = {{KillStep::any, "any"},
                         {KillStep::received, "received"},
                         {KillStep::acquired, "acquired"},
                         {KillStep::begun, "begun"},
                         {KillStep::updated, "updated"},
                         {KillStep::inserted, "inserted"},
                         {KillStep::committed, "committed"},
                         {KillStep::invalidated, "invalidated"}},
               .about = "how far the update has come; any: a choice of the run"}),
        field("moment", &KillOptions::moment,
              {.names = {{KillMoment::any, "any"},
                         {KillMoment::at_the_step, "at_the_step"},
                         {KillMoment::after_it, "after_it"}},
               .about = "at the step itself, or while the next one is under way"}),
        field("spread", &KillOptions::spread,
              {.minimum = std::chrono::milliseconds(1),
               .maximum = std::chrono::minutes(1),
               .about = "after_it: at most so long after the step"}),
        field("length", &KillOptions::length,
              {.minimum = std::chrono::seconds(1),
               .maximum = std::chrono::hours(1),
               .about = "from the kill until the design must be on its way back"}),
    };
    return table;
  }
};

class McpKill final : public Stage {
 public:
  using Options = KillOptions;

  McpKill(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}), options_(options), kill_(platform()) {
    world.sometimes("the server is killed in the midst of an update",
                    [this] { return kill_.struck(); });
  }

  static ScenarioInfo info() {
    return {.name = "mcp_kill",
            .level = 1,
            .family = kFamily,
            .title = "MCP server killed mid-transaction",
            .question = "Does it recover? Is data consistent?",
            .command = "  pkill -9 node & sleep 0.1 && node src/index.js &\n",
            .reality =
                "  The pattern kills every Node.js process, a client written in Node.js included, "
                "and a\n"
                "  server on stdio cannot be started from a shell: its pipe is gone, so only its "
                "client can\n"
                "  start it again, which the SDK's does not (E6: mcp.supervision.restarts). "
                "Simulated: SIGKILL "
                "of the\n"
                "  server alone, at or after each of the seven steps of one update_context; which "
                "one is a\n"
                "  choice of the run. The session dies with the process, its transaction does not: "
                "it is\n"
                "  detached and keeps its table locks until others have waited 5 min for them.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "mcp_server", "snowflake"});
  }

 protected:
  void begin_fault() override {
    const UpdateStep step = choose_step();
    const bool after = chooses_after();
    const std::uint64_t within =
        bounded(draw("kill"), static_cast<std::uint64_t>(options_.spread.count()));
    kill_.begin(step, after ? Duration::nanoseconds(1 + static_cast<std::int64_t>(within))
                            : Duration::zero());
  }
  void add_observations(Observation& observation) override {
    observation.notes.push_back(
        {"updates that took effect and were not acknowledged", updates_in_doubt(platform())});
    observation.notes.push_back(
        {"dead transactions that had to be aborted", platform().snowflake->blockers_aborted()});
  }

 private:
  UpdateStep choose_step() const {
    constexpr std::uint32_t kSteps = 7;
    if (options_.step != KillStep::any) {
      return static_cast<UpdateStep>(static_cast<std::uint32_t>(options_.step) - 1);
    }
    return static_cast<UpdateStep>(
        choose(ChoiceKind::fault, "step of the kill", kSteps, Ratio::of(kSteps - 1, kSteps)));
  }
  bool chooses_after() const {
    if (options_.moment != KillMoment::any) return options_.moment == KillMoment::after_it;
    return choose(ChoiceKind::fault, "moment of the kill", 2, Ratio::percent(50)) == 1;
  }

  Options options_;
  KillInUpdate kill_;
};

}  // namespace

void add_mcp_server_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<McpKill>>());
}

}  // namespace hindcast
