// The program: the command line over everything that hindcast ships.
#include "hindcast/scenarios/cli/cli_main.hpp"
#include "hindcast/scenarios/cli/program_kind.hpp"

int main(int argc, char** argv) {
  hindcast::Registry registry = hindcast::shipped_registry();
  hindcast::add_classics(registry.scenarios);
  return hindcast::cli_main(argc, argv, registry);
}
