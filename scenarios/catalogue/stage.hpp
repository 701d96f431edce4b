// Stage: the frame of every story. The design warms up under its own load, the fault begins at a
// moment that the seed chooses, lasts, and ends with all faults healed; then the stage watches
// until the objective holds again, sends in the operator if that takes too long, and says what the
// run meant.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hindcast/scenarios/catalogue/platform.hpp"
#include "hindcast/scenarios/design/design.hpp"
#include "hindcast/sim/scenario.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

// When things happen. The fault begins between `warm_up` and twice that, at a moment drawn per
// seed.
struct StageTimes {
  Duration warm_up = std::chrono::seconds(30);
  Duration fault = std::chrono::seconds(60);
  // How long the objective must hold before the stage believes that the design is back.
  Duration settle = std::chrono::seconds(60);
};

class Stage : public Experiment {
 public:
  Stage(World& world, const Design& design, const StageTimes& times);

  Observation observe() final;

 protected:
  // The story: what goes wrong, and what ends it beyond World::calm(). Called on an adversary's
  // fiber.
  virtual void begin_fault() = 0;
  virtual void end_fault() {}
  // Whether all that only this story watches is as it should be again, such as a backlog; what the
  // callers see, and whether all processes live, is watched in every story.
  virtual bool recovered() const { return true; }
  // Adds what only this story knows: harms, notes, and whether what should be seen was seen.
  virtual void add_observations(Observation&) {}

  World& world() const { return world_; }
  const Design& design() const { return design_; }
  Platform& platform() { return platform_; }
  const Platform& platform() const { return platform_; }

 private:
  void tell();
  void warm_cache();
  void find_longest_queue();
  void watch();
  void await_recovery();
  struct Noticed {
    const Component* server;
    std::uint64_t failures;
  };
  void note_deadlock(const Outcome& deadlock);
  void note_dead();
  bool all_alive() const;
  void look();
  void watch_servers();
  std::vector<Noticed> noticed() const;
  bool settled(Instant since) const;
  bool settles(Instant since);
  std::vector<Node*> suspected() const;
  void send_operator(const std::vector<Node*>& nodes);
  void measure_recovery(Observation& observation) const;
  void measure_impact(Observation& observation) const;
  void measure_detection(Observation& observation) const;
  void grade(Observation& observation) const;
  FailureMode mode_of(const Observation& observation) const;

  World& world_;
  const Design& design_;
  StageTimes times_;
  Platform platform_;
  Instant fault_began_ = Instant::never();
  Instant fault_ended_ = Instant::never();
  Instant server_noticed_ = Instant::never();
  Instant operator_acted_ = Instant::never();  // the last time
  Instant operator_first_acted_ = Instant::never();
  Instant last_unwell_;  // the last look at which a process was dead or the story not `recovered`
  Outcome verdict_{};    // what the run ends with
  std::uint64_t waiting_at_end_ = 0;  // for a session of the pool, when the fault ended
  std::uint64_t longest_queue_ = 0;   // of requests before a service, when the fault ended
  const GenericService* crowded_ = nullptr;
  std::vector<std::string> restarted_;
  std::vector<std::string>
      down_;  // processes that died and that only the operator starts, if anybody
};

}  // namespace hindcast
