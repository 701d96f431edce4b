#include "hindcast/scenarios/cli/cli_main.hpp"

#include <fmt/format.h>

#include <exception>

#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/interrupt.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/sim/suggestion.hpp"

namespace hindcast {
namespace {

constexpr const char* kExamples =
    "hindcast: what happens to this design when everything around it misbehaves?\n"
    "\n"
    "Examples:\n"
    "  hindcast run                                  the chaos report of the shipped system\n"
    "  hindcast run redis_shutdown --seeds 300       one story, more often\n"
    "  hindcast run --system my_system.json          your own design (hindcast new writes one)\n"
    "  hindcast run --set pool.acquire_timeout=2s    the same with one value changed\n"
    "  hindcast check update_crash                   every execution of something small\n"
    "  hindcast replay TOKEN                         one run again, bit for bit, told as a story\n"
    "  hindcast list                                 all stories and systems\n";

int code(ExitCode exit) { return static_cast<int>(exit); }

// CLI11's own messages for a wrong command line, as one sentence with a fix.
int refuse(const CLI::ParseError& error) {
  std::string text = error.what();
  for (char& character : text) {
    if (character == '\n') character = ' ';
  }
  note(fmt::format("hindcast: {}; see hindcast --help", printable(text)));
  return code(ExitCode::usage);
}

// The parser would only say that a subcommand is required.
void refuse_unknown_verb(int argc, char** argv, const std::vector<CLI::App*>& verbs) {
  if (argc < 2 || argv[1][0] == '-') return;
  const std::string_view word = argv[1];
  std::vector<std::string_view> names;
  for (const CLI::App* const verb : verbs) {
    if (verb->get_name() == word) return;
    names.push_back(verb->get_name());
  }
  throw InputError({"command line", 0, 0}, in_quotes(word) + " is no command",
                   suggestion(word, names));
}

int parse_and_run(int argc, char** argv, const Registry& registry) {
  CLI::App parser(kExamples, "hindcast");
  parser.require_subcommand(1);
  parser.set_version_flag("--version", "hindcast 0.1.0");
  std::vector<std::unique_ptr<Command>> commands = all_commands(registry);
  std::vector<CLI::App*> verbs;
  verbs.reserve(commands.size());
  for (const auto& command : commands) verbs.push_back(command->declare(parser));
  refuse_unknown_verb(argc, argv, verbs);
  try {
    parser.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const auto chosen = parser.get_subcommands();
    write_result(chosen.empty() ? parser.help() : chosen.front()->help());
    return code(ExitCode::held);
  } catch (const CLI::CallForVersion&) {
    write_result("hindcast 0.1.0\n");
    return code(ExitCode::held);
  } catch (const CLI::ParseError& error) {
    return refuse(error);
  }
  for (std::size_t index = 0; index < commands.size(); ++index) {
    if (!verbs[index]->parsed()) continue;
    const ExitCode exit = commands[index]->run();
    finish_result();
    return code(exit);
  }
  return code(ExitCode::usage);
}

}  // namespace

std::vector<std::unique_ptr<Command>> all_commands(const Registry& registry) {
  std::vector<std::unique_ptr<Command>> commands;
  commands.push_back(make_run_command(registry));
  commands.push_back(make_check_command(registry));
  commands.push_back(make_hunt_command(registry));
  commands.push_back(make_replay_command(registry));
  commands.push_back(make_shrink_command(registry));
  commands.push_back(make_blame_command(registry));
  commands.push_back(make_diff_command(registry));
  commands.push_back(make_compare_command(registry));
  commands.push_back(make_graph_command(registry));
  commands.push_back(make_list_command(registry));
  commands.push_back(make_explain_command(registry));
  commands.push_back(make_show_command(registry));
  commands.push_back(make_schema_command(registry));
  commands.push_back(make_new_command(registry));
  commands.push_back(make_conform_command(registry));
  commands.push_back(make_help_command(registry));
  return commands;
}

int cli_main(int argc, char** argv, const Registry& registry) {
  watch_interrupts();
  try {
    return parse_and_run(argc, argv, registry);
  } catch (const InputError& error) {
    note(fmt::format("hindcast: {}", error.what()));
    return code(ExitCode::usage);
  } catch (const OutputError& error) {
    note(fmt::format("hindcast: {}", error.what()));
    return code(ExitCode::output);
  } catch (const std::exception& error) {
    note(fmt::format(
        "hindcast: internal error: {}. Please report it with the command that you typed.",
        error.what()));
    return code(ExitCode::internal);
  }
}

}  // namespace hindcast
