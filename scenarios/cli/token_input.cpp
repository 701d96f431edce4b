#include "hindcast/scenarios/cli/token_input.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <utility>

#include "hindcast/replay/record.hpp"
#include "hindcast/replay/shrink.hpp"
#include "hindcast/scenarios/cli/design_options.hpp"
#include "hindcast/scenarios/cli/output.hpp"

namespace hindcast {
namespace {

const Place kTokenPlace{"token", 0, 0};

Token read_token(const std::string& text) {
  if (!text.ends_with(".hcx")) return parse_token(text).value_or_throw(kTokenPlace);
  return read_record(text);
}

// A token of another program may name scenarios and kinds that are unknown here; say that first.
void refuse_other_program(const Registry& registry, const Token& token) {
  const std::string& here = registry.kinds.program();
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

void refuse_other_stamp(const Token& token, const Scenario& scenario) {
  const std::vector<std::string> found = differences(token.stamp, scenario);
  if (found.empty()) return;
  std::string text = "the token cannot be replayed by this program";
  for (const std::string& difference : found) text += "; " + difference;
  throw InputError(kTokenPlace, text,
                   "use the program that made it, or replay it --onto a system, without a promise");
}

const ScenarioKind& kind_of(const Registry& registry, const Token& token) {
  refuse_other_program(registry, token);
  return scenario_named(registry, token.scenario);
}

bool is_hash(const std::string& system) {
  return system.size() == 16 && system.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

void add_token_context(CLI::App& verb, TokenContext& context) {
  verb.add_option("--system", context.system, "The file of a system that is not shipped");
  add_set_option(verb, context.assignments,
                 "PATH=VALUE: a change that the token had no room for (may be repeated)");
  context.zones.declare(verb);
}

FailingRun failing_run(const Scenario& scenario, const Token& token) {
  Run run = execute_token(scenario, token);
  if (run.digest != token.digest) {
    note(fmt::format("exit 5: diverged: the digest is {:016x}, the token's {:016x}", run.digest,
                     token.digest));
    return {std::move(run), ExitCode::diverged};
  }
  if (!is_failure(run)) {
    note("exit 3: nothing to do: the design handled this run");
    return {std::move(run), ExitCode::inconclusive};
  }
  return {std::move(run), std::nullopt};
}

std::string kept_replay_command(const Token& token, const CommandStyle& style,
                                const std::string& file) {
  if (file.empty() && !needs_record(token)) return replay_command(to_text(token), style);
  const std::string name = file.empty() ? record_name(token) : file;
  write_file(name, record_text(token));
  note("wrote " + name);
  return replay_command(name, style);
}

TokenInput::TokenInput(const Registry& registry, const std::string& text, TokenContext context)
    : registry_(registry),
      context_(std::move(context)),
      token_(read_token(text)),
      kind_(&kind_of(registry, token_)) {
  if (token_.record) {
    throw InputError(kTokenPlace, "it only names its delta, which stands in a record file",
                     "give the record file (.hcx) that was written with it");
  }
}

CommandStyle TokenInput::style() const {
  CommandStyle style = command_style(registry_);
  style.system_file = context_.system;
  style.zones = context_.zones.name;
  return style;
}

Assignments TokenInput::assignments(const std::vector<Assignment>& overrides) const {
  return split_with(registry_, overrides, context_.assignments);
}

std::shared_ptr<const Design> TokenInput::design(const std::vector<Assignment>& overrides) const {
  const std::vector<Assignment> changes = assignments(overrides).design;
  if (context_.system.empty()) {
    if (is_hash(token_.system)) {
      throw InputError(
          kTokenPlace,
          "the token is of a system file, of which it holds only the hash " + token_.system,
          "add --system FILE");
    }
    return SystemSource(token_.system, registry_.kinds, context_.zones.tables()).load(changes);
  }
  const SystemSource source(context_.system, registry_.kinds, context_.zones.tables());
  const auto whole = source.load(changes);
  if (whole->id != token_.system) {
    throw InputError({context_.system, 0, 0},
                     fmt::format("is not the system of the token: its hash is {}, the token's {}",
                                 whole->id, token_.system),
                     "give the file as it was, or replay it --onto another design");
  }
  return whole;
}

std::unique_ptr<Scenario> TokenInput::bind(const std::vector<Assignment>& overrides) const {
  return bind_one(*kind_, design(overrides), assignments(overrides));
}

std::unique_ptr<Scenario> TokenInput::bind_exactly() const {
  auto scenario = bind(token_.overrides);
  refuse_other_stamp(token_, *scenario);
  return scenario;
}

std::unique_ptr<Scenario> TokenInput::bind_onto(const std::string& system) const {
  const Assignments changes = assignments(token_.overrides);
  const SystemSource source(system, registry_.kinds, context_.zones.tables());
  return bind_one(*kind_, source.load(changes.design), changes);
}

}  // namespace hindcast
