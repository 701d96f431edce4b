#include "tests/sim/golden/programs.hpp"

namespace hindcast::testing {

std::vector<Program> golden_programs() {
  std::vector<Program> all;
  for (const auto part :
       {fiber_programs(), waiting_programs(), call_programs(), fault_programs()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

ProgramRun run_program(const Program& program, Chooser& chooser, const ProgramOptions& options) {
  Memory memory;
  World world(chooser, {.seed = options.seed,
                        .limits = program.limits,
                        .keeps_trace = options.keeps_trace,
                        .stack_poison = options.stack_poison});
  program.build(world, memory);
  ProgramRun run;
  run.outcome = world.run();
  run.digest = world.digest();
  run.trace = world.scheduler().trace();
  return run;
}

}  // namespace hindcast::testing
