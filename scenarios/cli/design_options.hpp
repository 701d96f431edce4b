// The options that every command about a design shares: which one, and what to change in it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "hindcast/replay/report/report_item.hpp"
#include "hindcast/scenarios/cli/selection.hpp"

namespace hindcast {

struct DesignOptions {
  std::string system = "activity_platform";
  std::vector<std::string> assignments;

  // Adds --system and --set.
  void declare(CLI::App& verb);
};

// Returns how commands about this design are written in reports.
CommandStyle command_style(const Registry& registry, const SystemSource& source,
                           const Assignments& assignments);

// Adds --set, which may be repeated.
void add_set_option(CLI::App& verb, std::vector<std::string>& assignments,
                    const std::string& about = "PATH=VALUE: change one value (may be repeated)");

}  // namespace hindcast
