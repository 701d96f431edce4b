// hindcast graph SYSTEM: who depends on whom, where one failure becomes many, and which of these
// cascades a simulated run shows.
#include <fmt/format.h>

#include <algorithm>

#include "hindcast/replay/choosers.hpp"
#include "hindcast/replay/graph/graph_report.hpp"
#include "hindcast/replay/report/graph_json.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/design_options.hpp"
#include "hindcast/scenarios/cli/graph_evidence.hpp"
#include "hindcast/scenarios/cli/graph_strikes.hpp"
#include "hindcast/scenarios/cli/interrupt.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/cli/picture.hpp"
#include "hindcast/scenarios/cli/progress.hpp"
#include "hindcast/scenarios/cli/seed_options.hpp"

namespace hindcast {
namespace {

constexpr const char* kHelp =
    "Say where one failure becomes many: laws, cascade paths, and runs that show them\n\n"
    "Each cascade is a path from a component that fails to the callers; each hop names its law,\n"
    "its margin and its cause. A campaign of the story that strikes the first component looks for\n"
    "a run in which the cascade happens, and runs the same seeds again with the policy of each\n"
    "hop taken away: does the cascade go?\n\n"
    "Examples:\n"
    "  hindcast graph activity_platform\n"
    "  hindcast graph my_system.json --no-witness        the laws alone, nothing is simulated\n"
    "  hindcast graph activity_platform --set database.pool.max=20\n"
    "  hindcast graph activity_platform --dot graph.svg  a picture (Graphviz)\n"
    "  hindcast graph activity_platform --dot            its text, in the language of Graphviz\n\n"
    "Exit 1: a run confirms a cascade. Exit 0: none does; laws alone are no finding.\n";

Topology topology_of_design(const Design& design) {
  QuietChooser chooser;  // the world is looked at, never run
  World world(chooser);
  build_design(design, world);
  return topology_of(world);
}

class GraphCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb = parser.add_subcommand("graph", kHelp);
    verb->add_option("system", design_.system, "A shipped system's name, or a file")->required();
    add_set_option(*verb, design_.assignments);
    verb->add_flag("--json", json_, "Print everything as JSON");
    dot_option_ = verb->add_option(
        "--dot", dot_, "Draw FILE (.svg, .png, .pdf; .dot: its text); without FILE print its text");
    dot_option_->expected(0, 1)->type_name("FILE");
    verb->add_flag("--schema", schema_, "Print the JSON Schema of --json instead");
    verb->add_flag("--no-witness", no_witness_, "The laws alone: simulate nothing");
    verb->add_option("--cascades", cascades_, "Cascades that are shown and tried, the worst first")
        ->check(CLI::Range(0U, 1'000U))
        ->capture_default_str();
    seeds_.declare(*verb, "Runs for each cascade");
    return verb;
  }

  ExitCode run() override {
    if (schema_) {
      write_result(graph_json_schema());
      return ExitCode::held;
    }
    if (!dot_.empty()) check_picture_path(dot_);
    const SystemSource source = design_.source(registry().kinds);
    const Assignments assignments = split_assignments(registry(), design_.assignments);
    const auto design = source.load(assignments.design);
    GraphReport report = graph_report(topology_of_design(*design), design->name);
    name_as_in_file(*design, report);
    if (!no_witness_) report = find_witnesses(source, assignments, std::move(report));
    write_out(report);
    return conclude(report);
  }

 private:
  GraphReport find_witnesses(const SystemSource& source, const Assignments& assignments,
                             GraphReport report) {
    Progress progress("graph");
    EvidenceInput input{
        registry(), source, assignments, command_style(registry(), source, assignments), {}};
    input.options.first_seed = seeds_.first_seed;
    input.options.seeds = seeds_.seeds;
    input.options.jobs = seeds_.threads();
    input.options.cascades_max = cascades_;
    input.options.interrupted = &watch_interrupts();
    input.options.progress = [&](std::size_t done, std::size_t total) {
      progress.show(done, total);
    };
    return with_evidence(input, std::move(report));
  }

  // The picture comes first: if it cannot be drawn, no report hides the error.
  void write_out(const GraphReport& report) const {
    if (!dot_.empty()) write_picture(dot_, to_dot(report));
    if (dot_option_->count() > 0 && dot_.empty()) {
      write_result(to_dot(report));
    } else {
      write_result(json_ ? graph_json(report) : to_text(report, {.cascades_max = cascades_}));
    }
  }

  // Says on stderr how the command ends and why.
  static ExitCode conclude(const GraphReport& report) {
    const auto confirmed =
        std::count_if(report.cascades.begin(), report.cascades.end(),
                      [](const CascadePath& path) { return path.evidence.confirmed(); });
    if (report.interrupted) {
      note(fmt::format("exit {}: interrupted; cascades that were not tried say so",
                       static_cast<int>(interrupted_code())));
      return interrupted_code();
    }
    if (confirmed > 0) {
      note(fmt::format("exit 1: {} of {} cascades confirmed by a run and its counterfactual",
                       confirmed, report.cascades.size()));
      return ExitCode::finding;
    }
    note("exit 0: no cascade is confirmed by a run");
    return ExitCode::held;
  }

  DesignOptions design_;
  CLI::Option* dot_option_ = nullptr;
  std::string dot_;
  SeedOptions seeds_{.seeds = 5};
  std::uint32_t cascades_ = 5;
  bool json_ = false;
  bool schema_ = false;
  bool no_witness_ = false;
};

}  // namespace

std::unique_ptr<Command> make_graph_command(const Registry& registry) {
  return std::make_unique<GraphCommand>(registry);
}

}  // namespace hindcast
