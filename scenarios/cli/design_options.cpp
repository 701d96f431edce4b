#include "hindcast/scenarios/cli/design_options.hpp"

namespace hindcast {

void DesignOptions::declare(CLI::App& verb) {
  verb.add_option("--system", system, "A shipped system's name, or a file")->capture_default_str();
  add_set_option(verb, assignments);
}

CommandStyle command_style(const Registry& registry, const SystemSource& source,
                           const Assignments& assignments) {
  CommandStyle style;
  if (!registry.kinds.program().empty()) style.program = "./" + registry.kinds.program();
  if (!source.shipped()) style.system_file = source.argument();
  style.overrides = joined(assignments);
  return style;
}

void add_set_option(CLI::App& verb, std::vector<std::string>& assignments,
                    const std::string& about) {
  verb.add_option("--set", assignments, about)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace hindcast
