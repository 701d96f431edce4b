// hindcast show SYSTEM: every value of a design with its unit, its default and where it came from.
#include <fmt/format.h>

#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/cli/selection.hpp"

namespace hindcast {
namespace {

class ShowCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb =
        parser.add_subcommand("show", "Print every value of a design with its origin");
    verb->add_option("system", system_, "A shipped system's name, or a file")->required();
    verb->add_option("--set", assignments_, "PATH=VALUE: change one value")->take_all();
    return verb;
  }

  ExitCode run() override {
    const SystemSource source(system_, registry().kinds);
    const Assignments split = split_assignments(registry(), assignments_);
    const auto design = source.load(split.design);
    std::string text = fmt::format("{}: {}\n\n", design->name, design->summary);
    for (const Parameter& parameter : design->shown_parameters()) {
      text += fmt::format("{:<44} {:<24} {}\n", parameter.path, parameter.value, origin(parameter));
    }
    text +=
        "\nWhat belongs to a part of a policy that is off is left out; hindcast schema lists it.\n";
    write_result(text);
    return ExitCode::held;
  }

 private:
  static std::string origin(const Parameter& parameter) {
    if (parameter.origin.starts_with("preset ")) {
      return fmt::format("{} ({})", parameter.origin, parameter.source);
    }
    if (parameter.origin == kDefaultOrigin) {
      return parameter.source.empty() ? "default" : "default (" + parameter.source + ")";
    }
    return fmt::format("{} (default {})", parameter.origin, parameter.default_value);
  }

  std::string system_;
  std::vector<std::string> assignments_;
};

}  // namespace

std::unique_ptr<Command> make_show_command(const Registry& registry) {
  return std::make_unique<ShowCommand>(registry);
}

}  // namespace hindcast
