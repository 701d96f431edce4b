// hindcast run: the calm day, the campaign, the chaos report.
#include <fmt/format.h>

#include <algorithm>

#include "hindcast/replay/report/chaos_report.hpp"
#include "hindcast/replay/report/report_json.hpp"
#include "hindcast/replay/report/report_text.hpp"
#include "hindcast/scenarios/catalogue/time_sweep.hpp"
#include "hindcast/scenarios/cli/advice.hpp"
#include "hindcast/scenarios/cli/breaker_trials.hpp"
#include "hindcast/scenarios/cli/catalogue_context.hpp"
#include "hindcast/scenarios/cli/choice.hpp"
#include "hindcast/scenarios/cli/ci_options.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/design_options.hpp"
#include "hindcast/scenarios/cli/interrupt.hpp"
#include "hindcast/scenarios/cli/laws/run_laws.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/cli/seed_options.hpp"
#include "hindcast/scenarios/cli/shrink_flags.hpp"
#include "hindcast/scenarios/cli/shrink_subject.hpp"
#include "hindcast/scenarios/cli/time_sweep_command.hpp"

namespace hindcast {
namespace {

constexpr const char* kCalmDay = "calm_day";
constexpr std::uint64_t kShrinkSteps = 1'000'000;  // for each finding; all take a tenth of a run

enum class FailOn : std::uint8_t { finding, not_ready, none };

class RunCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb = parser.add_subcommand(
        "run",
        "Run scenarios against a design and print the chaos report\n\n"
        "Examples:\n"
        "  hindcast run\n"
        "  hindcast run redis_shutdown cache_stampede --seeds 300\n"
        "  hindcast run --system activity_platform_hardened --fail-on not-ready\n"
        "  hindcast run laws/queueing laws/retry_storm\n"
        "  hindcast run --junit report.xml --baseline old.json --corpus found.tokens "
        "--corpus-add\n");
    verb_ = verb;
    verb->add_option("scenarios", names_,
                     "Which stories; all of them if none is named. Or which laws of load: "
                     "laws/NAME, or laws for all of those");
    design_.declare(*verb);
    seeds_.declare(*verb, "Runs of each scenario");
    verb->add_flag("--json", json_, "Print the report as JSON");
    verb->add_flag("--ascii", ascii_, "Print no symbols beyond ASCII");
    add_choice(
        *verb, "--fail-on", fail_on_,
        {{"finding", FailOn::finding}, {"not-ready", FailOn::not_ready}, {"none", FailOn::none}},
        "What makes the exit code 1");
    shrink_.declare(*verb);
    ci_.declare(*verb);
    return verb;
  }

  ExitCode run() override {
    if (name_laws(names_)) {
      refuse_for_laws();
      return run_laws({.names = names_,
                       .assignments = design_.assignments,
                       .seeds = seeds_,
                       .seeds_given = verb_->count("--seeds") > 0,
                       .json = json_,
                       .ascii = ascii_});
    }
    if (sweeps()) return run_time_sweep(registry(), design_, seeds_.threads());
    const SystemSource source = design_.source(registry().kinds);
    const Assignments assignments = split_assignments(registry(), design_.assignments);
    const Selection selection = select(registry(), source, names_, assignments);
    if (selection.scenarios.empty()) {
      note("exit 4: no scenario says anything about this design");
      return ExitCode::nothing_selected;
    }
    ci_.prepare(selection.design->name);
    CommandStyle style = command_style(registry(), source, assignments);
    if (selection.reads_civil_time()) style.zones = design_.zones.name;
    const Regression regression = run_regression(source, assignments, style);
    const auto calm = bind_one(scenario_named(registry(), kCalmDay), selection.design, assignments);
    const CampaignResult calm_day = seeds_.run({calm.get()}, "calm day");
    std::vector<const Scenario*> scenarios;
    for (const auto& scenario : selection.scenarios) scenarios.push_back(scenario.get());
    const CampaignResult result = seeds_.run(scenarios, "campaign");
    ReportInput input;
    input.system = selection.design->name;
    input.summary = selection.design->summary;
    input.objective = *selection.design->objective;
    input.command = style;
    input.campaign = &result;
    input.calm_day = &calm_day;
    input.catalogue = catalogue_context(registry(), *selection.design);
    input.filtered = selection.filtered;
    const AdviceInput advice{registry(), source,        assignments,
                             result,     input.command, seeds_.campaign()};
    input.red_lines = red_lines(advice);
    if (!result.interrupted) input.recommendations = try_changes(advice);
    if (!result.interrupted) input.breakers = breaker_trials(trials(source, assignments, result));
    input.interrupted = watch_interrupts();
    ChaosReport report = chaos_report(input);
    if (shrink_.wanted() && !report.interrupted) {
      shrink_broken(report, result, {registry(), source, input.command, seeds_.threads()},
                    shrink_.options());
      report.interrupted = watch_interrupts();
    }
    const std::vector<Finding> failures = ci_.failures(report);
    write_result(json_ ? render_json(report) : render_report(report, {.ascii = ascii_}));
    ci_.write(report, regression);
    return conclude(report, regression, failures);
  }

