// Family 10 of the catalogue: cascading failures, made of the faults of the other families.
#include <algorithm>

#include "hindcast/scenarios/catalogue/faults.hpp"
#include "hindcast/scenarios/catalogue/pipeline.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/keyed_stream.hpp"

namespace hindcast {
namespace {

constexpr const char* kFamily = "Cascade";

enum class AtOnce : std::uint8_t {
  redis_shutdown,
  disk_full,
  network_slow,
  cpu_busy,
  memory,
  snowflake_partition,
  pool_exhaustion,
  queue_full,
  queue_corrupt,
  cache_poisoning,
  cache_stampede,
  mcp_kill,
  nested_deadlock,
};

struct EverythingOptions {
  // The catalogue's own five, in its order.
  std::vector<AtOnce> faults = {AtOnce::redis_shutdown, AtOnce::disk_full, AtOnce::network_slow,
                                AtOnce::cpu_busy, AtOnce::memory};
  Duration spread = std::chrono::seconds(10);
  Duration length = std::chrono::seconds(60);
  Duration delay = std::chrono::milliseconds(1'000);
  std::uint32_t slowdown = 3;
  std::uint32_t callers = 1'000;
  std::uint32_t records = 20'000;

  static const FieldTable<EverythingOptions>& fields();
};

const FieldTable<EverythingOptions>& EverythingOptions::fields() {
  using Options = EverythingOptions;
  static const FieldTable<Options> table{
      field("faults", &Options::faults,
            {.each = {.names = {{AtOnce::redis_shutdown, "redis_shutdown"},
                                {AtOnce::disk_full, "disk_full"},
                                {AtOnce::network_slow, "network_slow"},
                                {AtOnce::cpu_busy, "cpu_busy"},
                                {AtOnce::memory, "memory"},
                                {AtOnce::snowflake_partition, "snowflake_partition"},
                                {AtOnce::pool_exhaustion, "pool_exhaustion"},
                                {AtOnce::queue_full, "queue_full"},
                                {AtOnce::queue_corrupt, "queue_corrupt"},
                                {AtOnce::cache_poisoning, "cache_poisoning"},
                                {AtOnce::cache_stampede, "cache_stampede"},
                                {AtOnce::mcp_kill, "mcp_kill"},
                                {AtOnce::nested_deadlock, "nested_deadlock"}}},
             .size_max = 13,
             .about = "which; each begins at a moment of its own"}),
      field("spread", &Options::spread,
            {.maximum = std::chrono::minutes(10), .about = "within which all of them begin"}),
      field("length", &Options::length,
            {.minimum = std::chrono::seconds(1),
             .maximum = std::chrono::hours(24),
             .about = "from the last beginning until all of them end"}),
      field("delay", &Options::delay,
            {.maximum = std::chrono::minutes(1), .about = "of network_slow, as netem's delay"}),
      field(
          "slowdown", &Options::slowdown,
          {.minimum = 1,
           .maximum = 1'000,
           .about = "of cpu_busy: 8 spinners beside the server on 4 cores leave it less than half "
                    "of one"}),
      field("callers", &Options::callers,
            {.minimum = 1, .maximum = 100'000, .about = "of cache_stampede and pool_exhaustion"}),
      field("records", &Options::records,
            {.minimum = 1, .maximum = 1'000'000, .about = "of queue_full"}),
  };
  return table;
}

class EverythingAtOnce final : public Stage {
 public:
  using Options = EverythingOptions;

  EverythingAtOnce(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}), options_(options), kill_(platform()) {}

  static ScenarioInfo info() {
    return {
        .name = "everything_at_once",
        .level = 4,
        .family = kFamily,
        .title = "everything fails at once",
        .question = "Can it survive? How does it degrade?",
        .command =
            "  redis-cli SHUTDOWN NOSAVE\n"
            "  dd if=/dev/zero of=/tmp/fill bs=1M count=10000 &\n"
            "  tc qdisc add dev eth0 root netem delay 1000ms\n"
            "  stress --cpu 8 --timeout 60s &\n"
            "  stress --vm 2 --vm-bytes 1G --timeout 60s &\n",
        .reality =
            "  Redis comes back by its supervisor with an old snapshot (E5). 10 GB in /tmp may be "
            "another\n"
            "  file system, or memory (E12): simulated is the queue's disk with no byte left. "
            "netem delays\n"
            "  what leaves by eth0, so a round trip is late by 1 s and not by 2, and pipes are not "
            "late at\n"
            "  all (E4). Spinners make all computing slower. Memory pressure ends in SIGKILL by "
            "the OOM\n"
            "  killer (E19); whom it takes is a choice of the run. Each fault is the one of its "
            "own story\n"
            "  and begins within 10 s at a moment of its own; --set everything_at_once.faults=... "
            "combines\n"
            "  others.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "mcp_server", "redis", "snowflake_pool", "snowflake", "queue",
                          "queue_worker", "disk"});
  }

 protected:
  void begin_fault() override {
    const auto spread = static_cast<std::uint64_t>(options_.spread.count());
    std::vector<std::pair<Duration, AtOnce>> plan;
    for (const AtOnce fault : options_.faults) {
      const std::uint64_t offset = bounded(draw("beginning of a fault"), spread + 1);
      plan.emplace_back(Duration::nanoseconds(static_cast<std::int64_t>(offset)), fault);
    }
    std::stable_sort(plan.begin(), plan.end());
    const Instant from = now();
    for (const auto& [offset, fault] : plan) {
      sleep(from + offset - now());
      begin(fault);
    }
  }
  void end_fault() override {
    if (has(AtOnce::disk_full)) free_disk(platform());
    if (has(AtOnce::cpu_busy)) idle_cpu(platform());
  }
  bool recovered() const override { return late_activities(platform()) == 0; }
  void add_observations(Observation& observation) override {
    add_pipeline_notes(platform(), observation);
  }

 private:
  bool has(AtOnce fault) const {
    return std::find(options_.faults.begin(), options_.faults.end(), fault) !=
           options_.faults.end();
  }

  void begin(AtOnce fault) {
    switch (fault) {
      case AtOnce::redis_shutdown:
        return shut_down_redis(platform());
      case AtOnce::disk_full:
        return fill_disk(platform());
      case AtOnce::network_slow:
        return slow_network(platform(), options_.delay);
      case AtOnce::cpu_busy:
        return busy_cpu(platform(), options_.slowdown);
      case AtOnce::memory:
        return kill_for_memory(platform());
      case AtOnce::snowflake_partition:
        return partition_snowflake(platform(), PartitionKind::drop, Directions::both);
      case AtOnce::pool_exhaustion:
        return exhaust_pool(platform(), options_.callers);
      case AtOnce::queue_full:
        return append_records(platform(), options_.records);
      case AtOnce::queue_corrupt:
        return append_corrupt_line(platform(), true);
      case AtOnce::cache_poisoning:
        return poison_cache(platform(), Poison::syntax, 1);
      case AtOnce::cache_stampede:
        return stampede_cache(platform(), options_.callers);
      case AtOnce::mcp_kill:
        return kill_.begin(UpdateStep::updated, Duration::zero());
      case AtOnce::nested_deadlock:
        return nest_transactions(platform());
    }
  }

  Options options_;
  KillInUpdate kill_;
};

struct LieOptions {
  Ratio how_often = Ratio::percent(10);
  Duration length = std::chrono::minutes(2);

