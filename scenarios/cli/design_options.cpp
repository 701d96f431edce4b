#include "hindcast/scenarios/cli/design_options.hpp"

namespace hindcast {

void DesignOptions::declare(CLI::App& verb) {
  verb.add_option("--system", system, "A shipped system's name, or a file")->capture_default_str();
  add_set_option(verb, assignments);
}

CommandStyle DesignOptions::command_style(const Registry& registry) const {
  CommandStyle style;
  if (!registry.kinds.program().empty()) style.program = "./" + registry.kinds.program();
  const SystemSource source(system, registry.kinds);
  if (!source.shipped()) style.system_file = system;
  const Assignments split = split_assignments(registry, assignments);
  style.overrides = split.design;
  style.overrides.insert(style.overrides.end(), split.stories.begin(), split.stories.end());
  return style;
}

void add_set_option(CLI::App& verb, std::vector<std::string>& assignments,
                    const std::string& about) {
  verb.add_option("--set", assignments, about)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace hindcast