 private:
  // The sweep has a table of its own instead of the chaos report.
  bool sweeps() const {
    const bool named = std::find(names_.begin(), names_.end(), kTimeSweep) != names_.end();
    if (named && (names_.size() > 1 || json_)) {
      throw InputError({"command line", 0, 0}, "time_sweep runs alone, and prints a table",
                       "write hindcast run time_sweep");
    }
    return named;
  }

  // What says something about a design says nothing about a law.
  void refuse_for_laws() const {
    for (const char* const option :
         {"--system", "--fail-on", "--junit", "--baseline", "--corpus"}) {
      if (verb_->count(option) == 0) continue;
      throw InputError({"command line", 0, 0},
                       std::string(option) + " is about designs, and laws run none",
                       "leave it out, or run the stories by themselves");
    }
  }

  Regression run_regression(const SystemSource& source, const Assignments& assignments,
                            const CommandStyle& style) const {
    if (!ci_.has_corpus()) return {};
    const Regression regression = ci_.run_regression({.registry = registry(),
                                                      .source = source,
                                                      .assignments = assignments,
                                                      .names = names_,
                                                      .style = style,
                                                      .jobs = seeds_.threads(),
                                                      .interrupted = &watch_interrupts()});
    if (json_) {
      note(regression_text(regression));
    } else {
      write_result(regression_text(regression));
    }
    return regression;
  }

  TrialInput trials(const SystemSource& source, const Assignments& assignments,
                    const CampaignResult& result) const {
    return {registry(), source, assignments, result, seeds_.campaign()};
  }

  // Says on stderr how the command ends and why, with the command that replays each failure.
  ExitCode conclude(const ChaosReport& report, const Regression& regression,
                    const std::vector<Finding>& failures) const {
    if (report.interrupted) {
      note(
          fmt::format("exit {}: interrupted; the report holds the {} of {} runs that were finished",
                      static_cast<int>(interrupted_code()), report.runs, report.planned));
      return interrupted_code();
    }
    const bool not_ready = report.score.given && report.score.readiness != Readiness::ready;
    const std::size_t again = regression.failed();
    if (fail_on_ != FailOn::none && again > 0) {
      note_failures(failures);
      note(fmt::format("exit 1: {} of {} regression tokens {}", again, regression.cases.size(),
                       again == 1 ? "fails" : "fail"));
      return ExitCode::finding;
    }
    if (fail_on_ == FailOn::finding && !failures.empty()) {
      note_failures(failures);
      note("exit 1: " + failure_words(report, failures));
      return ExitCode::finding;
    }
    if (fail_on_ == FailOn::not_ready && not_ready) {
      note(fmt::format("exit 1: the readiness score is {}", report.score.value));
      return ExitCode::finding;
    }
    if (!report.not_judged.empty() && fail_on_ != FailOn::none) {
      note(fmt::format("exit 3: {} of {} scenarios could not be judged", report.not_judged.size(),
                       report.scenarios()));
      return ExitCode::inconclusive;
    }
    note("exit 0: " + held_words(report));
    return ExitCode::held;
  }

  static void note_failures(const std::vector<Finding>& failures) {
    for (const Finding& finding : failures) {
      note(fmt::format("{}\n    {}", finding.id, finding.witness.command));
    }
  }

  std::string failure_words(const ChaosReport& report, const std::vector<Finding>& failures) const {
    if (!ci_.has_baseline()) {
      return fmt::format("{} of {} scenarios broke the design", report.broke.size(),
                         report.scenarios());
    }
    return fmt::format("{} finding{} not in the baseline, {} known", failures.size(),
                       failures.size() == 1 ? " is" : "s are", ci_.known_in(report));
  }

  std::string held_words(const ChaosReport& report) const {
    if (ci_.has_baseline() && fail_on_ == FailOn::finding) {
      return fmt::format("no finding that the baseline does not have ({} known)",
                         ci_.known_in(report));
    }
    return report.broke.empty() ? "nothing broke the design" : "findings do not fail this command";
  }

  const CLI::App* verb_ = nullptr;
  DesignOptions design_;
  std::vector<std::string> names_;
  SeedOptions seeds_;
  ShrinkFlags shrink_{kShrinkSteps};
  bool json_ = false;
  bool ascii_ = false;
  FailOn fail_on_ = FailOn::finding;
  CiOptions ci_;
};

}  // namespace

std::unique_ptr<Command> make_run_command(const Registry& registry) {
  return std::make_unique<RunCommand>(registry);
}

}  // namespace hindcast
