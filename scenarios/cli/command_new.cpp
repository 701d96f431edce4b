// hindcast new FILE: writes a small commented system file to begin with.
#include <fmt/format.h>
#include <sys/stat.h>

#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/systems/starter.hpp"

namespace hindcast {
namespace {

class NewCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb = parser.add_subcommand("new", "Write a small system file to begin with");
    verb->add_option("file", file_, "Where to write it")->required();
    return verb;
  }

  ExitCode run() override {
    struct stat facts {};
    if (::lstat(file_.c_str(), &facts) == 0) {
      throw InputError({file_, 0, 0}, "exists already", "name a new file; nothing was overwritten");
    }
    write_file(file_, starter_system());
    note(fmt::format("wrote {}; try: hindcast show {} and hindcast run --system {}", file_, file_,
                     file_));
    return ExitCode::held;
  }

 private:
  std::string file_;
};

}  // namespace

std::unique_ptr<Command> make_new_command(const Registry& registry) {
  return std::make_unique<NewCommand>(registry);
}

}  // namespace hindcast
