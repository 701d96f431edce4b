// hindcast check SCENARIO: every execution of a small configuration, depth first.
#include <fmt/format.h>

#include <limits>

#include "hindcast/replay/explore/pack.hpp"
#include "hindcast/replay/record.hpp"
#include "hindcast/replay/report/check_report.hpp"
#include "hindcast/replay/shrink.hpp"
#include "hindcast/replay/token.hpp"
#include "hindcast/scenarios/cli/choice.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/design_options.hpp"
#include "hindcast/scenarios/cli/interrupt.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/cli/search_budget.hpp"
#include "hindcast/scenarios/cli/shrink_flags.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr std::uint64_t kShrinkSteps = 2'000'000;
constexpr std::uint32_t kUnbounded = std::numeric_limits<std::uint32_t>::max();

class CheckCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb = parser.add_subcommand(
        "check",
        "Run every execution of a small configuration, and say what was covered\n\n"
        "Examples:\n"
        "  hindcast check update_crash\n"
        "  hindcast check update_crash --system small_platform_hardened\n"
        "  hindcast check stampede_order --set stampede_order.callers=4 --json\n"
        "  hindcast check philosophers --set philosophers.n=7\n"
        "  hindcast check sleepers --reduction none      the oracle: (4!)^3 executions\n"
        "  hindcast check breaker_orders --budget 2s     inconclusive; it names a file, then:\n"
        "  hindcast check breaker_orders --resume FILE");
    verb->add_option("scenario", name_, "Which story or program (hindcast list)")->required();
    verb->add_option("--system", system_,
                     "A shipped system's name, or a file; by default the story's small one");
    add_set_option(*verb, assignments_);
    budget_.declare(*verb);
    verb->add_option("--faults", faults_,
                     "Bound: at most so many faults and lost or duplicated messages");
    verb->add_option("--fiber-steps", fiber_steps_, "Bound: at most so many steps of each fiber")
        ->check(CLI::Range(1U, kUnbounded));
    verb->add_option("--orders-from", orders_from_,
                     "Bound: try the orders within one instant from this virtual time on");
    verb->add_option("--orders-until", orders_until_, "Bound: until this virtual time");
    verb->add_option("--seed", seed_, "Of what is drawn, not chosen")->capture_default_str();
    reduction_option_ =
        add_choice(*verb, "--reduction", reduction_,
                   {{"none", Reduction::none},
                    {"sleep", Reduction::sleep_sets},
                    {"optimal", Reduction::optimal}},
                   "none: all interleavings; sleep: sleep sets; optimal: each trace once");
    verb->add_flag("--fingerprints", fingerprints_,
                   "Explore no state twice, by its declared fingerprint (without reduction)");
    verb->add_flag("--symmetry", symmetry_,
                   "With --fingerprints: nor one in which entities that are alike changed places");
    shrink_.declare(*verb);
    verb->add_flag("--json", json_, "Print the certificate as JSON");
    verb->add_flag("--ascii", ascii_, "Print no symbols beyond ASCII");
    return verb;
  }

  ExitCode run() override {
    const ScenarioKind& kind = scenario_named(registry(), name_);
    const SmallConfiguration small = small_of(kind);
    const Assignments assignments = split_with(registry(), small.assignments, assignments_);
    const std::string system = system_.empty() ? small.system : system_;
    const SystemSource source(system, registry().kinds);
    const auto scenario = bind_one(kind, source.load(assignments.design), assignments);
    CheckReport report = explored(*scenario, small);
    const CommandStyle style = command_style(registry(), source, assignments);
    report.overrides = style.overrides;
    for (const SurveyFinding& finding : survey_.findings()) {
      report.findings.push_back(found(*scenario, finding, style));
    }
    write_result(json_ ? render_check_json(report) : render_check(report, {.ascii = ascii_}));
    if (diverged_) return ExitCode::diverged;
    const ExitCode code = conclude(report);
    if (lost_rest_) return ExitCode::output;
    return budget_.interrupted() ? interrupted_code() : code;
  }

 private:
  // Throws InputError for a story without one, unless the command line names a system.
  SmallConfiguration small_of(const ScenarioKind& kind) const {
    if (const auto small = kind.small()) return *small;
    if (!system_.empty()) return {.system = system_};
    std::string names;
    for (const auto& other : registry().scenarios.all()) {
      if (!other->small()) continue;
      names += (names.empty() ? "" : ", ") + other->info().name;
    }
    throw InputError({"command line", 0, 0},
                     fmt::format("{} has no small configuration: its runs are too long to run all "
                                 "of them",
                                 kind.info().name),
                     fmt::format("check one of {}; or name a small design with --system", names));
  }

  static Duration duration_or(const std::string& text, Duration otherwise, const char* option) {
    return text.empty() ? otherwise : parse_duration(text).value_or_throw({option, 0, 0});
  }

  Reduction reduction_for(const SmallConfiguration& small) const {
    if (fingerprints_) return Reduction::none;
    if (reduction_option_->empty()) return small.isolated ? Reduction::optimal : Reduction::none;
    if (!small.isolated && reduction_ != Reduction::none) {
      throw InputError(
          {"--reduction", 0, 0},
          fmt::format("{} runs processes that share their node's memory and call each other; "
                      "that such runs may be reduced has not been shown against the oracle",
                      name_),
          "leave it out, or use --reduction none");
    }
    return reduction_;
  }

  // What is asked of states must have been declared, and does not go with a reduction.
  void refuse_states(const Scenario& scenario, ExploreOptions options) const {
    const char* const option = symmetry_ ? "--symmetry" : "--fingerprints";
    if (!fingerprints_ && !symmetry_) return;
    if (!fingerprints_) {
      throw InputError({option, 0, 0}, "states that are alike are found by their fingerprints",
                       "add --fingerprints, or leave it out");
    }
    if (!reduction_option_->empty() && reduction_ != Reduction::none) {
      throw InputError(
          {option, 0, 0},
          fmt::format("reduction {} leaves out orders by what came before on the path, "
                      "and a state that was seen came another way: both together "
                      "lose executions",
                      name_of(reduction_)),
          "use it with --reduction none");
    }
    options.fingerprints = options.symmetry = false;
    options.executions_max = 1;
    options.each = nullptr;
    const ExploreResult first = explore(scenario, options);
    if (first.fingerprint_declared && (first.alike_declared || !symmetry_)) return;
    throw InputError({option, 0, 0},
                     fmt::format("{} declares {}", name_,
                                 first.fingerprint_declared ? "nothing that is alike"
                                                            : "no fingerprint of its state"),
                     "leave it out, or declare one (World::fingerprints)");
  }

  // Bounds on orders would cut traces apart.
  void refuse_reduced_orders(Reduction reduction) const {
    const bool bounded = !orders_from_.empty() || !orders_until_.empty();
    if (!bounded || reduction == Reduction::none) return;
    throw InputError({orders_from_.empty() ? "--orders-until" : "--orders-from", 0, 0},
                     fmt::format("with reduction {} all orders are tried", name_of(reduction)),
                     "leave it out, or add --reduction none");
  }

  CheckReport explored(const Scenario& scenario, const SmallConfiguration& small) {
    ExploreOptions options;
    options.reduction = reduction_for(small);
    refuse_reduced_orders(options.reduction);
    options.bounds.deviations_max = faults_;
    options.bounds.actor_steps_max = fiber_steps_;
    options.seed = seed_;
    options.split = WaitSplit::permits;
    options.orders_from =
        Instant::at(duration_or(orders_from_, small.orders_from, "--orders-from"));
    options.orders_until =
        Instant() + duration_or(orders_until_, small.orders_until, "--orders-until");
    options.each = [this](const ExecutionView& view) { survey_.note(view); };
    refuse_states(scenario, options);
    options.fingerprints = fingerprints_;
    options.symmetry = symmetry_;
    options.begins_anew = [this] { survey_ = {}; };
    CheckReport report;
    report.scenario = scenario.info().name;
    report.title = scenario.info().title;
    if (!small.isolated) report.system = scenario.system();
    report.configuration = hash_parameters(scenario.parameters());
    report.seed = seed_;
    report.executions_max = budget_.executions();
    report.bounds = bounds_in_words(options);
    report.fingerprints = fingerprints_;
    report.symmetry = symmetry_;
    const std::vector<std::string> of = identity(scenario, report, options);
    budget_.begin(options, survey_, of);
    report.result = searched(scenario, options);
    if (!report.result.complete) {
      report.ended_by = budget_.ended_by();
      keep(report, of);
    }
    report.rows = survey_.rows();
    report.executions_beyond = survey_.executions_beyond();
    report.unseen = survey_.unseen();
    return report;
  }

  // That the rest cannot be written is no reason to lose what was found.
  void keep(CheckReport& report, const std::vector<std::string>& of) {
    try {
      report.rest_file = budget_.keep(
          report.result, survey_, of,
          fmt::format("{}-{}-{:016x}.search", report.scenario, seed_, report.configuration));
    } catch (const OutputError& error) {
      note(error.what());
      lost_rest_ = true;
    }
  }

  // What must be the same where a search goes on.
  static std::vector<std::string> identity(const Scenario& scenario, const CheckReport& report,
                                           const ExploreOptions& options) {
    std::vector<std::string> of = {
        "scenario " + report.scenario,
        "system " + report.system,
        fmt::format("configuration {:016x}", report.configuration),
        fmt::format("seed {}", report.seed),
        fmt::format("reduction {}", name_of(options.reduction)),
        "stamp " + to_text(stamp_of(scenario)),
    };
    for (const std::string& bound : report.bounds) of.push_back("bound " + bound);
    return of;
  }

  ExploreResult searched(const Scenario& scenario, const ExploreOptions& options) const {
    try {
      return explore(scenario, options);
    } catch (const PackError&) {
      throw InputError({"--resume", 0, 0}, "what is left of the search is damaged",
                       "begin it anew without --resume");
    }
  }

  // Makes the token, and runs it to be sure that it says the same.
  CheckFinding found(const Scenario& scenario, const SurveyFinding& finding,
                     const CommandStyle& style) {
    QuietChooser quiet;
    DeviatingChooser chooser(quiet, finding.deviations, true);
    const Run run = execute(scenario, chooser, {.seed = finding.seed});
    Token token = token_of(scenario, Base::quiet, run, style.overrides);
    token.deviations = finding.deviations;
    token.asks_schedule = true;
    if (run.digest != finding.digest) {
      diverged_ = true;
      note(fmt::format("exit 5: diverged: {} ran with digest {:016x}, and again with {:016x}",
                       finding.outcome.property, finding.digest, run.digest));
    } else if (shrink_.wanted()) {
      return smaller(scenario, finding, token, style);
    }
    return finding_of(finding, token, style);
  }

  CheckFinding finding_of(const SurveyFinding& finding, const Token& token,
                          const CommandStyle& style) const {
    return {finding.outcome.property, finding.outcome.detail, finding.executions,
            token.deviations.size(),  to_text(token),         command_of(token, style)};
  }

  // The nearest of the executions that were run need not be the nearest of all that fail so:
  // without some of its answers it may fail alike. What comes out is run twice.
  CheckFinding smaller(const Scenario& scenario, SurveyFinding finding, const Token& token,
                       const CommandStyle& style) const {
    const Shrunk shrunk = shrink_answers(scenario, token, shrink_.options());
    QuietChooser quiet;
    DeviatingChooser chooser(quiet, shrunk.token.deviations, true);
    const Run again = execute(scenario, chooser, {.seed = shrunk.token.seed});
    const bool fewer = shrunk.token.deviations.size() < token.deviations.size();
    if (!fewer || again.digest != shrunk.run.digest) return finding_of(finding, token, style);
    const bool violated = again.outcome.verdict != Verdict::passed;
    finding.outcome.detail = violated ? again.outcome.detail : again.observation.cause;
    return finding_of(finding, shrunk.token, style);
  }

  // A token whose deviations are too many for a line goes to a record file beside the command.
  std::string command_of(const Token& token, const CommandStyle& style) const {
    std::string what = to_text(token);
    if (needs_record(token)) {
      what = record_name(token);
      write_file(what, record_text(token));
      note("wrote " + what);
    }
    return replay_command(what, style);
  }

  ExitCode conclude(const CheckReport& report) const {
    switch (report.verdict()) {
      case CheckVerdict::finding:
        note(fmt::format("exit 1: {} of {} executions fail",
                         human(report.result.violations + report.result.deadlocks),
                         human(report.result.executions)));
        return ExitCode::finding;
      case CheckVerdict::held:
        note("exit 0: all executions within the bounds hold");
        return ExitCode::held;
      case CheckVerdict::inconclusive:
        note("exit 3: inconclusive: " + coverage_words(report));
        return ExitCode::inconclusive;
      case CheckVerdict::nothing_to_explore:
        note("exit 3: nothing to explore: there is one execution only");
        return ExitCode::inconclusive;
      case CheckVerdict::unseen:
        note(fmt::format("exit 3: {} never seen in any execution", report.unseen.size()));
        return ExitCode::inconclusive;
    }
    return ExitCode::internal;
  }

  std::string name_;
  std::string system_;
  std::vector<std::string> assignments_;
  SearchBudget budget_;
  ShrinkFlags shrink_{kShrinkSteps};
  std::uint32_t faults_ = kUnbounded;
  std::uint32_t fiber_steps_ = kUnbounded;
  std::string orders_from_;
  std::string orders_until_;
  std::uint64_t seed_ = 1;
  Reduction reduction_ = Reduction::none;
  CLI::Option* reduction_option_ = nullptr;
  bool fingerprints_ = false;
  bool symmetry_ = false;
  bool json_ = false;
  bool ascii_ = false;
  bool diverged_ = false;
  bool lost_rest_ = false;  // it could not be written
  Survey survey_;
};

}  // namespace

std::unique_ptr<Command> make_check_command(const Registry& registry) {
  return std::make_unique<CheckCommand>(registry);
}

}  // namespace hindcast
