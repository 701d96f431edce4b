// hindcast hunt SCENARIO: looks for failing runs by several strategies.
#include <fmt/format.h>

#include <map>
#include <optional>

#include "hindcast/replay/delta.hpp"
#include "hindcast/replay/hunt.hpp"
#include "hindcast/replay/report/text_layout.hpp"
#include "hindcast/scenarios/cli/choice.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/design_options.hpp"
#include "hindcast/scenarios/cli/interrupt.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/cli/token_input.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

class HuntCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb = parser.add_subcommand(
        "hunt",
        "Look for failing runs of one scenario by several strategies that take turns\n\n"
        "Examples:\n"
        "  hindcast hunt philosophers --set philosophers.n=7\n"
        "  hindcast hunt stampede_order --strategy pct --runs 5000\n"
        "  hindcast hunt snowflake_partition --system activity_platform --strategy seeds\n");
    verb->add_option("scenario", name_, "Which story or program (hindcast list)")->required();
    verb->add_option("--system", system_,
                     "A shipped system's name, or a file; by default the story's small one");
    add_set_option(*verb, assignments_);
    std::map<std::string, int> names = {{"portfolio", kPortfolio}};
    for (const Strategy strategy : kStrategies) {
      names.emplace(name_of(strategy), static_cast<int>(strategy));
    }
    add_choice(*verb, "--strategy", strategy_, names,
               "seeds: random faults; walk, pct, pos, urw, delays: random orders; guided: branch "
               "off where a `sometimes` was seen; portfolio: all in turn");
    verb->add_option("--runs", runs_, "The budget, over all strategies")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}))
        ->capture_default_str();
    verb->add_option("--seed", seed_, "The first seed of each strategy")->capture_default_str();
    verb->add_flag("--first", first_, "Stop at the first failing run");
    verb->add_flag("--ascii", ascii_, "Print no symbols beyond ASCII");
    return verb;
  }

  ExitCode run() override {
    const ScenarioKind& kind = scenario_named(registry(), name_);
    const std::optional<SmallConfiguration> small = kind.small();
    const std::string system = !system_.empty() ? system_
                               : small          ? small->system
                                                : std::string("activity_platform");
    const Assignments assignments = split_with(
        registry(), small ? small->assignments : std::vector<Assignment>(), assignments_);
    const SystemSource source(system, registry().kinds);
    const auto scenario = bind_one(kind, source.load(assignments.design), assignments);
    const CommandStyle style = command_style(registry(), source, assignments);
    HuntOptions options;
    options.strategies = strategies();
    options.runs_max = runs_;
    options.first_seed = seed_;
    options.stops_at_first = first_;
    options.overrides = style.overrides;
    options.interrupted = &watch_interrupts();
    const HuntResult result = hunt(*scenario, options);
    write_result(text(*scenario, result, style));
    return conclude(result);
  }

 private:
  static constexpr int kPortfolio = -1;

  std::vector<Strategy> strategies() const {
    if (strategy_ != kPortfolio) return {static_cast<Strategy>(strategy_)};
    return {std::begin(kStrategies), std::end(kStrategies)};
  }

  std::string text(const Scenario& scenario, const HuntResult& result,
                   const CommandStyle& style) const {
    TextLayout layout({.ascii = ascii_});
    layout.line(fmt::format("{} on {}: {} runs{}", scenario.info().name, scenario.system(),
                            human(result.runs), result.interrupted ? " (interrupted)" : ""));
    layout.line("  strategy   failing runs                          steps");
    for (const HuntTally& tally : result.tallies) {
      layout.line(fmt::format("  {:<10} {:<34} {:>10}", name_of(tally.strategy),
                              tally.failing.text(), human(tally.steps)));
    }
    add_seen(result, layout);
    for (const HuntFinding& finding : result.findings) add_finding(finding, style, layout);
    return layout.text();
  }

  static void add_seen(const HuntResult& result, TextLayout& layout) {
    for (const auto& [name, runs] : result.seen) {
      layout.line(fmt::format("  seen in {} runs: {}", human(runs), name));
    }
    for (const std::string& name : result.unseen) layout.line("  never seen: " + name);
  }

  static void add_finding(const HuntFinding& finding, const CommandStyle& style,
                          TextLayout& layout) {
    const Run& run = finding.run;
    const bool violated = run.outcome.verdict != Verdict::passed;
    layout.blank();
    layout.paragraph(
        "",
        fmt::format("{}: {}",
                    violated ? name_of(run.outcome.verdict) : name_of(run.observation.grade),
                    violated ? run.outcome.property : run.observation.cause),
        2, Ink::bold);
    for (const std::string_view line : split(run.outcome.detail, '\n')) {
      if (!line.empty()) layout.paragraph("  ", line, 4);
    }
    layout.line(fmt::format("  {} of the runs; first at run {}, by {}", human(finding.runs),
                            human(finding.at_run), name_of(finding.strategy)));
    layout.line("  Replay: " + kept_replay_command(finding.token, style));
  }

  ExitCode conclude(const HuntResult& result) const {
    if (result.interrupted) return interrupted_code();
    if (!result.findings.empty()) {
      note(fmt::format("exit 1: {} way{} to fail", result.findings.size(),
                       result.findings.size() == 1 ? "" : "s"));
      return ExitCode::finding;
    }
    if (!result.unseen.empty()) {
      note(fmt::format("exit 3: {} never seen in any run", result.unseen.size()));
      return ExitCode::inconclusive;
    }
    note("exit 0: no run failed; this is no proof that none does");
    return ExitCode::held;
  }

  std::string name_;
  std::string system_;
  std::vector<std::string> assignments_;
  int strategy_ = kPortfolio;
  std::uint64_t runs_ = 1'000;
  std::uint64_t seed_ = 1;
  bool first_ = false;
  bool ascii_ = false;
};

}  // namespace

std::unique_ptr<Command> make_hunt_command(const Registry& registry) {
  return std::make_unique<HuntCommand>(registry);
}

}  // namespace hindcast