  static const FieldTable<LieOptions>& fields() {
    static const FieldTable<LieOptions> table{
        field("how_often", &LieOptions::how_often, {.about = "of the rows that it is asked for"}),
        field("length", &LieOptions::length,
              {.minimum = std::chrono::seconds(1),
               .maximum = std::chrono::hours(24),
               .about = "how long it lies"}),
    };
    return table;
  }
};

class ByzantineAnswers final : public Stage {
 public:
  using Options = LieOptions;
  static constexpr bool kOnRequest = true;

  ByzantineAnswers(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}), options_(options) {}

  static ScenarioInfo info() {
    return {
        .name = "byzantine_answers",
        .level = 3,
        .family = kFamily,
        .title = "a dependency that lies",
        .question = "Who notices an answer that is well-formed and wrong?",
        .command = "  (a proxy that changes a number in every tenth answer)\n",
        .reality =
            "  Snowflake answers in time, with HTTP 200 and a row of the right shape, and the "
            "number in it\n"
            "  is another one: no breaker, retry or timeout sees anything. The server caches the "
            "answer, so\n"
            "  a lie is served until its time to live ends, long after the fault. Which answers "
            "are wrong\n"
            "  is a choice of the run; what is written is true.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "mcp_server", "snowflake"});
  }

 protected:
  void begin_fault() override { platform().snowflake->begin_lies(options_.how_often); }
  void end_fault() override { platform().snowflake->end_lies(); }
  void add_observations(Observation& observation) override {
    observation.notes.push_back({"wrong answers", platform().snowflake->counts().lies});
  }

 private:
  Options options_;
};

}  // namespace

void add_cascade_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<ByzantineAnswers>>());
  scenarios.add(std::make_unique<StoryKind<EverythingAtOnce>>());
}

}  // namespace hindcast
