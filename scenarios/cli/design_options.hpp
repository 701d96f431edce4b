// The options that every command about a design shares: which one, and what to change in it.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/replay/report/report_item.hpp"
#include "hindcast/scenarios/cli/selection.hpp"

namespace hindcast {

// --tz: which tz database civil time is read from. The pinned one means the same everywhere; the
// machine's own is another one with the next update.
struct ZoneOption {
  std::string name = "pinned";

  void declare(CLI::App& verb);
  // Null for the pinned one. Throws InputError if the named one cannot be read.
  std::shared_ptr<const ZoneTables> tables() const;
};

struct DesignOptions {
  std::string system = "activity_platform";
  std::vector<std::string> assignments;
  ZoneOption zones;

  // Adds --system, --set and --tz.
  void declare(CLI::App& verb);
  SystemSource source(const KindRegistry& kinds) const {
    return SystemSource(system, kinds, zones.tables());
  }
};

// Returns how commands of this program are written in reports.
CommandStyle command_style(const Registry& registry);
// Returns how commands about this design are written in reports.
CommandStyle command_style(const Registry& registry, const SystemSource& source,
                           const Assignments& assignments);

// Adds --set, which may be repeated.
void add_set_option(CLI::App& verb, std::vector<std::string>& assignments,
                    const std::string& about = "PATH=VALUE: change one value (may be repeated)");

}  // namespace hindcast
