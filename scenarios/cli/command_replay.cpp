// hindcast replay TOKEN: the same run again, bit for bit, told as a story.
#include <fmt/format.h>

#include "hindcast/replay/first_difference.hpp"
#include "hindcast/replay/record.hpp"
#include "hindcast/replay/replay.hpp"
#include "hindcast/replay/story_text.hpp"
#include "hindcast/replay/token.hpp"
#include "hindcast/replay/trace_text.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/design_options.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

const Place kTokenPlace{"token", 0, 0};

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
    verb->add_option("--system", system_, "The file of a system that is not shipped");
    add_set_option(*verb, assignments_,
                   "PATH=VALUE: a change that the token had no room for (may be repeated)");
    verb->add_option("--onto", onto_, "Run the same seed and deviations on another design");
    verb->add_flag("--trace", trace_, "Print every event instead of the story");
    verb->add_option("--until", until_,
                     "With --trace: stop at an event's number, a virtual time, or an event's name");
    verb->add_flag("--ascii", ascii_, "Print no symbols beyond ASCII");
    return verb;
  }

  ExitCode run() override {
    const Token token = read_token();
    if (onto_.empty()) refuse_other_program(token);
    const ScenarioKind& kind = scenario_named(registry(), token.scenario);
    const auto scenario = bind(kind, token);
    if (onto_.empty()) refuse_other_stamp(token, *scenario);
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
  Token read_token() const {
    if (!token_.ends_with(".hcx")) return parse_token(token_).value_or_throw(kTokenPlace);
    return read_record(token_);
  }

  std::unique_ptr<Scenario> bind(const ScenarioKind& kind, const Token& token) const {
    std::vector<Assignment> all = token.overrides;
    const std::vector<Assignment> more = joined(split_assignments(registry(), assignments_));
    all.insert(all.end(), more.begin(), more.end());
    const Assignments assignments = split_assignments(registry(), std::move(all));
    if (!onto_.empty()) {
      return bind_one(kind, SystemSource(onto_, registry().kinds).load(assignments.design),
                      assignments);
    }
    if (system_.empty()) {
      const bool is_hash = token.system.size() == 16 &&
                           token.system.find_first_not_of("0123456789abcdef") == std::string::npos;
      if (is_hash) {
        throw InputError(
            kTokenPlace,
            "the token is of a system file, of which it holds only the hash " + token.system,
            "add --system FILE");
      }
      return bind_one(kind, SystemSource(token.system, registry().kinds).load(assignments.design),
                      assignments);
    }
    const SystemSource source(system_, registry().kinds);
    const auto design = source.load(assignments.design);
    if (design->id != token.system) {
      throw InputError({system_, 0, 0},
                       fmt::format("is not the system of the token: its hash is {}, the token's {}",
                                   design->id, token.system),
                       "give the file as it was, or use --onto to run the seed on another design");
    }
    return bind_one(kind, design, assignments);
  }

  // A token of another program may name scenarios and kinds that are unknown here; say that first.
  void refuse_other_program(const Token& token) const {
    const std::string& here = registry().kinds.program();
    if (token.stamp.program == here) return;
    const auto words = [](const std::string& program) {
      return program.empty() ? std::string("hindcast, without code of others")
                             : "the program " + in_quotes(program);
    };
    throw InputError(
        kTokenPlace,
        fmt::format("it was made by {}, and this is {}", words(token.stamp.program), words(here)),
        "replay it with the program that made it");
  }

  static void refuse_other_stamp(const Token& token, const Scenario& scenario) {
    const std::vector<std::string> found = differences(token.stamp, scenario);
    if (found.empty()) return;
    std::string text = "the token cannot be replayed by this program";
    for (const std::string& difference : found) text += "; " + difference;
    throw InputError(kTokenPlace, text,
                     "use the program that made it, or --onto to run its seed without a promise");
  }

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
  std::string system_;
  std::string onto_;
  std::vector<std::string> assignments_;
  std::string until_;
  bool trace_ = false;
  bool ascii_ = false;
};

}  // namespace

std::unique_ptr<Command> make_replay_command(const Registry& registry) {
  return std::make_unique<ReplayCommand>(registry);
}

}  // namespace hindcast
