// hindcast replay TOKEN: the same run again, bit for bit, told as a story.
#include <fmt/format.h>

#include "hindcast/replay/first_difference.hpp"
#include "hindcast/replay/replay.hpp"
#include "hindcast/replay/story_text.hpp"
#include "hindcast/replay/token.hpp"
#include "hindcast/replay/trace_text.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/cli/token_input.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

class ReplayCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb = parser.add_subcommand(
        "replay",
        "Run a token again, bit for bit, and tell what happened\n\n"
        "Examples:\n"
        "  hindcast replay TOKEN\n"
        "  hindcast replay TOKEN --trace --until node.crashed\n"
        "  hindcast replay TOKEN --onto activity_platform_hardened   is my fix a fix?\n");
    verb->add_option("token", token_, "A token, or a record file (.hcx)")->required();
    add_token_context(*verb, context_);
    verb->add_option("--onto", onto_, "Run the same seed and deviations on another design");
    verb->add_flag("--trace", trace_, "Print every event instead of the story");
    verb->add_option("--until", until_,
                     "With --trace: stop at an event's number, a virtual time, or an event's name");
    verb->add_flag("--ascii", ascii_, "Print no symbols beyond ASCII");
    return verb;
  }

  ExitCode run() override {
    const TokenInput input(registry(), token_, context_);
    const Token& token = input.token();
    const auto scenario = onto_.empty() ? input.bind_exactly() : input.bind_onto(onto_);
    EventNames names;
    for (const auto kinds : registry().event_kinds) names.add(kinds);
    const TraceEnd end = until_.empty()
                             ? TraceEnd{}
                             : parse_trace_end(until_, names).value_or_throw({"--until", 0, 0});
    const Run run = execute_token(*scenario, token, {.keeps_trace = trace_, .tells_story = true});
    if (trace_) {
      write_trace(run, names, end, [](std::string_view line) { write_result(line); });
    } else {
      write_result(render_story(run, {.ascii = ascii_}));
    }
    return conclude(*scenario, token, run);
  }

 private:
  ExitCode conclude(const Scenario& scenario, const Token& token, const Run& run) const {
    if (!onto_.empty()) {
      write_result(fmt::format(
          "\nSeed {} of {} on {}: {}. Another design: no identity is claimed.\n", token.seed,
          token.scenario, scenario.system(), name_of(run.observation.grade)));
      return run.observation.grade == Grade::broke ? ExitCode::finding : ExitCode::held;
    }
    if (run.digest != token.digest) {
      note(fmt::format("exit 5: diverged: the digest is {:016x}, the token's {:016x}", run.digest,
                       token.digest));
      return ExitCode::diverged;
    }
    write_result(
        fmt::format("\nBit-identical: {} steps, digest {:016x}.\n", human(run.steps), run.digest));
    return ExitCode::held;
  }

  std::string token_;
  TokenContext context_;
  std::string onto_;
  std::string until_;
  bool trace_ = false;
  bool ascii_ = false;
};

}  // namespace

std::unique_ptr<Command> make_replay_command(const Registry& registry) {
  return std::make_unique<ReplayCommand>(registry);
}

}  // namespace hindcast
