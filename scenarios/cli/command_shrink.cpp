// hindcast shrink TOKEN: a finding made small enough to be read in a minute.
#include <fmt/format.h>

#include "hindcast/replay/report/blame_report.hpp"
#include "hindcast/replay/report/text_layout.hpp"
#include "hindcast/replay/shrink_finding.hpp"
#include "hindcast/replay/story_text.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/interrupt.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/cli/shrink_subject.hpp"
#include "hindcast/scenarios/cli/token_input.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr std::size_t kStoryLines = 16;

class ShrinkCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb = parser.add_subcommand(
        "shrink",
        "Make a finding small: fewer callers, less load, a shorter story, fewer faults, quieter "
        "answers\n\n"
        "Examples:\n"
        "  hindcast shrink TOKEN\n"
        "  hindcast shrink TOKEN --trials 500 --output small.hcx\n");
    verb->add_option("token", token_, "A token, or a record file (.hcx)")->required();
    add_token_context(*verb, context_);
    verb->add_option("--trials", trials_, "The budget: runs at most")
        ->check(CLI::Range(1U, 1'000'000U))
        ->capture_default_str();
    verb->add_option("--output", output_, "Write the result to this record file (.hcx)");
    verb->add_flag("--ascii", ascii_, "Print no symbols beyond ASCII");
    return verb;
  }

  ExitCode run() override {
    refuse_other_name();
    const TokenInput input(registry(), token_, context_);
    const auto scenario = input.bind_exactly();
    const FailingRun before = failing_run(*scenario, input.token());
    if (before.exit) return *before.exit;
    ShrinkSubject subject;
    subject.bind = [&input](const std::vector<Assignment>& overrides) {
      return input.bind(overrides);
    };
    subject.knobs = knobs_of(*scenario, *input.design(input.token().overrides));
    const StopFlag& interrupted = watch_interrupts();
    const ShrunkFinding shrunk = shrink_finding(
        subject, input.token(), {.trials_max = trials_, .interrupted = &interrupted});
    const auto small = input.bind(shrunk.token.overrides);
    const Blame blamed =
        blame(*small, shrunk.token, {.futures = 20, .moments = 12, .interrupted = &interrupted});
    write_result(text(before.run, shrunk, input.style(), blamed));
    if (!shrunk.verified) {
      note("exit 5: diverged: the shrunk run did not run twice alike");
      return ExitCode::diverged;
    }
    if (!interrupted) return ExitCode::held;
    note("interrupted: the result is as small as it was by then");
    return interrupted_code();
  }

 private:
  void refuse_other_name() const {
    if (output_.empty()) return;
    if (!output_.ends_with(".hcx")) {
      throw InputError({"--output", 0, 0}, in_quotes(output_) + " is no name of a record file",
                       "give a name that ends with .hcx");
    }
    refuse_foreign_file(output_, {"hindcast record ", "is no record of hindcast"});
  }

  std::string text(const Run& before, const ShrunkFinding& shrunk, const CommandStyle& style,
                   const Blame& blamed) const {
    TextLayout layout({.ascii = ascii_});
    layout.line(fmt::format("Shrunk in {} runs; it still fails in the same way.", shrunk.trials));
    for (const Smaller& smaller : shrunk.smaller) {
      layout.line(fmt::format("  {:<40} {} {} {}", smaller.path, smaller.before,
                              layout.symbol("→", "->"), smaller.after));
    }
    layout.line(
        fmt::format("  {:<40} {} {} {}{}", "answers other than the quiet ones",
                    shrunk.answers_before, layout.symbol("→", "->"), shrunk.token.deviations.size(),
                    shrunk.minimal ? "; none of them can be left out" : "; not all was tried"));
    layout.line(fmt::format("  {:<40} {} {} {}", "virtual time", human(before.end.since_start()),
                            layout.symbol("→", "->"), human(shrunk.run.end.since_start())));
    layout.line(fmt::format("  {:<40} {} {} {}", "steps", human(before.steps),
                            layout.symbol("→", "->"), human(shrunk.run.steps)));
    layout.blank();
    std::string result = layout.text();
    result += render_story(shrunk.run, {.lines_max = kStoryLines, .ascii = ascii_});
    result += "\n" + critical_text(blamed, {.ascii = ascii_});
    const std::string command = kept_replay_command(shrunk.token, style, output_);
    result += fmt::format("\nRun twice more, bit-identical: digest {:016x}.\nReplay: {}\n",
                          shrunk.token.digest, command);
    return result;
  }

  std::string token_;
  TokenContext context_;
  std::uint32_t trials_ = 400;
  std::string output_;
  bool ascii_ = false;
};

}  // namespace

std::unique_ptr<Command> make_shrink_command(const Registry& registry) {
  return std::make_unique<ShrinkCommand>(registry);
}

}  // namespace hindcast
