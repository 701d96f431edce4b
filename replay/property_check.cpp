#include "hindcast/replay/property_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "hindcast/replay/corpus.hpp"
#include "hindcast/replay/replay.hpp"
#include "hindcast/replay/shrink.hpp"
#include "hindcast/replay/story_text.hpp"
#include "hindcast/replay/token.hpp"
#include "hindcast/sim/units.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

constexpr std::size_t kStoryLines = 16;
constexpr std::size_t kNameMax = 60;

// The property as a scenario, so that it runs as everything else does.
class PropertyScenario final : public Scenario {
 public:
  explicit PropertyScenario(const PropertyCheck& check) : check_(check) {
    info_.name = property_token_name(check.name);
    info_.title = check.name;
  }

  const ScenarioInfo& info() const override { return info_; }
  const std::string& system() const override { return system_; }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  std::vector<std::string> revisions() const override {
    return {fmt::format("property={}", check_.options.revision)};
  }
  std::unique_ptr<Experiment> build(World& world) const override {
    check_.build(world);
    HINDCAST_CHECK(!world.properties().all().empty());
    return std::make_unique<Nothing>();
  }

 private:
  struct Nothing final : Experiment {
    Observation observe() override { return {}; }
  };

  const PropertyCheck& check_;
  ScenarioInfo info_;
  std::string system_ = "code";
  std::vector<Parameter> parameters_;
};

std::string outcome_words(const Outcome& outcome) {
  std::string words = fmt::format("{}: {}, at {}", name_of(outcome.verdict), outcome.property,
                                  clock_text(outcome.at));
  if (!outcome.detail.empty()) words += "\n" + outcome.detail;
  return words;
}

class Checker {
 public:
  explicit Checker(const PropertyCheck& check) : check_(check), scenario_(check) {}

  PropertyResult check() {
    if (run_corpus() && run_seeds() && all_seen()) {
      result_.passed = true;
      result_.text = fmt::format("{}: held in {} runs", check_.name, human(result_.runs));
      if (result_.corpus_tokens > 0) {
        result_.text += fmt::format(", {} of them from the corpus", result_.corpus_tokens);
      }
    }
    return std::move(result_);
  }

  PropertyResult replay(const Token& token) {
    const Run run = execute_token(scenario_, token, {.limits = limits(), .tells_story = true});
    result_.runs = 1;
    result_.passed = run.outcome.verdict == Verdict::passed;
    result_.text = render_story(run);
    if (!result_.passed) result_.text += "\n" + outcome_words(run.outcome);
    if (run.digest == token.digest) {
      result_.text +=
          fmt::format("\nBit-identical: {} steps, digest {:016x}.", human(run.steps), run.digest);
    } else {
      result_.passed = false;
      result_.text += fmt::format(
          "\nDiverged: the digest is {:016x}, the token's {:016x}. The code was changed since, or "
          "something in it is not deterministic.",
          run.digest, token.digest);
    }
    return std::move(result_);
  }

  const Scenario& scenario() const { return scenario_; }

 private:
  const Limits& limits() const { return check_.options.limits; }

  bool run_corpus() {
    if (check_.corpus.empty() || !corpus_exists(check_.corpus)) return true;
    for (const CorpusEntry& entry : parse_corpus(read_corpus_text(check_.corpus), check_.corpus)) {
      if (entry.token.scenario != scenario_.info().name) continue;
      const Run run = execute_token(scenario_, entry.token, {.limits = limits()});
      ++result_.runs;
      ++result_.corpus_tokens;
      note_seen(run);
      if (run.outcome.verdict == Verdict::passed) continue;
      Token token = entry.token;
      token.stamp = stamp_of(scenario_);
      token.digest = run.digest;
      tell_failure(
          fmt::format("{}: the token of {}:{} fails", check_.name, check_.corpus, entry.line), run,
          token, "");
      return false;
    }
    return true;
  }

  bool run_seeds() {
    for (std::uint32_t count = 0; count < check_.options.seeds; ++count) {
      const std::uint64_t seed = check_.options.first_seed + count;
      const Run run = run_seed(scenario_, Base::random, {.seed = seed, .limits = limits()});
      ++result_.runs;
      note_seen(run);
      if (run.outcome.verdict == Verdict::passed) continue;
      fail_at_seed(run);
      return false;
    }
    return true;
  }

