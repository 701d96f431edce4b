// The command line of hindcast with code of one's own in it: `consumer run`, `consumer replay`,
// `consumer show` know the two breakers by name.
#include "breakers.hpp"
#include "hindcast/scenarios/cli/cli_main.hpp"

int main(int argc, char** argv) {
  hindcast::Registry registry = hindcast::shipped_registry("consumer");
  registry.add_breaker<consumer::HastyBreaker>(
      {.name = "hasty", .about = "ours, as it was in production"});
  registry.add_breaker<consumer::CarefulBreaker>({.name = "careful", .about = "ours, repaired"});
  return hindcast::cli_main(argc, argv, registry);
}
