// cli_main: the whole command line as a function, so that a program of its own can add component
// kinds, scenarios and guards to a registry and have run, check, replay and all the rest.
#pragma once

#include "hindcast/scenarios/registry.hpp"

namespace hindcast {

// Runs the command that the arguments name. Returns the exit code (exit_code.hpp). Never throws.
int cli_main(int argc, char** argv, const Registry& registry);

}  // namespace hindcast
