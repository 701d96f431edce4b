// More of family 2 of the catalogue: who else writes into the queue's file, and who removes it.
#include <algorithm>

#include "hindcast/scenarios/catalogue/faults.hpp"
#include "hindcast/scenarios/catalogue/pipeline.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"

namespace hindcast {
namespace {

constexpr const char* kFamily = "Queue";

std::optional<std::string> lacks_pipeline(const Design& design) {
  return lacks(design, {"clients", "queue", "queue_worker", "disk", "snowflake"});
}

struct WritersOptions {
  std::uint32_t writers = 10;
  std::uint32_t records = 20;
  ByteSize bytes = ByteSize::bytes(100);
  ShellWriter method = ShellWriter::echo;
  Duration length = std::chrono::seconds(60);

  static const FieldTable<WritersOptions>& fields() {
    static const FieldTable<WritersOptions> table{
        field("writers", &WritersOptions::writers,
              {.minimum = 1, .maximum = 1'000, .about = "that append at once, beside the server"}),
        field("records", &WritersOptions::records,
              {.minimum = 1, .maximum = 10'000, .about = "of each"}),
        field("bytes", &WritersOptions::bytes,
              {.minimum = ByteSize::bytes(40),
               .maximum = ByteSize::mebibytes(4),
               .about = "of a record"}),
        field("method", &WritersOptions::method,
              {.names = {{ShellWriter::echo, "echo"}, {ShellWriter::seek_write, "seek_write"}},
               .about = "echo: O_APPEND, 4,096 bytes a write; seek_write: looks for the end, then "
                        "writes there"}),
        field("length", &WritersOptions::length,
              {.minimum = std::chrono::seconds(1),
               .maximum = std::chrono::hours(1),
               .about = "from the first write until the design must be on its way back"}),
    };
    return table;
  }
};

class QueueWriters final : public Stage {
 public:
  static constexpr bool kOnRequest = true;
  using Options = WritersOptions;

  QueueWriters(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}), options_(options) {
    world.sometimes("the worker takes what they wrote", [this] {
      return platform().queue->ledger().invented() + platform().worker->counts().corrupt > 0;
    });
  }

  static ScenarioInfo info() {
    return {
        .name = "queue_writers",
        .level = 2,
        .family = kFamily,
        .title = "ten writers at once",
        .question = "Race conditions?",
        .command =
            "  for i in {1..10}; do\n"
            "    (echo '{\"test\":\"'$i'\"}' >> queue.ndjson) &\n"
            "  done\n",
        .reality =
            "  >> is O_APPEND: each write lands whole, at the end, whoever else writes (E9). The "
            "race is a\n"
            "  property of the writer: echo splits what is longer than 4,096 bytes into several "
            "writes, "
            "and\n"
            "  the lines of others come between them (--set queue_writers.bytes=5kB); one that "
            "looks for the\n"
            "  end and then writes there overwrites what came meanwhile, without an error\n"
            "  (--set queue_writers.method=seek_write). The records are valid here, so that only "
            "races can\n"
            "  break lines.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks_pipeline(design);
  }

 protected:
  void begin_fault() override {
    write_at_once(platform(), {.writers = options_.writers,
                               .records = options_.records,
                               .bytes = options_.bytes,
                               .method = options_.method});
  }
  bool recovered() const override { return late_activities(platform()) == 0; }
  void add_observations(Observation& observation) override {
    add_pipeline_notes(platform(), observation);
    observation.notes.push_back({"lines that were corrupt", platform().worker->counts().corrupt});
    const std::uint64_t written = std::uint64_t{options_.writers} * options_.records;
    const std::uint64_t arrived = platform().queue->ledger().invented();
    observation.notes.push_back(
        {"records of these writers that never arrived", written - std::min(written, arrived)});
  }

 private:
  Options options_;
};

struct DeletedOptions {
  Duration length = std::chrono::seconds(60);

  static const FieldTable<DeletedOptions>& fields() {
    static const FieldTable<DeletedOptions> table{
        field("length", &DeletedOptions::length,
              {.minimum = std::chrono::seconds(1),
               .maximum = std::chrono::hours(1),
               .about = "from the removal until the design must be on its way back"}),
    };
    return table;
  }
};

class QueueDeleted final : public Stage {
 public:
  static constexpr bool kOnRequest = true;
  using Options = DeletedOptions;

  QueueDeleted(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}) {
    world.sometimes("there was something to remove", [this] { return removed_ > 0; });
  }

  static ScenarioInfo info() {
    return {
        .name = "queue_deleted",
        .level = 3,
        .family = kFamily,
        .title = "queue deleted mid-write",
        .question = "Data loss or graceful handling?",
        .command = "  rm queue.ndjson\n",
        .reality =
            "  A name goes, not a file (E10). A writer that opens the file for each record makes a "
            "new "
            "one, and\n"
            "  only what the worker had not read is lost. A writer that keeps its descriptor "
            "(--set\n"
            "  mcp.append.method=keep_open) writes on into the file without a name, with success, "
            "fsync\n"
            "  included, and nobody will ever read that: all is lost that is acknowledged until it "
            "is "
            "started\n"
            "  again, and nobody is told.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks_pipeline(design);
  }

 protected:
  void begin_fault() override {
    unread_ = queue_lag(platform());
    removed_ = remove_queue(platform());
  }
  bool recovered() const override { return late_activities(platform()) == 0; }
  void add_observations(Observation& observation) override {
    add_pipeline_notes(platform(), observation);
    observation.notes.push_back(
        {"bytes that the worker had not read when it was removed", unread_});
  }

 private:
  std::uint64_t unread_ = 0;
  std::uint64_t removed_ = 0;
};

}  // namespace

void add_file_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<QueueWriters>>());
  scenarios.add(std::make_unique<StoryKind<QueueDeleted>>());
}

}  // namespace hindcast
