// One update_context, and a fault that may strike after each step of the server or never. Whoever
// was told that the update failed repeats it until it works, then reads.
#include <fmt/format.h>

#include <algorithm>

#include "hindcast/models/load/value_oracle.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/scenarios/small/small_story.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr const char* kFamily = "Exhaustive search";
constexpr const char* kContexts = "contexts";
constexpr const char* kEvents = "events";
// How often a random run strikes at one step: about one in as many as a call has.
constexpr Ratio kStrikes = Ratio::percent(2);

struct UpdateOptions {
  std::uint32_t repeats_max = 10;

  static const FieldTable<UpdateOptions>& fields() {
    static const FieldTable<UpdateOptions> table{
        field("repeats_max", &UpdateOptions::repeats_max,
              {.maximum = 100, .about = "how often the caller repeats an update that failed"}),
    };
    return table;
  }
};

class UpdateStory : public SmallStory {
 public:
  using Options = UpdateOptions;

  UpdateStory(World& world, const Design& design, const Options& options)
      : SmallStory(world, design), options_(options) {}

  static std::optional<std::string> inapplicable(const Design& design) {
    if (auto why = lacks(design, {"clients", "mcp_server", "snowflake_pool", "snowflake"}))
      return why;
    return has_load(design);
  }

 protected:
  // Asks whether the fault strikes after this step.
  virtual bool strikes() = 0;
  virtual void begin_fault() = 0;
  // Whatever has to be done so that calls can work again.
  virtual void end_fault() = 0;

  void tell() override {
    warm_cache();
    world().after_step(platform().mcp->node(), [this] { stepped(); });
    armed_ = true;
    call(Tool::update_context);
    armed_ = false;
    if (struck_) end_fault();
    const Instant healed = now();
    while (!acknowledged() && repeats_ < options_.repeats_max) {
      ++repeats_;
      call(Tool::update_context);
    }
    back_after_ = acknowledged() ? acknowledged_at() - healed : Duration::infinite();
    call(Tool::get_context);
  }

  void add_observations(Observation& observation) override {
    const std::vector<Write>& writes = platform().clients->contexts().writes();
    std::uint64_t in_effect = 0;
    std::uint64_t told_failed = 0;
    for (std::uint32_t number = 1; number <= writes.size(); ++number) {
      const bool holds = platform().snowflake->inserted(kEvents, value_text(number)) > 0;
      in_effect += holds ? 1U : 0U;
      told_failed += holds && writes[number - 1].acknowledged.is_never() ? 1U : 0U;
    }
    observation.harms.push_back(
        {"halves of a transaction in effect", half_transactions(), FailureMode::corruption});
    observation.harms.push_back(
        {"updates in effect although their caller was told that they failed", told_failed});
    observation.harms.push_back(
        {"updates in effect beyond the one that was wanted", in_effect > 1 ? in_effect - 1 : 0});
    observation.notes.push_back({"repeats until the update worked", repeats_});
    if (struck_) observation.recovery = restarts_ ? Recovery::manual : Recovery::automatic;
    if (back_after_.is_infinite()) observation.recovery = Recovery::none;
    observation.recovery_time = std::max(back_after_, Duration::zero());
    if (observation.recovery_time >= design().objective->recovery_max) {
      observation.cause =
          back_after_.is_infinite()
              ? fmt::format("the update still fails after {} repeats", repeats_)
              : fmt::format("the update works again only {} after the fault", human(back_after_));
    }
  }

  bool restarts_ = false;  // an operator had to start a process

 private:
  void stepped() {
    if (platform().clients->log().open() == 0) armed_ = false;  // answered
    if (!armed_ || !strikes()) return;
    armed_ = false;
    struck_ = true;
    begin_fault();
  }
  const ValueOracle& contexts() { return platform().clients->contexts(); }
  bool acknowledged() { return contexts().latest_acknowledged(kCustomer) != 0; }
  Instant acknowledged_at() {
    return contexts().writes()[contexts().latest_acknowledged(kCustomer) - 1].acknowledged;
  }
  // The context is that of an update whose event is missing.
  std::uint64_t half_transactions() {
    const auto held =
        platform().snowflake->committed_value(kContexts, Clients::customer_name(kCustomer));
    if (!held || *held == value_text(0)) return 0;
    return platform().snowflake->inserted(kEvents, *held) == 0 ? 1 : 0;
  }

  Options options_;
  bool armed_ = false;
  bool struck_ = false;
  std::uint32_t repeats_ = 0;
  Duration back_after_ = Duration::infinite();
};

class UpdateCrash final : public UpdateStory {
 public:
  using UpdateStory::UpdateStory;

  static ScenarioInfo info() {
    return {.name = "update_crash",
            .family = kFamily,
            .title = "the MCP server is killed after any step of update_context",
            .question = "At which step is an update lost, doubled or stuck?",
            .command = "  kill -9 MCP, at each moment of a transaction\n",
            .reality =
                "  One update_context on an idle design. After each step of the server's process "
                "the story\n"
                "  asks whether it is killed there; so a search kills it once after each. Then an "
                "operator\n"
                "  starts it again, and the caller repeats what failed.\n"};
  }
  static SmallConfiguration small() { return small_configuration(); }

 protected:
  bool strikes() override { return world().fault_fires("the server is killed", kStrikes); }
  void begin_fault() override { platform().mcp->node().crash(); }
  void end_fault() override {
    if (platform().mcp->node().alive()) return;
    platform().mcp->node().restart();
    restarts_ = true;
    sleep(std::chrono::seconds(20));
  }
};

class UpdatePartition final : public UpdateStory {
 public:
  using UpdateStory::UpdateStory;

  static ScenarioInfo info() {
    return {.name = "update_partition",
            .family = kFamily,
            .title = "the database is cut off after any step of update_context",
            .question = "At which moment does a partition lose, double or block an update?",
            .command =
                "  iptables -A OUTPUT -d ACCOUNT.snowflakecomputing.com -j DROP, at each "
                "moment\n",
            .reality =
                "  One update_context on an idle design. After each step of the server's process "
                "the story\n"
                "  asks whether all packets to and from the database are dropped from there on; "
                "they pass\n"
                "  again when the caller has its answer or has given up. Then it repeats what "
                "failed.\n"};
  }
  static SmallConfiguration small() { return small_configuration(); }

 protected:
  bool strikes() override { return world().fault_fires("the database is cut off", kStrikes); }
  void begin_fault() override {
    for (NetworkLink* const link : platform().links_to(*platform().snowflake)) {
      link->partition(PartitionKind::drop, Directions::both);
    }
  }
  void end_fault() override { world().calm(); }
};

}  // namespace

void add_small_update_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<UpdateCrash>>());
  scenarios.add(std::make_unique<StoryKind<UpdatePartition>>());
}

}  // namespace hindcast
