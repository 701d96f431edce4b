// hindcast blame TOKEN: when the failure of a run became certain.
#include <fmt/format.h>

#include "hindcast/replay/blame.hpp"
#include "hindcast/replay/report/blame_report.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/interrupt.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/cli/seed_options.hpp"
#include "hindcast/scenarios/cli/token_input.hpp"

namespace hindcast {
namespace {

class BlameCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb = parser.add_subcommand(
        "blame",
        "Rewind a failing run to many moments, run other futures from each, and say where it was "
        "decided\n\n"
        "Examples:\n"
        "  hindcast blame TOKEN\n"
        "  hindcast blame TOKEN --futures 200 --moments 30\n");
    verb->add_option("token", token_, "A token, or a record file (.hcx)")->required();
    add_token_context(*verb, context_);
    verb->add_option("--futures", options_.futures, "Runs from each moment")
        ->check(CLI::Range(1U, 100'000U))
        ->capture_default_str();
    verb->add_option("--moments", options_.moments, "Moments at most; half of them evenly spread")
        ->check(CLI::Range(4U, 1'000U))
        ->capture_default_str();
    verb->add_option("--jobs", jobs_.jobs, "Threads; 0 for as many as there are processors")
        ->check(CLI::Range(0U, 1'024U));
    verb->add_flag("--ascii", ascii_, "Print no symbols beyond ASCII");
    return verb;
  }

  ExitCode run() override {
    const TokenInput input(registry(), token_, context_);
    const auto scenario = input.bind_exactly();
    if (const auto exit = failing_run(*scenario, input.token()).exit) return *exit;
    options_.jobs = jobs_.threads();
    options_.interrupted = &watch_interrupts();
    write_result(render_blame(blame(*scenario, input.token(), options_), {.ascii = ascii_}));
    if (!options_.is_interrupted()) return ExitCode::held;
    note("interrupted: the moments that were judged are shown");
    return interrupted_code();
  }

 private:
  std::string token_;
  TokenContext context_;
  BlameOptions options_;
  SeedOptions jobs_;
  bool ascii_ = false;
};

}  // namespace

std::unique_ptr<Command> make_blame_command(const Registry& registry) {
  return std::make_unique<BlameCommand>(registry);
}

}  // namespace hindcast
