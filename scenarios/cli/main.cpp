// The program: the command line over everything that hindcast ships.
#include "hindcast/scenarios/cli/cli_main.hpp"

int main(int argc, char** argv) {
  const hindcast::Registry registry = hindcast::shipped_registry();
  return hindcast::cli_main(argc, argv, registry);
}
