// Family 2 of the catalogue: NDJSON queue chaos.
#include <fmt/format.h>

#include "hindcast/scenarios/catalogue/faults.hpp"
#include "hindcast/scenarios/catalogue/pipeline.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr const char* kFamily = "Queue";

std::optional<std::string> lacks_pipeline(const Design& design) {
  return lacks(design, {"clients", "queue", "queue_worker", "disk", "snowflake"});
}

enum class Fill : std::uint8_t { records, disk };

struct FullOptions {
  Fill fill = Fill::records;
  std::uint32_t records = 20'000;
  Duration length = std::chrono::seconds(60);

  static const FieldTable<FullOptions>& fields() {
    static const FieldTable<FullOptions> table{
        field("fill", &FullOptions::fill,
              {.names = {{Fill::records, "records"}, {Fill::disk, "disk"}},
               .about = "with more records than can be drained in time, or the disk to its last "
                        "byte"}),
        field("records", &FullOptions::records,
              {.minimum = 1,
               .maximum = 1'000'000,
               .about = "that a shell appends at once, for fill = records"}),
        field("length", &FullOptions::length,
              {.minimum = std::chrono::seconds(1),
               .maximum = std::chrono::hours(1),
               .about = "how long the disk stays full, or the callers are watched first"}),
    };
    return table;
  }
};

class QueueFull final : public Stage {
 public:
  using Options = FullOptions;

  QueueFull(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}), options_(options) {}

  static ScenarioInfo info() {
    return {
        .name = "queue_full",
        .level = 2,
        .family = kFamily,
        .title = "queue filled to capacity",
        .question = "Does backpressure work?",
        .command =
            "  for i in {1..1000000}; do\n"
            "    echo '{\"activity\":\"cdesk.stress_test\",\"customer\":\"test'$i'\"}' >> "
            "queue.ndjson\n"
            "  done\n",
        .reality =
            "  A million such lines are 55 MB: they fill nothing. A file has no capacity; it "
            "pushes\n"
            "  back only if the application looks at its size or at its lag, or if the disk is "
            "full\n"
            "  (E11: queue.bytes_max, queue.lag_max). Simulated is what was meant, more than can "
            "be\n"
            "  drained: a shell appends 20,000 records at once (the whole million by --set\n"
            "  queue_full.records=1000000), and what is acknowledged afterwards waits behind "
            "them. With\n"
            "  --set queue_full.fill=disk the disk is filled to its last byte instead, and "
            "appends meet\n"
            "  ENOSPC.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks_pipeline(design);
  }

 protected:
  void begin_fault() override {
    if (options_.fill == Fill::records) return append_records(platform(), options_.records);
    fill_disk(platform());
    append_until_full(platform());
  }
  void end_fault() override {
    lag_ = queue_lag(platform());
    if (options_.fill == Fill::disk) free_disk(platform());
  }
  bool recovered() const override { return late_activities(platform()) == 0; }
  void add_observations(Observation& observation) override {
    add_pipeline_notes(platform(), observation);
    if (recovered()) return;
    observation.failure_mode = FailureMode::outage;
    observation.cause =
        fmt::format("{} bytes waited in {} when the fault ended, {} still do at the end",
                    human(lag_), platform().queue->name(), human(queue_lag(platform())));
  }

 private:
  Options options_;
  std::uint64_t lag_ = 0;
};

struct CorruptOptions {
  bool line_feed = true;
  Duration length = std::chrono::seconds(20);

  static const FieldTable<CorruptOptions>& fields() {
    static const FieldTable<CorruptOptions> table{
        field("line_feed", &CorruptOptions::line_feed,
              {.about = "whether the line ends, as echo's does; if not, it swallows the next "
                        "record"}),
        field("length", &CorruptOptions::length,
              {.minimum = std::chrono::seconds(1),
               .maximum = std::chrono::hours(1),
               .about = "from the corrupt line until the design must be on its way back"}),
    };
    return table;
  }
};

class QueueCorrupt final : public Stage {
 public:
  using Options = CorruptOptions;

  QueueCorrupt(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}), options_(options) {
    world.sometimes("the worker meets the corrupt line",
                    [this] { return platform().worker->counts().corrupt > 0; });
  }

  static ScenarioInfo info() {
    return {.name = "queue_corrupt",
            .level = 3,
            .family = kFamily,
            .title = "corrupt queue line",
            .question = "Does it recover or crash?",
            .command = "  echo \"CORRUPTED{{{\" >> queue.ndjson\n",
            .reality =
                "  One line that is no JSON, with the line feed that echo writes, damages exactly "
                "one\n"
                "  record: its own. Without it (--set queue_corrupt.line_feed=false) it also "
                "swallows the\n"
                "  next record that is appended. A worker in which JSON.parse throws and nobody "
                "catches\n"
                "  exits with 1, and meets the same line again after each restart. Simulated is "
                "exactly\n"
                "  that.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks_pipeline(design);
  }

 protected:
  void begin_fault() override { append_corrupt_line(platform(), options_.line_feed); }
  bool recovered() const override { return late_activities(platform()) == 0; }
  void add_observations(Observation& observation) override {
    add_pipeline_notes(platform(), observation);
  }

 private:
  Options options_;
};

}  // namespace

void add_queue_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<QueueFull>>());
  scenarios.add(std::make_unique<StoryKind<QueueCorrupt>>());
}

}  // namespace hindcast
