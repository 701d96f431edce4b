#include "hindcast/replay/explore/subject.hpp"

namespace hindcast {

void ProgramSubject::run(World& world, Instant end, const Account& account) const {
  ProgramBuilder builder(world);
  program_(builder);
  world.end_at(end);
  Ended ended{world.run(), builder.final_state(), nullptr};
  const std::string* const violated = builder.violated_at_end();
  if (ended.outcome.verdict == Verdict::passed && violated != nullptr) {
    ended.outcome = {Verdict::violated, *violated, "in the final state", world.now()};
  }
  account(ended);
}

void ScenarioSubject::run(World& world, Instant, const Account& account) const {
  const Run run = execute_in(world, scenario_);
  Ended ended{run.outcome, 0, &run};
  if (run.outcome.verdict == Verdict::passed && run.observation.grade == Grade::broke) {
    ended.outcome = {Verdict::violated, name_of(run.observation.failure_mode),
                     run.observation.cause, run.end};
  }
  account(ended);
}

}  // namespace hindcast
