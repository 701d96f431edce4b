#include "hindcast/replay/execute.hpp"

#include "hindcast/sim/world.hpp"

namespace hindcast {

Run execute(const Scenario& scenario, Chooser& chooser, const ExecuteOptions& options) {
  World world(chooser, {options.seed, options.limits, options.keeps_trace, options.tells_story,
                        options.stack_poison, options.reseeds});
  return execute_in(world, scenario);
}

Run execute_in(World& world, const Scenario& scenario) {
  const std::unique_ptr<Experiment> experiment = scenario.build(world);
  world.run();
  Run run;
  run.seed = world.seed();
  run.outcome = world.outcome();
  run.digest = world.digest();
  run.class_hash = world.class_hash();
  run.steps = world.scheduler().steps();
  run.end = world.now();
  run.observation = experiment->observe();
  for (const Property& property : world.properties().all()) {
    if (property.kind != PropertyKind::sometimes) continue;
    if (property.seen) {
      run.sightings.push_back({property.name, property.seen_at});
    } else {
      run.sometimes_unseen.push_back(property.name);
    }
  }
  run.trace = world.scheduler().trace();
  run.names = world.names();
  run.story = world.story().lines();
  return run;
}

}  // namespace hindcast
