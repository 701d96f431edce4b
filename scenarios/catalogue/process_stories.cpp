// More of family 1 of the catalogue: what the operating system and the runtime do to the MCP
// server's process.
#include <fmt/format.h>

#include "hindcast/scenarios/catalogue/faults.hpp"
#include "hindcast/scenarios/catalogue/pipeline.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr const char* kFamily = "MCP server";

FieldInfo<Duration> length_of(std::string_view about) {
  return {.minimum = std::chrono::seconds(1), .maximum = std::chrono::hours(1), .about = about};
}

struct ShutdownOptions {
  Duration grace = std::chrono::seconds(2);
  Duration length = std::chrono::seconds(20);

  static const FieldTable<ShutdownOptions>& fields() {
    static const FieldTable<ShutdownOptions> table{
        field("grace", &ShutdownOptions::grace,
              {.maximum = std::chrono::minutes(10), .about = "from SIGTERM to SIGKILL"}),
        field("length", &ShutdownOptions::length,
              length_of("from the signal until the design must be on its way back")),
    };
    return table;
  }
};

class McpShutdown final : public Stage {
 public:
  static constexpr bool kOnRequest = true;
  using Options = ShutdownOptions;

  McpShutdown(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}), options_(options) {
    world.sometimes("the server ends", [this] { return platform().mcp->exits() > 0; });
  }

  static ScenarioInfo info() {
    return {
        .name = "mcp_shutdown",
        .level = 1,
        .family = kFamily,
        .title = "MCP server shut down gracefully",
        .question = "Is what is under way finished? Who starts it again?",
        .command = "  kill -TERM $(pgrep -f src/index.js); node src/index.js\n",
        .reality =
            "  A server in Node.js without a handler for SIGTERM ends at once, with 143: what was "
            "under\n"
            "  way ends with -32000, as after SIGKILL. One that drains\n"
            "  (mcp.on_terminate=drains) reads no more requests, answers what is pending, and "
            "exits with\n"
            "  0; what it has not done within the grace period is killed. Whoever sent the signal "
            "starts it\n"
            "  again, so it is away for as long as that takes and for its start.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "mcp_server"});
  }

 protected:
  void begin_fault() override {
    Node& server = platform().mcp->node();
    platform().mcp->terminate(options_.grace);
    while (server.alive()) sleep(std::chrono::milliseconds(10));
    exit_code_ = platform().mcp->last_exit().code;
    server.restart();
  }
  void add_observations(Observation& observation) override {
    observation.notes.push_back(
        {"updates that took effect and were not acknowledged", updates_in_doubt(platform())});
    observation.notes.push_back({"exit status", static_cast<std::uint64_t>(exit_code_)});
  }

 private:
  Options options_;
  std::int32_t exit_code_ = 0;
};

struct HeapPressure {
  ByteSize limit = ByteSize::mebibytes(50);
  ByteSize garbage = ByteSize::kibibytes(256);
  ByteSize leak = ByteSize::kibibytes(64);
  ByteSize mark_rate = ByteSize::mebibytes(400);
  Duration length = std::chrono::seconds(60);

  static const FieldTable<HeapPressure>& fields() {
    static const FieldTable<HeapPressure> table{
        field("limit", &HeapPressure::limit,
              {.minimum = ByteSize::mebibytes(1), .about = "--max-old-space-size"}),
        field("garbage", &HeapPressure::garbage,
              {.about = "what each request leaves for a collection"}),
        field("leak", &HeapPressure::leak,
              {.about = "what each request leaves in the live set, as a map without bound does"}),
        field("mark_rate", &HeapPressure::mark_rate,
              {.minimum = ByteSize::mebibytes(1),
               .about = "live bytes marked in a second of a collection"}),
        field("length", &HeapPressure::length,
              length_of("how long the heap is small and requests leave something behind")),
    };
    return table;
  }
};

class McpHeap final : public Stage {
 public:
  static constexpr bool kOnRequest = true;
  using Options = HeapPressure;

