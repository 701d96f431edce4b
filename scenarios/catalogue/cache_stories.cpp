// Family 4 of the catalogue: cache corruption.
#include <fmt/format.h>

#include "hindcast/scenarios/catalogue/faults.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr const char* kFamily = "Cache";

struct ShutdownOptions {
  // Long enough before the fault for the save points to have written a snapshot.
  Duration warm_up = std::chrono::minutes(6);

  static const FieldTable<ShutdownOptions>& fields() {
    static const FieldTable<ShutdownOptions> table{
        field("warm_up", &ShutdownOptions::warm_up,
              {.minimum = std::chrono::seconds(10),
               .maximum = std::chrono::hours(1),
               .about = "how long the cache fills before the shutdown"}),
    };
    return table;
  }
};

class RedisShutdown final : public Stage {
 public:
  using Options = ShutdownOptions;

  RedisShutdown(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.warm_up = options.warm_up, .fault = std::chrono::seconds(20)}) {}

  static ScenarioInfo info() {
    return {.name = "redis_shutdown",
            .level = 1,
            .family = kFamily,
            .title = "Redis shut down without saving",
            .question = "Fallback to Snowflake works?",
            .command = "  redis-cli SHUTDOWN NOSAVE\n",
            .reality =
                "  NOSAVE only leaves out the snapshot. Debian's unit has Restart=always, so the "
                "outage\n"
                "  lasts until systemd starts Redis again, and it comes back with the previous "
                "snapshot:\n"
                "  a stale cache, not an empty one (E5). Simulated is exactly that.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "redis"});
  }

 protected:
  void begin_fault() override { shut_down_redis(platform()); }
};

struct StampedeOptions {
  std::uint32_t callers = 1'000;

  static const FieldTable<StampedeOptions>& fields() {
    static const FieldTable<StampedeOptions> table{
        field(
            "callers", &StampedeOptions::callers,
            {.minimum = 1, .maximum = 100'000, .about = "who ask for one context at one instant"}),
    };
    return table;
  }
};

class CacheStampede final : public Stage {
 public:
  using Options = StampedeOptions;

  CacheStampede(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = std::chrono::seconds(20)}), options_(options) {}

  static ScenarioInfo info() {
    return {
        .name = "cache_stampede",
        .level = 2,
        .family = kFamily,
        .title = "cache stampede of 1,000 callers",
        .question = "Single flight to backend?",
        .command = "  for i in {1..1000}; do curl http://localhost:3000/context/user123 & done\n",
        .reality =
            "  A thousand callers ask for one context whose key has just expired. Single flight "
            "is\n"
            "  per process, and every reader that misses queues for a session of the pool (E17).\n"
            "  Simulated: the key is deleted, and all callers arrive at that instant.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "redis"});
  }

 protected:
  void begin_fault() override { stampede_cache(platform(), options_.callers); }

 private:
  Options options_;
};

enum class PoisonKind : std::uint8_t { any, syntax, shape };

struct PoisoningOptions {
  PoisonKind value = PoisonKind::any;
  std::uint32_t customers = 1;
  Duration length = std::chrono::seconds(60);

  static const FieldTable<PoisoningOptions>& fields() {
    static const FieldTable<PoisoningOptions> table{
        field("value", &PoisoningOptions::value,
              {.names = {{PoisonKind::any, "any"},
                         {PoisonKind::syntax, "syntax"},
                         {PoisonKind::shape, "shape"}},
               .about = "INVALID{{{JSON, or JSON that is no context; any: a choice of the run"}),
        field("customers", &PoisoningOptions::customers,
              {.minimum = 1,
               .maximum = 1'000'000,
               .about = "whose contexts are poisoned, the hottest first; at most all of them"}),
        field("length", &PoisoningOptions::length,
              {.minimum = std::chrono::seconds(1),
               .maximum = std::chrono::hours(1),
               .about = "from the SET until the design must be on its way back; nobody takes it "
                        "back"}),
    };
    return table;
  }
};

class CachePoisoning final : public Stage {
 public:
  using Options = PoisoningOptions;

  CachePoisoning(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}), options_(options) {
    world.sometimes("a poisoned value is read", [this] {
      const McpServer::Counts& counts = platform().mcp->counts();
      return counts.poisoned_served + counts.poisoned_refused > 0;
    });
  }

  static ScenarioInfo info() {
    return {
        .name = "cache_poisoning",
        .level = 3,
        .family = kFamily,
        .title = "cache poisoning",
        .question = "Validation before use?",
        .command = "  redis-cli SET \"context:user123\" \"INVALID{{{JSON\"\n",
        .reality =
            "  To Redis any string is a good value; validation is its reader's job. SET without EX "
            "also\n"
            "  takes the time to live away, so the value stays until an update of that customer "
            "deletes\n"
            "  it. Where JSON.parse throws, the tool answers with an error; JSON that is no "
            "context is\n"
            "  worse, since a reader that looks no further serves it. Simulated are both (which "
            "one is a\n"
            "  choice of the run), on the context that is read most.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "mcp_server", "redis"});
  }

 protected:
  void begin_fault() override {
    const bool shape = options_.value == PoisonKind::any
                           ? choose(ChoiceKind::fault, "poison", 2, Ratio::percent(50)) == 1
                           : options_.value == PoisonKind::shape;
    poison_cache(platform(), shape ? Poison::shape : Poison::syntax,
                 std::min(options_.customers, platform().clients->options().customers));
  }
  void add_observations(Observation& observation) override {
    const McpServer::Counts& counts = platform().mcp->counts();
    observation.notes.push_back({"poisoned values refused", counts.poisoned_refused});
    observation.notes.push_back({"poisoned values served", counts.poisoned_served});
    if (counts.poisoned_served + counts.poisoned_refused == 0) return;
    observation.cause = fmt::format(
        "of {} reads of poisoned values {} were served what is no context",
        human(counts.poisoned_served + counts.poisoned_refused), human(counts.poisoned_served));
  }

 private:
  Options options_;
};

}  // namespace

void add_cache_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<RedisShutdown>>());
  scenarios.add(std::make_unique<StoryKind<CacheStampede>>());
  scenarios.add(std::make_unique<StoryKind<CachePoisoning>>());
}

}  // namespace hindcast
