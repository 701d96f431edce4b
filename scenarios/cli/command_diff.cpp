// hindcast diff A B: two runs side by side.
#include <fmt/format.h>

#include <algorithm>

#include "hindcast/replay/delta.hpp"
#include "hindcast/replay/replay.hpp"
#include "hindcast/replay/report/text_layout.hpp"
#include "hindcast/replay/run_difference.hpp"
#include "hindcast/replay/story_text.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/cli/token_input.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr std::size_t kTaleMax = 30;

class DiffCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb = parser.add_subcommand(
        "diff",
        "Two runs side by side: where their events part, and how differently they ended\n\n"
        "Examples:\n"
        "  hindcast diff TOKEN TOKEN\n"
        "  hindcast diff TOKEN --onto activity_platform_hardened   the same seed on another "
        "design\n");
    verb->add_option("left", left_, "A token, or a record file (.hcx)")->required();
    verb->add_option("right", right_, "Another; or none, with --onto");
    add_token_context(*verb, context_);
    verb->add_option("--onto", onto_, "The other run: the left one's seed on this design");
    verb->add_flag("--ascii", ascii_, "Print no symbols beyond ASCII");
    return verb;
  }

  ExitCode run() override {
    if (right_.empty() == onto_.empty()) {
      throw InputError({"command line", 0, 0}, "diff needs two runs",
                       "give a second token, or --onto SYSTEM, and not both");
    }
    const TokenInput left(registry(), left_, context_);
    const TokenInput right(registry(), right_.empty() ? left_ : right_, context_);
    const auto on_left = left.bind_exactly();
    const auto on_right = onto_.empty() ? right.bind_exactly() : right.bind_onto(onto_);
    const ExecuteOptions whole{.keeps_trace = true, .tells_story = true};
    const Run a = execute_token(*on_left, left.token(), whole);
    const Run b = execute_token(*on_right, right.token(), whole);
    const bool diverged =
        a.digest != left.token().digest || (onto_.empty() && b.digest != right.token().digest);
    if (diverged) {
      note("exit 5: diverged: a run did not give the digest of its token");
      return ExitCode::diverged;
    }
    EventNames names;
    for (const auto kinds : registry().event_kinds) names.add(kinds);
    const RunDifference difference = run_difference(a, b, names);
    write_result(text(left.token(), right.token(), *on_right, difference));
    return difference.event ? ExitCode::finding : ExitCode::held;
  }

 private:
  std::string text(const Token& left, const Token& right, const Scenario& on_right,
                   const RunDifference& difference) const {
    TextLayout layout({.ascii = ascii_});
    layout.line("A: " + title(left, left.system));
    layout.line("B: " + title(right, on_right.system()));
    add_inputs(left, right, layout);
    layout.blank();
    if (!difference.event) {
      layout.line("Bit-identical: every event is the same.");
      return layout.text();
    }
    layout.line(fmt::format("Their events part at number {}:", difference.event->number));
    layout.line("  A " + event_or_end(difference.event->left));
    layout.line("  B " + event_or_end(difference.event->right));
    layout.blank();
    add_tale(difference.tale, layout);
    layout.line("How they ended differs in:");
    for (const StateDifference& state : difference.state) {
      layout.paragraph("  ",
                       fmt::format("{}: {} {} {}", state.what, or_nothing(state.left),
                                   layout.symbol("→", "->"), or_nothing(state.right)),
                       4);
    }
    if (difference.state.empty()) layout.line("  nothing that a report would show");
    return layout.text();
  }

  static std::string title(const Token& token, const std::string& system) {
    return fmt::format("{} on {}, seed {}", token.scenario, system, token.seed);
  }
  static std::string or_nothing(const std::string& text) { return text.empty() ? "none" : text; }
  static std::string event_or_end(const std::string& event) {
    return event.empty() ? "has ended" : event;
  }

  // The lines of the two deltas that only one of them has.
  static void add_inputs(const Token& left, const Token& right, TextLayout& layout) {
    const std::string left_text = delta_text(left);
    const std::string right_text = delta_text(right);
    const std::vector<std::string_view> a = split(left_text, '\n');
    const std::vector<std::string_view> b = split(right_text, '\n');
    const auto add = [&](const char* side, const auto& lines, const auto& others) {
      for (const std::string_view line : lines) {
        if (std::find(others.begin(), others.end(), line) == others.end()) {
          layout.line(fmt::format("   only {}: {}", side, line));
        }
      }
    };
    add("A", a, b);
    add("B", b, a);
  }

  static void add_tale(const std::vector<TaleLine>& tale, TextLayout& layout) {
    if (tale.empty()) return;
    layout.line("What their stories tell differently (< A only, > B only):");
    const std::size_t shown = std::min(kTaleMax, tale.size());
    for (std::size_t index = 0; index < shown; ++index) {
      const auto& [side, line, more] = tale[index];
      const char* const mark = side == Side::both ? " " : side == Side::left ? "<" : ">";
      layout.paragraph(
          fmt::format("  {} {} ", mark, clock_text(line.at)),
          fmt::format("{}: {}{}", line.where, line.what,
                      more == 0 ? "" : fmt::format(", and {} times more", human(more))),
          6);
    }
    if (shown < tale.size()) layout.line(fmt::format("  and {} more", tale.size() - shown));
    layout.blank();
  }

  std::string left_;
  std::string right_;
  TokenContext context_;
  std::string onto_;
  bool ascii_ = false;
};

}  // namespace

std::unique_ptr<Command> make_diff_command(const Registry& registry) {
  return std::make_unique<DiffCommand>(registry);
}

}  // namespace hindcast
