// Command: one verb of the command line. Each registers its options with the parser and says what
// it does when it was chosen.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/scenarios/cli/exit_code.hpp"
#include "hindcast/scenarios/registry.hpp"

namespace hindcast {

class Command {
 public:
  explicit Command(const Registry& registry) : registry_(registry) {}
  virtual ~Command() = default;

  // Adds the verb to the parser. Returns its subcommand.
  virtual CLI::App* declare(CLI::App& parser) = 0;
  // Runs it. Throws InputError for wrong input, before anything is simulated.
  virtual ExitCode run() = 0;

 protected:
  const Registry& registry() const { return registry_; }

 private:
  const Registry& registry_;
};

// Every verb, in the order in which help lists them.
std::vector<std::unique_ptr<Command>> all_commands(const Registry& registry);

std::unique_ptr<Command> make_compare_command(const Registry& registry);
std::unique_ptr<Command> make_list_command(const Registry& registry);
std::unique_ptr<Command> make_run_command(const Registry& registry);
std::unique_ptr<Command> make_explain_command(const Registry& registry);
std::unique_ptr<Command> make_check_command(const Registry& registry);
std::unique_ptr<Command> make_replay_command(const Registry& registry);
std::unique_ptr<Command> make_hunt_command(const Registry& registry);
std::unique_ptr<Command> make_shrink_command(const Registry& registry);
std::unique_ptr<Command> make_blame_command(const Registry& registry);
std::unique_ptr<Command> make_diff_command(const Registry& registry);
std::unique_ptr<Command> make_graph_command(const Registry& registry);
std::unique_ptr<Command> make_show_command(const Registry& registry);
std::unique_ptr<Command> make_schema_command(const Registry& registry);
std::unique_ptr<Command> make_new_command(const Registry& registry);
std::unique_ptr<Command> make_conform_command(const Registry& registry);
std::unique_ptr<Command> make_help_command(const Registry& registry);

}  // namespace hindcast