  McpHeap(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}), options_(options) {
    world.sometimes("the heap is collected",
                    [this] { return platform().mcp->heap().collections() > 0; });
  }

  static ScenarioInfo info() {
    return {
        .name = "mcp_heap",
        .level = 2,
        .family = kFamily,
        .title = "MCP server out of heap",
        .question = "Does it gracefully degrade?",
        .command = "  node --max-old-space-size=50 src/index.js\n",
        .reality =
            "  It cannot: 50 MB limit the old generation. While what lives is below that, nothing "
            "happens\n"
            "  but collections, each as long as marking what lives takes, and more of them the "
            "nearer the\n"
            "  limit is (35 ms at first, 125 ms at the end, in Node.js 20). What does not fit ends "
            "the\n"
            "  process with SIGABRT, status 134, and no code can catch it (E7). A limit alone "
            "breaks nothing\n"
            "  whose live set is 40 MB; simulated is also what fills it: each request leaves 64 "
            "KiB "
            "behind\n"
            "  for ever. Without that (--set mcp_heap.leak=0B) the small heap holds.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "mcp_server"});
  }

 protected:
  void begin_fault() override {
    before_ = platform().mcp->options();
    McpServer::Options small = before_;
    small.heap_limit = options_.limit;
    small.request_garbage = options_.garbage;
    small.request_leak = options_.leak;
    small.mark_rate = options_.mark_rate;
    platform().mcp->run_with(std::move(small));
    world().story().tell(now(), platform().mcp->name(), Weight::turning_point,
                         fmt::format("has a heap of {}, and each request leaves {} in it",
                                     to_text(options_.limit), to_text(options_.leak)));
  }
  void end_fault() override {
    aborts_ = platform().mcp->exits();
    platform().mcp->run_with(before_);
  }
  void add_observations(Observation& observation) override {
    observation.notes.push_back({"aborts of the server for want of heap", aborts_});
    if (aborts_ == 0) return;
    observation.cause =
        fmt::format("{} aborts with 134 whenever its heap is full", platform().mcp->name());
  }

 private:
  Options options_;
  McpServer::Options before_{};
  std::uint64_t aborts_ = 0;
};

struct StarvedOptions {
  std::uint32_t cores = 2;
  std::uint32_t spinners = 100;
  std::int64_t niceness = 19;
  Duration length = std::chrono::seconds(60);

  static const FieldTable<StarvedOptions>& fields() {
    static const FieldTable<StarvedOptions> table{
        field("cores", &StarvedOptions::cores,
              {.minimum = 1,
               .maximum = Cpu::kCoresMax,
               .about = "of the server's host, if the design does not have one"}),
        field("spinners", &StarvedOptions::spinners,
              {.maximum = 100'000, .about = "that compute without an end"}),
        field("niceness", &StarvedOptions::niceness,
              {.minimum = kNicenessMin,
               .maximum = kNicenessMax,
               .about = "of the server; the spinners have 0"}),
        field("length", &StarvedOptions::length, length_of("how long they spin")),
    };
    return table;
  }
};

class McpStarved final : public Stage {
 public:
  static constexpr bool kOnRequest = true;
  using Options = StarvedOptions;

  McpStarved(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}),
        options_(options),
        host_(host_of_server(platform(), {.cores = options.cores})) {}

  static ScenarioInfo info() {
    return {
        .name = "mcp_starved",
        .level = 2,
        .family = kFamily,
        .title = "MCP server starved of CPU",
        .question = "Still meet SLOs?",
        .command =
            "  nice -n 19 node src/index.js &\n"
            "  for i in {1..100}; do yes > /dev/null & done\n",
        .reality =
            "  nice 19 has the weight 15, each spinner 1024: of two cores the server gets 2 * 15 / "
            "102415 of\n"
            "  one, so 0.3 ms of computing take a second. Its timers fire late, and calls of "
            "healthy parts\n"
            "  time out because their replies are read too late (E18). It is nice that starves it: "
            "without\n"
            "  (--set mcp_starved.niceness=0) it gets 2 %, which is enough for 6 calls/s. "
            "Simulated "
            "are the\n"
            "  shares, not the time slices of the scheduler.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks(design, {"clients", "mcp_server"});
  }

 protected:
  void begin_fault() override {
    before_ = platform().mcp->options();
    McpServer::Options nice = before_;
    nice.niceness = options_.niceness;
    platform().mcp->run_with(std::move(nice));
    host_.set_crowd({.count = options_.spinners, .spins = true});
    share_ = host_.cpu().share_of(options_.niceness);
    world().story().tell(now(), platform().mcp->name(), Weight::turning_point,
                         fmt::format("runs at nice {} beside {} spinners: it gets {} of a core",
                                     options_.niceness, options_.spinners, to_text(share_)));
  }
  void end_fault() override {
    host_.set_crowd({});
    platform().mcp->run_with(before_);
  }
  void add_observations(Observation& observation) override {
    const Duration late = platform().mcp->loop_delay_max();
    observation.notes.push_back({"ms that the event loop was late at most",
                                 static_cast<std::uint64_t>(late.count() / 1'000'000)});
    if (late < design().objective->latency_p99) return;
    observation.cause = fmt::format("{} gets {} of a core, and its event loop is late by up to {}",
                                    platform().mcp->name(), to_text(share_), human(late));
  }

 private:
  Options options_;
  Host& host_;
  McpServer::Options before_{};
  Ratio share_{};
};

}  // namespace

void add_process_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<McpShutdown>>());
  scenarios.add(std::make_unique<StoryKind<McpHeap>>());
  scenarios.add(std::make_unique<StoryKind<McpStarved>>());
}

}  // namespace hindcast
