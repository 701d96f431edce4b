// Family 3 of the catalogue: Snowflake connection chaos.
#include "hindcast/models/snowflake/pool.hpp"
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
    for (NetworkLink* const link : platform().links_to(*platform().snowflake)) {
      link->partition(options_.kind, options_.directions);
    }
  }

 private:
  Options options_;
};

}  // namespace

void add_snowflake_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<SnowflakePartition>>());
}

}  // namespace hindcast
