// The calm day: the design under its own load, with nothing wrong. What misses its objective here
// is not a failure of any fault.
#include "hindcast/scenarios/catalogue/story_kind.hpp"

namespace hindcast {
namespace {

struct CalmDayOptions {
  Duration length = std::chrono::minutes(5);

  static const FieldTable<CalmDayOptions>& fields() {
    static const FieldTable<CalmDayOptions> table{
        field("length", &CalmDayOptions::length,
              {.minimum = std::chrono::seconds(10),
               .maximum = std::chrono::hours(24),
               .about = "how long the day is"}),
    };
    return table;
  }
};

class CalmDay final : public Stage {
 public:
  using Options = CalmDayOptions;

  CalmDay(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}) {}

  static ScenarioInfo info() {
    return {.name = "calm_day",
            .level = 0,
            .family = "Calm day",
            .title = "nothing goes wrong",
            .question = "Does the design meet its objectives at all?",
            .command = "  (nothing)\n",
            .reality = "The design runs under its own load; no fault is injected.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks_callers(design);
  }

 protected:
  void begin_fault() override {}
};

}  // namespace

void add_calm_day(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<CalmDay>>());
}

}  // namespace hindcast
