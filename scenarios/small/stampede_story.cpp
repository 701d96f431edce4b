// Callers who miss the same key at the same instant, in every order.
#include <fmt/format.h>

#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/scenarios/small/small_story.hpp"

namespace hindcast {
namespace {

struct StampedeOptions {
  std::uint32_t callers = 2;

  static const FieldTable<StampedeOptions>& fields() {
    static const FieldTable<StampedeOptions> table{
        field("callers", &StampedeOptions::callers,
              {.minimum = 1, .maximum = 1000, .about = "who ask for the same context at once"}),
    };
    return table;
  }
};

class StampedeOrder final : public SmallStory {
 public:
  using Options = StampedeOptions;

  StampedeOrder(World& world, const Design& design, const Options& options)
      : SmallStory(world, design), options_(options) {}

  static ScenarioInfo info() {
    return {.name = "stampede_order",
            .family = "Exhaustive search",
            .title = "callers miss one key at the same instant, in every order",
            .question = "Is there an order in which one miss costs more than one load?",
            .command = "  redis-cli DEL context:user0, then several GETs at once\n",
            .reality =
                "  The cache is cold; several get_context of one customer are sent at one "
                "instant. The\n"
                "  search runs them in every order in which their messages and the server's turns "
                "can come.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    if (auto why =
            lacks(design, {"clients", "mcp_server", "redis", "snowflake_pool", "snowflake"})) {
      return why;
    }
    return has_load(design);
  }
  static SmallConfiguration small() { return small_configuration(); }

 protected:
  void tell() override {
    call(Tool::get_context, options_.callers);
    loads_ = platform().mcp->counts().database_reads;
    if (loads_ > 1) {
      violate("one load for all who miss together",
              fmt::format("{} callers, {} loads", options_.callers, loads_));
    }
  }
  void add_observations(Observation& observation) override {
    observation.notes.push_back({"loads from the database", loads_});
  }

 private:
  Options options_;
  std::uint64_t loads_ = 0;
};

}  // namespace

void add_small_stampede_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<StampedeOrder>>());
}

}  // namespace hindcast
