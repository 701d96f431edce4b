// Family 6 of the catalogue: resource exhaustion.
#include <fmt/format.h>

#include <algorithm>

#include "hindcast/scenarios/catalogue/faults.hpp"
#include "hindcast/scenarios/catalogue/pipeline.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr const char* kFamily = "Resources";

FieldInfo<Duration> length_of(std::string_view about) {
  return {.minimum = std::chrono::seconds(1), .maximum = std::chrono::hours(1), .about = about};
}

// Which file system /tmp is on.
enum class Temporary : std::uint8_t { queue_disk, own_disk, tmpfs };

struct DiskFullOptions {
  Temporary temporary = Temporary::queue_disk;
  ByteSize memory = ByteSize::mebibytes(4'096);
  Duration length = std::chrono::seconds(60);

  static const FieldTable<DiskFullOptions>& fields() {
    static const FieldTable<DiskFullOptions> table{
        field("temporary", &DiskFullOptions::temporary,
              {.names = {{Temporary::queue_disk, "queue_disk"},
                         {Temporary::own_disk, "own_disk"},
                         {Temporary::tmpfs, "tmpfs"}},
               .about = "what /tmp is: a folder on the queue's disk, another disk, or memory"}),
        field("memory", &DiskFullOptions::memory,
              {.minimum = ByteSize::mebibytes(512),
               .about = "of the server's host, if the design does not have one; for tmpfs"}),
        field("length", &DiskFullOptions::length, length_of("how long the file is there")),
    };
    return table;
  }
};

class DiskFull final : public Stage {
 public:
  static constexpr bool kOnRequest = true;
  using Options = DiskFullOptions;

  DiskFull(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}),
        options_(options),
        host_(host_of_server(platform(), {.memory = options.memory})) {}

