// How a world starts its next run without being built anew.
#include "hindcast/sim/world.hpp"

namespace hindcast {

void Scheduler::rewind() {
  reclaim();
  HINDCAST_CHECK(alive_ == 0 && running_ == nullptr);
  watching_instants_ = watching_steps_ = watching_all_steps_ = stopped_ = stopping_ = voided_ =
      frozen_ = false;
  now_ = Instant();
  start_seeds();
  end_ = Instant::never();
  steps_ = instant_first_step_ = stale_ = 0;
  suspended_ = nullptr;
  errand_ = nullptr;
  timers_.clear();
  ready_.clear();
  if (scheduling_) used_slots_ = 0;
  class_ = {};
  answers_ = frozen_class_ = 0;
  root_chain_ = kMixFirst;
  root_counters_.clear();
  schedule_questions_ = 0;
  accesses_.clear();
  noting_ = scheduling_;
  foreseen_ = {};
  trace_.clear();
  watched_nodes_.clear();
  outcome_ = {};
  search_.over = false;
  update_fast();
}

void World::rewind() {
  HINDCAST_CHECK(ran_);
  connections_.clear();
  while (!components_.empty()) components_.pop_back();
  links_.clear();
  nodes_.clear();
  healers_.clear();
  step_acts_.clear();
  on_deadlock_ = nullptr;
  fingerprints_.clear();
  livelock_.clear();
  properties_ = Properties{};
  exchanges_.clear();
  story_.clear();
  scheduler_.rewind();
  end_ = calm_since_ = next_starvation_ = Instant::never();
  ran_ = false;
  adversary_ = &add_node("adversary");
  adversary_->alive_ = true;
}

}  // namespace hindcast
