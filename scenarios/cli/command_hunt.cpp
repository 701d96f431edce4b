// hindcast hunt SCENARIO: looks for failing runs by several strategies.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <thread>

#include "hindcast/replay/hunt.hpp"
#include "hindcast/replay/report/hunt_report.hpp"
#include "hindcast/replay/report/shrunk.hpp"
#include "hindcast/scenarios/cli/choice.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/design_options.hpp"
#include "hindcast/scenarios/cli/interrupt.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/cli/progress.hpp"
#include "hindcast/scenarios/cli/shrink_flags.hpp"
#include "hindcast/scenarios/cli/shrink_subject.hpp"
#include "hindcast/scenarios/cli/token_input.hpp"

namespace hindcast {
namespace {

constexpr std::uint64_t kShrinkSteps = 2'000'000;  // for each finding

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
        "  hindcast hunt snowflake_partition --system activity_platform --strategy seeds\n"
        "  hindcast hunt lock_orders --json\n");
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
    verb->add_option("--jobs", jobs_, "Threads; the result is the same for any number")
        ->check(CLI::Range(1U, 1024U));
    verb->add_flag("--first", first_, "Stop at the first failing run");
    shrink_.declare(*verb);
    zones_.declare(*verb);
    verb->add_flag("--json", json_, "Print the result as JSON");
    verb->add_flag("--schema", schema_, "Print the JSON Schema of --json instead");
    verb->add_flag("--ascii", ascii_, "Print no symbols beyond ASCII");
    return verb;
  }

  ExitCode run() override {
    if (schema_) {
      write_result(hunt_schema());
      return ExitCode::held;
    }
    const ScenarioKind& kind = scenario_named(registry(), name_);
    const std::optional<SmallConfiguration> small = kind.small();
    const std::string system = !system_.empty() ? system_
                               : small          ? small->system
                                                : std::string("activity_platform");
    const Assignments assignments = split_with(
        registry(), small ? small->assignments : std::vector<Assignment>(), assignments_);
    const SystemSource source(system, registry().kinds, zones_.tables());
    const auto scenario = bind_one(kind, source.load(assignments.design), assignments);
    CommandStyle style = command_style(registry(), source, assignments);
    if (!scenario->tz_version().empty()) style.zones = zones_.name;
    HuntReport report;
    report.scenario = scenario->info().name;
    report.system = scenario->system();
    report.first_seed = seed_;
    report.runs_max = runs_;
    report.result = hunted(*scenario, style);
    report.witnesses = witnesses(*scenario, report.result, {registry(), source, style, threads()});
    write_result(json_ ? render_hunt_json(report) : render_hunt(report, {.ascii = ascii_}));
    return conclude(report.result);
  }

 private:
  static constexpr int kPortfolio = -1;

  std::vector<Strategy> strategies() const {
    if (strategy_ != kPortfolio) return {static_cast<Strategy>(strategy_)};
    return {std::begin(kStrategies), std::end(kStrategies)};
  }

  std::uint32_t threads() const {
    return jobs_ == 0 ? std::max(1U, std::thread::hardware_concurrency()) : jobs_;
  }

  HuntResult hunted(const Scenario& scenario, const CommandStyle& style) const {
    Progress progress("hunt");
    HuntOptions options;
    options.strategies = strategies();
    options.runs_max = runs_;
    options.first_seed = seed_;
    options.stops_at_first = first_;
    options.jobs = threads();
    options.overrides = style.overrides;
    options.progress = [&progress](std::size_t done, std::size_t total) {
      progress.show(done, total);
    };
    options.interrupted = &watch_interrupts();
    return hunt(scenario, options);
  }

  // How each finding is run again, made small if it is wanted and nobody interrupts.
  std::vector<HuntWitness> witnesses(const Scenario& scenario, const HuntResult& result,
                                     const ShrinkInput& input) const {
    const std::size_t count = result.findings.size();
    std::vector<std::optional<ShrunkFinding>> shrunk(count);
    if (shrink_.wanted()) {
      const ShrinkOptions options = shrink_.options();
      work_in_parallel(count, {input.jobs, {}, options.interrupted}, [&](std::size_t index) {
        const Token& token = result.findings[index].token;
        shrunk[index] =
            shrink_finding(shrink_subject(input.registry, input.source, scenario, token.overrides),
                           token, options);
      });
    }
    std::vector<HuntWitness> found;
    for (std::size_t index = 0; index < count; ++index) {
      const HuntFinding& finding = result.findings[index];
      found.push_back({kept_witness(finding.token, input.style), {}});
      if (!shrunk[index] || !shrunk[index]->verified) continue;
      found.back().shrunk =
          shrunk_as(*shrunk[index], kept_witness(shrunk[index]->token, input.style));
    }
    return found;
  }

  static Witness kept_witness(const Token& token, const CommandStyle& style) {
    return {token.seed, to_text(token), kept_replay_command(token, style)};
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
  std::uint32_t jobs_ = 0;  // 0: as many as there are processors
  ShrinkFlags shrink_{kShrinkSteps};
  ZoneOption zones_;
  bool first_ = false;
  bool json_ = false;
  bool schema_ = false;
  bool ascii_ = false;
};

}  // namespace

std::unique_ptr<Command> make_hunt_command(const Registry& registry) {
  return std::make_unique<HuntCommand>(registry);
}

}  // namespace hindcast