  static ScenarioInfo info() {
    return {.name = "disk_full",
            .level = 2,
            .family = kFamily,
            .title = "disk full",
            .question = "Graceful degradation?",
            .command = "  dd if=/dev/zero of=/tmp/fill bs=1M count=10000\n",
            .reality =
                "  It fills what /tmp is on (E12): a folder of the queue's disk, where appends "
                "meet ENOSPC "
                "and may\n"
                "  leave a torn record; a disk of its own, where nothing happens to anybody "
                "(--set\n"
                "  disk_full.temporary=own_disk); or tmpfs, where dd itself meets ENOSPC at half "
                "of the "
                "memory,\n"
                "  and the OOM killer comes if the processes need more than the other half.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "mcp_server", "queue", "queue_worker", "disk", "snowflake"});
  }

 protected:
  void begin_fault() override {
    if (options_.temporary == Temporary::queue_disk) {
      fill_disk(platform());
      append_until_full(platform());
    }
    if (options_.temporary == Temporary::tmpfs) {
      // tmpfs(5): size defaults to half of the memory.
      const std::uint64_t half = host_.options().memory.bytes() / 2;
      host_.set_crowd({.count = 1,
                       .memory = ByteSize::bytes(std::min(half, kFile.bytes())),
                       .killable = false});
    }
  }
  void end_fault() override {
    free_disk(platform());
    host_.set_crowd({});
  }
  bool recovered() const override { return late_activities(platform()) == 0; }
  void add_observations(Observation& observation) override {
    add_pipeline_notes(platform(), observation);
    observation.notes.push_back({"processes that the OOM killer ended", host_.killed()});
  }

 private:
  static constexpr ByteSize kFile = ByteSize::mebibytes(10'000);

  Options options_;
  Host& host_;
};

struct DescriptorOptions {
  std::uint32_t limit = 50;
  Ratio leak = Ratio::one();
  Duration length = std::chrono::seconds(60);

  static const FieldTable<DescriptorOptions>& fields() {
    static const FieldTable<DescriptorOptions> table{
        field("limit", &DescriptorOptions::limit,
              {.minimum = 20, .about = "of descriptors; the runtime has 19 of them"}),
        field("leak", &DescriptorOptions::leak,
              {.about = "share of the requests that leave one open for ever"}),
        field("length", &DescriptorOptions::length,
              length_of("how long requests leave descriptors open")),
    };
    return table;
  }
};

class DescriptorsGone final : public Stage {
 public:
  static constexpr bool kOnRequest = true;
  using Options = DescriptorOptions;

  DescriptorsGone(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}), options_(options) {}

  static ScenarioInfo info() {
    return {.name = "descriptors",
            .level = 2,
            .family = kFamily,
            .title = "too many open files",
            .question = "Handle EMFILE errors?",
            .command = "  ulimit -n 50\n  node src/index.js\n",
            .reality =
                "  Node.js has 19 open itself and 31 are left, which is enough while everything is "
                "closed "
                "again\n"
                "  (--set descriptors.leak=0%). Simulated is also what uses them up: each request "
                "leaves one\n"
                "  open. Then opening the queue's file fails with EMFILE, and a new connection to "
                "Snowflake does\n"
                "  not even find its host: getaddrinfo says ENOTFOUND, and the driver calls it a "
                "network "
                "error\n"
                "  (E8). What is connected stays connected. Only a restart gives the descriptors "
                "back.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "mcp_server", "queue", "disk"});
  }

 protected:
  void begin_fault() override { run_with(options_.limit, options_.leak); }
  void end_fault() override { run_with(options_.limit, Ratio::zero()); }
  bool recovered() const override { return late_activities(platform()) == 0; }
  void add_observations(Observation& observation) override {
    add_pipeline_notes(platform(), observation);
  }

 private:
  void run_with(std::uint32_t limit, Ratio leak) {
    McpServer::Options limited = platform().mcp->options();
    limited.descriptors_max = limit;
    limited.descriptor_leak = leak;
    platform().mcp->run_with(std::move(limited));
  }

  Options options_;
};

struct BombOptions {
  std::uint32_t cores = 2;
  ByteSize memory = ByteSize::mebibytes(4'096);
  std::uint32_t tasks_max = 32'768;
  ByteSize process_memory = ByteSize::mebibytes(1);
  Duration fork_time = std::chrono::milliseconds(50);
  Duration length = std::chrono::seconds(60);

  static const FieldTable<BombOptions>& fields() {
    static const FieldTable<BombOptions> table{
        field("cores", &BombOptions::cores,
              {.minimum = 1,
               .maximum = Cpu::kCoresMax,
               .about = "of the host, if the design does not have one"}),
        field("memory", &BombOptions::memory,
              {.minimum = ByteSize::mebibytes(512),
               .about = "of the host, if the design does not have one"}),
        field("tasks_max", &BombOptions::tasks_max,
              {.minimum = 200, .about = "pids.max of the host, if the design does not have one"}),
        field("process_memory", &BombOptions::process_memory,
              {.maximum = ByteSize::mebibytes(1'048'576),
               .about = "that each of its shells keeps for itself"}),
        field("fork_time", &BombOptions::fork_time,
              {.minimum = std::chrono::milliseconds(1),
               .maximum = std::chrono::minutes(1),
               .about = "in which it doubles"}),
        field("length", &BombOptions::length, length_of("until somebody ends it")),
    };
    return table;
  }
};

class ForkBomb final : public Stage {
 public:
  static constexpr bool kOnRequest = true;
  using Options = BombOptions;

  ForkBomb(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}),
        options_(options),
        host_(host_of_server(
            platform(),
            {.cores = options.cores, .memory = options.memory, .tasks_max = options.tasks_max})) {
    world.sometimes("the bomb has doubled a few times", [this] { return most_ >= 64; });
  }

  static ScenarioInfo info() {
    return {
        .name = "fork_bomb",
        .level = 4,
        .family = kFamily,
        .title = "fork bomb",
        .question = "System remains responsive?",
        .command = "  :(){ :|: & };:\n",
        .reality =
            "  Each shell wants a core and keeps about 1 MiB, so two things can end its growth. "
            "Without a\n"
            "  bound on tasks it is the memory: the OOM killer takes the largest processes first, "
            "which are\n"
            "  ours and not the bomb's, and takes them again when they are started again, with "
            "137. "
            "With a\n"
            "  bound (--set fork_bomb.tasks_max=500) fork fails with EAGAIN, for the bomb and for "
            "supervisors,\n"
            "  and what is left is to share the cores with it (E19). All our processes are on one "
            "host.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "mcp_server"});
  }

 protected:
  void begin_fault() override {
    world().inject("fork bomb", [this] { grow(); });
  }
  void end_fault() override {
    ended_ = true;
    host_.set_crowd({});
  }
  void add_observations(Observation& observation) override {
    observation.notes.push_back({"shells of the bomb at most", most_});
    observation.notes.push_back({"processes that the OOM killer ended", host_.killed()});
    observation.notes.push_back({"starts refused with EAGAIN", host_.refused()});
    if (host_.killed() == 0) return;
    observation.cause = fmt::format("the OOM killer ends our processes {} times, not the bomb",
                                    human(host_.killed()));
  }

 private:
  void grow() {
    while (!ended_) {
      const std::uint32_t now_there = std::max(1U, host_.crowd().count);
      const std::uint32_t doubled = std::min(now_there * 2, Cpu::kSpinnersMax);
      host_.set_crowd({.count = doubled, .memory = options_.process_memory, .spins = true});
      most_ = std::max<std::uint64_t>(most_, host_.crowd().count);
      sleep(options_.fork_time);
    }
  }

  Options options_;
  Host& host_;
  std::uint64_t most_ = 0;
  bool ended_ = false;
};

}  // namespace

void add_resource_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<DiskFull>>());
  scenarios.add(std::make_unique<StoryKind<DescriptorsGone>>());
  scenarios.add(std::make_unique<StoryKind<ForkBomb>>());
}

}  // namespace hindcast
