// hindcast new FILE: writes a small commented system file to begin with.
#include <fmt/format.h>
#include <sys/stat.h>

#include <map>
#include <string>

#include "hindcast/scenarios/cli/choice.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/systems/starter.hpp"

namespace hindcast {
namespace {

class NewCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb = parser.add_subcommand(
        "new",
        "Write a small commented system file to begin with; nothing is overwritten\n\n"
        "Examples:\n"
        "  hindcast new my_system.json                   services that call one another\n"
        "  hindcast new my_mcp.json --like platform      an MCP server, Redis, a Snowflake pool\n");
    verb->add_option("file", file_, "Where to write it")->required();
    add_choice(*verb, "--like", starter_,
               {{"services", Starter::services}, {"platform", Starter::platform}},
               "What it describes");
    return verb;
  }

  ExitCode run() override {
    struct stat facts {};
    if (::lstat(file_.c_str(), &facts) == 0) {
      throw InputError({file_, 0, 0}, "exists already", "name a new file; nothing was overwritten");
    }
    write_file(file_, starter_system(starter_));
    note(fmt::format("wrote {}; try: hindcast show {} and hindcast run --system {}", file_, file_,
                     file_));
    return ExitCode::held;
  }

 private:
  std::string file_;
  Starter starter_ = Starter::services;
};

}  // namespace

std::unique_ptr<Command> make_new_command(const Registry& registry) {
  return std::make_unique<NewCommand>(registry);
}

}  // namespace hindcast
