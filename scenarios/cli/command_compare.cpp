// hindcast compare A B: two designs in the same scenarios on the same seeds.
#include <fmt/format.h>

#include "hindcast/replay/report/comparison.hpp"
#include "hindcast/scenarios/cli/advice.hpp"
#include "hindcast/scenarios/cli/catalogue_context.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/design_options.hpp"
#include "hindcast/scenarios/cli/interrupt.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/cli/seed_options.hpp"

namespace hindcast {
namespace {

constexpr const char* kCalmDay = "calm_day";

// One of the two designs, with its stories and their runs.
struct Side {
  SystemSource source;
  Selection selection{};
  CampaignResult calm_day{};
  CampaignResult campaign{};
  ChaosReport report{};
};

ComparedSystem system_of(const Side& side) {
  return {side.selection.design->name, side.selection.design->summary, side.source.argument()};
}

class CompareCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb = parser.add_subcommand(
        "compare",
        "Run two designs on the same seeds and print every difference with its interval\n\n"
        "Examples:\n"
        "  hindcast compare activity_platform activity_platform_hardened\n"
        "  hindcast compare before.json after.json snowflake_partition --seeds 300\n\n"
        "Exit code 1: the second design broke, degraded or needed an operator more\n"
        "often, beyond the interval.\n");
    verb->add_option("A", names_[0], "The first design: a shipped system's name, or a file")
        ->required();
    verb->add_option("B", names_[1], "The second one")->required();
    verb->add_option("scenarios", scenarios_,
                     "Which stories; all that fit both designs if none is named");
    add_set_option(*verb, assignments_, "PATH=VALUE: change one value in both (may be repeated)");
    seeds_.declare(*verb, "Pairs of runs of each scenario");
    verb->add_flag("--json", json_, "Print the comparison as JSON");
    verb->add_flag("--ascii", ascii_, "Print no symbols beyond ASCII");
    return verb;
  }

  ExitCode run() override {
    Side before{SystemSource(names_[0], registry().kinds)};
    Side after{SystemSource(names_[1], registry().kinds)};
    const Assignments assignments = split_assignments(registry(), assignments_);
    std::vector<std::string> left_out;
    choose(before, after, assignments, left_out);
    if (before.selection.scenarios.empty()) {
      note("exit 4: no scenario says anything about both designs");
      return ExitCode::nothing_selected;
    }
    simulate(before, assignments, "A");
    simulate(after, assignments, "B");
    Comparison comparison = compare({&before.report, &before.campaign, &before.calm_day},
                                    {&after.report, &after.campaign, &after.calm_day});
    comparison.before = system_of(before);
    comparison.after = system_of(after);
    comparison.first_seed = seeds_.first_seed;
    comparison.seeds = seeds_.seeds;
    comparison.left_out = std::move(left_out);
    write_result(json_ ? render_comparison_json(comparison)
                       : render_comparison(comparison, {.ascii = ascii_}));
    return conclude(comparison);
  }

 private:
  // Leaves both sides with the same stories.
  void choose(Side& before, Side& after, const Assignments& assignments,
              std::vector<std::string>& left_out) {
    std::vector<std::string> names = scenarios_;
    if (names.empty()) {
      const auto left = before.source.load(assignments.design);
      const auto right = after.source.load(assignments.design);
      for (const auto& kind : registry().scenarios.all()) {
        if (kind->info().level == 0 || kind->on_request()) continue;
        std::optional<std::string> why = kind->inapplicable(*left);
        if (!why) why = kind->inapplicable(*right);
        if (!why) {
          names.push_back(kind->info().name);
        } else {
          left_out.push_back(fmt::format("{}: {}", kind->info().name, *why));
        }
      }
    }
    if (names.empty()) return;
    for (Side* const side : {&before, &after}) {
      side->selection = select(registry(), side->source, names, assignments);
      side->selection.filtered = !scenarios_.empty();
    }
  }

  void simulate(Side& side, const Assignments& assignments, const std::string& label) {
    const auto calm =
        bind_one(scenario_named(registry(), kCalmDay), side.selection.design, assignments);
    side.calm_day = seeds_.run({calm.get()}, label + ": calm day");
    std::vector<const Scenario*> scenarios;
    for (const auto& scenario : side.selection.scenarios) scenarios.push_back(scenario.get());
    side.campaign = seeds_.run(scenarios, label + ": campaign");
    ReportInput input;
    input.system = side.selection.design->name;
    input.objective = *side.selection.design->objective;
    input.campaign = &side.campaign;
    input.calm_day = &side.calm_day;
    input.catalogue = catalogue_context(registry(), *side.selection.design);
    input.filtered = side.selection.filtered;
    input.red_lines =
        red_lines({registry(), side.source, assignments, side.campaign, {}, seeds_.campaign()});
    side.report = chaos_report(input);
  }

  static ExitCode conclude(const Comparison& comparison) {
    if (comparison.interrupted) {
      note(fmt::format("exit {}: interrupted; what both designs finished is compared",
                       static_cast<int>(interrupted_code())));
      return interrupted_code();
    }
    if (regressed(comparison)) {
      note("exit 1: B broke, degraded or needed an operator more often than A");
      return ExitCode::finding;
    }
    for (const ComparedScenario& scenario : comparison.scenarios) {
      if (scenario.inconclusive == 0) continue;
      note(fmt::format("exit 3: {} pairs of {} were inconclusive", scenario.inconclusive,
                       scenario.info.name));
      return ExitCode::inconclusive;
    }
    note(
        "exit 0: B did not break, degrade or need an operator more often than A, as far as these "
        "seeds can tell");
    return ExitCode::held;
  }

  std::string names_[2];
  std::vector<std::string> scenarios_;
  std::vector<std::string> assignments_;
  SeedOptions seeds_;
  bool json_ = false;
  bool ascii_ = false;
};

}  // namespace

std::unique_ptr<Command> make_compare_command(const Registry& registry) {
  return std::make_unique<CompareCommand>(registry);
}

}  // namespace hindcast
