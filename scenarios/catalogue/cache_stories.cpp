// Family 4 of the catalogue: cache corruption.
#include "hindcast/models/redis/server.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"

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
  void begin_fault() override { platform().redis->shutdown(ShutdownMode::nosave); }
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
  void begin_fault() override {
    constexpr std::uint32_t kHottest = 0;
    platform().redis->operate({"DEL", "context:" + Clients::customer_name(kHottest)});
    platform().clients->burst(options_.callers, Tool::get_context, kHottest);
  }

 private:
  Options options_;
};

}  // namespace

void add_cache_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<RedisShutdown>>());
  scenarios.add(std::make_unique<StoryKind<CacheStampede>>());
}

}  // namespace hindcast