  void fail_at_seed(const Run& run) {
    const std::string head = fmt::format("{}: seed {} of {} to {} fails", check_.name, run.seed,
                                         check_.options.first_seed,
                                         check_.options.first_seed + check_.options.seeds - 1);
    const Token whole = token_of(scenario_, Base::random, run);
    const Shrunk shrunk = shrink_answers(
        scenario_, whole, {.trials_max = check_.options.shrink_trials, .limits = limits()});
    // Too many answers for a line: the seed says them all.
    if (needs_record(shrunk.token)) return tell_failure(head, run, whole, "");
    tell_failure(head, shrunk.run, shrunk.token,
                 fmt::format("Shrunk from {} answers other than the quiet ones to {}, in {} "
                             "runs{}.\n",
                             shrunk.answers_before, shrunk.token.deviations.size(), shrunk.trials,
                             shrunk.minimal ? "; none of them can be left out"
                                            : ", the most that were allowed"));
  }

  void tell_failure(const std::string& head, const Run& run, const Token& token,
                    const std::string& shrunk) {
    const Run told = execute_token(scenario_, token, {.limits = limits(), .tells_story = true});
    result_.token = to_text(token);
    result_.text =
        fmt::format("{}\n{}\n{}{}\nReplay: {}\nKeep: append the token to {}\n", head,
                    outcome_words(run.outcome), shrunk,
                    render_story(told, {.lines_max = kStoryLines}), replay_command(result_.token),
                    check_.corpus.empty() ? std::string("a corpus") : check_.corpus);
  }

  std::string replay_command(const std::string& token) const {
    std::string command = check_.replay_command;
    const std::size_t place = command.find("{}");
    return place == std::string::npos ? command + " " + token : command.replace(place, 2, token);
  }

  // Keeps the `sometimes` that no run has seen yet.
  void note_seen(const Run& run) {
    if (!unseen_) {
      unseen_ = run.sometimes_unseen;
      return;
    }
    std::erase_if(*unseen_, [&run](const std::string& name) {
      return std::find(run.sometimes_unseen.begin(), run.sometimes_unseen.end(), name) ==
             run.sometimes_unseen.end();
    });
  }

  bool all_seen() {
    if (result_.runs == 0) {
      result_.text = check_.name + ": nothing ran; ask for at least one seed";
      return false;
    }
    if (!unseen_ || unseen_->empty()) return true;
    result_.text = fmt::format(
        "{}: in none of {} runs: {}. A property that is never exercised has not passed; try more "
        "seeds, or faults that lead there.",
        check_.name, human(result_.runs), fmt::join(*unseen_, "; "));
    return false;
  }

  const PropertyCheck& check_;
  PropertyScenario scenario_;
  PropertyResult result_;
  std::optional<std::vector<std::string>> unseen_;
};

}  // namespace

std::string property_token_name(std::string_view name) {
  std::string plain;
  for (const char character : name.substr(0, kNameMax)) {
    const bool upper = character >= 'A' && character <= 'Z';
    const bool kept =
        (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') || upper;
    if (kept) {
      plain += upper ? static_cast<char>(character - 'A' + 'a') : character;
    } else if (!plain.empty() && plain.back() != '_') {
      plain += '_';
    }
  }
  while (!plain.empty() && plain.back() == '_') plain.pop_back();
  return plain.empty() ? "property" : plain;
}

PropertyResult check_property(const PropertyCheck& check) { return Checker(check).check(); }

PropertyResult replay_property(const PropertyCheck& check, std::string_view text) {
  const Place place{"token", 0, 0};
  const Token token = parse_token(text).value_or_throw(place);
  Checker checker(check);
  if (token.scenario != checker.scenario().info().name) {
    throw InputError(place,
                     fmt::format("the token is of {}, this property is {}", token.scenario,
                                 checker.scenario().info().name),
                     "run the test case that printed it");
  }
  const std::vector<std::string> found = differences(token.stamp, checker.scenario());
  if (!found.empty()) {
    throw InputError(
        place,
        fmt::format("the token cannot be replayed by this program; {}", fmt::join(found, "; ")),
        "use the program that made it");
  }
  return checker.replay(token);
}

}  // namespace hindcast
