#include "hindcast/scenarios/cli/design_options.hpp"

namespace hindcast {

namespace {

constexpr const char* kSystemZones = "/usr/share/zoneinfo";

}  // namespace

void ZoneOption::declare(CLI::App& verb) {
  verb.add_option("--tz", name,
                  "The tz database: pinned, system, or a directory such as zic writes")
      ->capture_default_str();
}

std::shared_ptr<const ZoneTables> ZoneOption::tables() const {
  if (name == "pinned") return nullptr;
  if (name == "system") {
    return std::make_shared<const ZoneTables>(ZoneTables::in_directory(kSystemZones));
  }
  if (name.find('/') == std::string::npos) {
    throw InputError({"--tz"}, in_quotes(name) + " is no tz database",
                     "write pinned, system, or a directory with a / in it");
  }
  return std::make_shared<const ZoneTables>(ZoneTables::in_directory(name));
}

void DesignOptions::declare(CLI::App& verb) {
  verb.add_option("--system", system, "A shipped system's name, or a file")->capture_default_str();
  add_set_option(verb, assignments);
  zones.declare(verb);
}

CommandStyle command_style(const Registry& registry) {
  CommandStyle style;
  if (!registry.kinds.program().empty()) style.program = "./" + registry.kinds.program();
  return style;
}

CommandStyle command_style(const Registry& registry, const SystemSource& source,
                           const Assignments& assignments) {
  CommandStyle style = command_style(registry);
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
