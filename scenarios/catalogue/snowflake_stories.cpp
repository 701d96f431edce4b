// Family 3 of the catalogue: Snowflake connection chaos.
#include "hindcast/scenarios/catalogue/faults.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"

namespace hindcast {
namespace {

constexpr const char* kFamily = "Snowflake connection";

struct PartitionOptions {
  Duration length = std::chrono::minutes(30);
  PartitionKind kind = PartitionKind::drop;
  Directions directions = Directions::both;

  static const FieldTable<PartitionOptions>& fields() {
    static const FieldTable<PartitionOptions> table{
        field("length", &PartitionOptions::length,
              {.minimum = std::chrono::seconds(1),
               .maximum = std::chrono::hours(24),
               .about = "how long nothing passes"}),
        field("kind", &PartitionOptions::kind,
              {.names = {{PartitionKind::drop, "drop"},
                         {PartitionKind::reject, "reject"},
                         {PartitionKind::tcp_reset, "tcp_reset"}},
               .about = "what the firewall answers"}),
        field("directions", &PartitionOptions::directions,
              {.names = {{Directions::both, "both"},
                         {Directions::request, "request"},
                         {Directions::reply, "reply"}},
               .about = "which way nothing passes"}),
    };
    return table;
  }
};

class SnowflakePartition final : public Stage {
 public:
  using Options = PartitionOptions;

  SnowflakePartition(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}), options_(options) {}

  static ScenarioInfo info() {
    return {
        .name = "snowflake_partition",
        .level = 2,
        .family = kFamily,
        .title = "Snowflake partition",
        .question = "How long before detection? Retry logic?",
        .command = "  iptables -A OUTPUT -d snowflake.com -j DROP\n",
        .reality =
            "  The name is resolved once, to the marketing site; the driver talks to\n"
            "  ACCOUNT.snowflakecomputing.com, so the rule cuts nothing that matters (E2). "
            "Simulated\n"
            "  is what was meant: every link to Snowflake drops all packets, both ways, without a\n"
            "  word. By default the driver needs 16 posts of 90 s before it says so: about 25 min\n"
            "  (E3).\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "snowflake"});
  }

 protected:
  void begin_fault() override {
    partition_snowflake(platform(), options_.kind, options_.directions);
  }

 private:
  Options options_;
};

enum class Reach : std::uint8_t { snowflake, interface };

struct SlowOptions {
  Duration delay = std::chrono::milliseconds(500);
  Reach reach = Reach::snowflake;
  Duration length = std::chrono::minutes(5);

  static const FieldTable<SlowOptions>& fields() {
    static const FieldTable<SlowOptions> table{
        field("delay", &SlowOptions::delay,
              {.maximum = std::chrono::minutes(1), .about = "of each packet that leaves"}),
        field("reach", &SlowOptions::reach,
              {.names = {{Reach::snowflake, "snowflake"}, {Reach::interface, "interface"}},
               .about = "what leaves for Snowflake, or for anywhere over a network"}),
        field("length", &SlowOptions::length,
              {.minimum = std::chrono::seconds(1),
               .maximum = std::chrono::hours(24),
               .about = "how long packets are late"}),
    };
    return table;
  }
};

class SnowflakeSlow final : public Stage {
 public:
  using Options = SlowOptions;
  static constexpr bool kOnRequest = true;

  SnowflakeSlow(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}), options_(options) {}

  static ScenarioInfo info() {
    return {
        .name = "snowflake_slow",
        .level = 2,
        .family = kFamily,
        .title = "500 ms of added latency",
        .question = "Do timeouts work?",
        .command = "  tc qdisc add dev eth0 root netem delay 500ms\n",
        .reality =
            "  netem delays what leaves by the interface, and nothing that comes: a round trip is "
            "late by\n"
            "  500 ms and not by 1,000, a new TLS connection by two or three of them (E4). No "
            "timeout is\n"
            "  near that, so none fires. What fires is capacity: each statement holds its session "
            "500 ms\n"
            "  longer, and a pool that was large enough no longer is (Little's law). Simulated: "
            "every link\n"
            "  to Snowflake, toward it; reach=interface slows all that the design's hosts send, "
            "Redis\n"
            "  commands too.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "snowflake_pool", "snowflake"});
  }

 protected:
  void begin_fault() override {
    failed_before_ = failed();
    if (options_.reach == Reach::interface) return slow_network(platform(), options_.delay);
    slow_snowflake(platform(), options_.delay);
  }
  void add_observations(Observation& observation) override {
    observation.notes.push_back({"statements that failed", failed() - failed_before_});
  }

 private:
  std::uint64_t failed() const { return platform().pool->counts().statements_failed; }

  Options options_;
  std::uint64_t failed_before_ = 0;
};

struct ExhaustionOptions {
  std::uint32_t callers = 1'000;
  Duration length = std::chrono::seconds(20);

  static const FieldTable<ExhaustionOptions>& fields() {
    static const FieldTable<ExhaustionOptions> table{
        field("callers", &ExhaustionOptions::callers,
              {.minimum = 1,
               .maximum = 100'000,
               .about = "who want a session of the pool at one instant"}),
        field("length", &ExhaustionOptions::length,
              {.minimum = std::chrono::seconds(1),
               .maximum = std::chrono::hours(1),
               .about = "from that instant until the design must be on its way back"}),
    };
    return table;
  }
};

class PoolExhaustion final : public Stage {
 public:
  using Options = ExhaustionOptions;

  PoolExhaustion(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}), options_(options) {}

  static ScenarioInfo info() {
    return {
        .name = "pool_exhaustion",
        .level = 2,
        .family = kFamily,
        .title = "pool exhausted by 1,000 callers",
        .question = "Pool limits enforced?",
        .command = "  for i in {1..1000}; do node -e \"require('./db').connect()\" & done\n",
        .reality =
            "  A thousand processes have a thousand pools: no limit of any of them is met, only "
            "those of\n"
            "  the service's login. The pool of one process queues without bound and without "
            "timeout by\n"
            "  default (E16): of 1,000 who wait for 2 sessions all are pending, for ever. "
            "Simulated is\n"
            "  that: 1,000 callers update contexts at one instant, and each update needs a "
            "session of the\n"
            "  server's pool for a transaction. Those who have left keep their place.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "mcp_server", "snowflake_pool", "snowflake"});
  }

 protected:
  void begin_fault() override {
    refused_before_ = platform().pool->counts().refused;
    exhaust_pool(platform(), options_.callers);
  }
  void add_observations(Observation& observation) override {
    observation.notes.push_back({"callers refused a session at once or in time",
                                 platform().pool->counts().refused - refused_before_});
  }

 private:
  Options options_;
  std::uint64_t refused_before_ = 0;
};

}  // namespace

void add_snowflake_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<SnowflakePartition>>());
  scenarios.add(std::make_unique<StoryKind<SnowflakeSlow>>());
  scenarios.add(std::make_unique<StoryKind<PoolExhaustion>>());
}

}  // namespace hindcast
