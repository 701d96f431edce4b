// hindcast run time_sweep: the whole sweep, zone by zone on several threads, and what it found.
#pragma once

#include <cstdint>

#include "hindcast/scenarios/cli/design_options.hpp"
#include "hindcast/scenarios/cli/exit_code.hpp"
#include "hindcast/scenarios/cli/selection.hpp"

namespace hindcast {

// Prints zones, changes and checks, and violations with the command that meets each of them again.
ExitCode run_time_sweep(const Registry& registry, const DesignOptions& design, std::uint32_t jobs);

}  // namespace hindcast
