// Callers read one context, and the cache may be cut off after each step of the server or never.
#include <fmt/format.h>

#include <algorithm>

#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/scenarios/small/small_story.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

// How often a random run strikes at one step: about one in as many as a call has.
constexpr Ratio kStrikes = Ratio::percent(5);

struct ReadOptions {
  std::uint32_t callers = 1;
  bool cached = false;

  static const FieldTable<ReadOptions>& fields() {
    static const FieldTable<ReadOptions> table{
        field("callers", &ReadOptions::callers,
              {.minimum = 1, .maximum = 1000, .about = "who ask for the same context at once"}),
        field("cached", &ReadOptions::cached, {.about = "the context is in the cache, fresh"}),
    };
    return table;
  }
};

class ReadPartition final : public SmallStory {
 public:
  using Options = ReadOptions;

  ReadPartition(World& world, const Design& design, const Options& options)
      : SmallStory(world, design), options_(options) {}

  static ScenarioInfo info() {
    return {.name = "read_partition",
            .family = "Exhaustive search",
            .title = "the cache is cut off after any step of get_context",
            .question = "Is there a moment at which losing the cache loses the read?",
            .command = "  iptables -A OUTPUT -d REDIS -j DROP, at each moment\n",
            .reality =
                "  The database is well, so each read can be answered without the cache. After "
                "each step of\n"
                "  the server's process the story asks whether all packets to and from Redis are "
                "dropped\n"
                "  from there on. A read must be answered all the same, as fast as the objective "
                "says; when\n"
                "  the packets pass again, so must the next.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    if (auto why = lacks(design, {"clients", "mcp_server", "redis"})) return why;
    return has_load(design);
  }
  static SmallConfiguration small() { return small_configuration(); }

 protected:
  void tell() override {
    if (options_.cached) warm_cache();
    world().after_step(platform().mcp->node(), [this] { stepped(); });
    armed_ = true;
    call(Tool::get_context, options_.callers);
    armed_ = false;
    judge("a read is answered in time although the cache is cut off");
    world().calm();
    judged_ = platform().clients->log().calls().size();
    call(Tool::get_context);
    judge("reads are answered in time once the cache is back");
  }

 private:
  void stepped() {
    if (platform().clients->log().open() == 0) armed_ = false;  // answered
    if (!armed_ || !world().fault_fires("the cache is cut off", kStrikes)) return;
    armed_ = false;
    for (NetworkLink* const link : platform().links_to(*platform().redis)) {
      link->partition(PartitionKind::drop, Directions::both);
    }
  }

  // Of the calls that have not been judged yet.
  void judge(const char* claim) {
    const auto& calls = platform().clients->log().calls();
    const auto late = std::find_if(calls.begin() + static_cast<std::ptrdiff_t>(judged_),
                                   calls.end(), [this](const CallRecord& record) {
                                     return record.outcome != CallOutcome::good ||
                                            record.latency > design().objective->latency_p99;
                                   });
    if (late == calls.end() || failed_) return;
    failed_ = true;
    const char* const how = late->outcome == CallOutcome::good     ? "answered"
                            : late->outcome == CallOutcome::failed ? "failed"
                                                                   : "never answered";
    violate(claim, late->outcome == CallOutcome::open
                       ? std::string(how)
                       : fmt::format("{} only after {}", how, human(late->latency)));
  }

  Options options_;
  bool armed_ = false;
  bool failed_ = false;
  std::size_t judged_ = 0;  // calls
};

}  // namespace

void add_small_partition_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<ReadPartition>>());
}

}  // namespace hindcast
