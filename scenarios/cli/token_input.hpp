// TokenInput: a token or record file on the command line, and the scenario that it is of, bound to
// its design. The verbs about one run (replay, shrink, blame, diff) read their runs through it.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hindcast/replay/replay.hpp"
#include "hindcast/replay/report/report_item.hpp"
#include "hindcast/replay/token.hpp"
#include "hindcast/scenarios/cli/design_options.hpp"
#include "hindcast/scenarios/cli/exit_code.hpp"
#include "hindcast/scenarios/cli/selection.hpp"

namespace hindcast {

// What the command line says beside the token.
struct TokenContext {
  std::string system{};                    // the file of a system that is not shipped
  std::vector<std::string> assignments{};  // changes that the token had no room for
  ZoneOption zones{};
};

class TokenInput {
 public:
  // Reads the token, or the file if `text` ends with ".hcx". Throws InputError for what is neither,
  // and for a token of another program.
  TokenInput(const Registry& registry, const std::string& text, TokenContext context);

  const Token& token() const { return token_; }
  const ScenarioKind& kind() const { return *kind_; }

  // Binds the token's scenario to its design with these overrides and those of the command line.
  std::unique_ptr<Scenario> bind(const std::vector<Assignment>& overrides) const;
  // As the token says. Throws InputError if this program would run it otherwise.
  std::unique_ptr<Scenario> bind_exactly() const;
  // Binds it to another design: a shipped system or a file.
  std::unique_ptr<Scenario> bind_onto(const std::string& system) const;

  // Returns how reports write commands about the token's runs.
  CommandStyle style() const;

  // Returns the token's design with these overrides.
  std::shared_ptr<const Design> design(const std::vector<Assignment>& overrides) const;

 private:
  Assignments assignments(const std::vector<Assignment>& overrides) const;

  const Registry& registry_;
  TokenContext context_;
  Token token_;
  const ScenarioKind* kind_;
};

// The run of a token that should be a failure, or how the verb ends since it is none.
struct FailingRun {
  Run run{};
  std::optional<ExitCode> exit{};  // it diverged, or the design handled it; why is on stderr
};
FailingRun failing_run(const Scenario& scenario, const Token& token);

// Returns the command that replays the run of a token. One whose delta is too long for a line goes
// to a record file: `file` if it is not empty, else one named after the run. Says so on stderr.
// Throws OutputError.
std::string kept_replay_command(const Token& token, const CommandStyle& style,
                                const std::string& file = "");

// Adds --system, --set and --tz, as every verb about a token has them.
void add_token_context(CLI::App& verb, TokenContext& context);

}  // namespace hindcast
