// run_laws: what `hindcast run laws/...` does: runs laws, prints their tables, and says by the exit
// code whether the simulation obeys them.
#pragma once

#include <string>
#include <vector>

#include "hindcast/scenarios/cli/exit_code.hpp"
#include "hindcast/scenarios/cli/seed_options.hpp"

namespace hindcast {

struct LawsOptions {
  const std::vector<std::string>& names;        // "laws/queueing", or "laws" for all of them
  const std::vector<std::string>& assignments;  // as --set gives them
  const SeedOptions& seeds;
  bool seeds_given = false;
  bool json = false;
  bool ascii = false;
};

// Whether these are names of laws and not of stories. Throws InputError if both are among them.
bool name_laws(const std::vector<std::string>& names);

// Throws InputError for an unknown law or a wrong assignment, before anything is simulated.
ExitCode run_laws(const LawsOptions& options);

}  // namespace hindcast
