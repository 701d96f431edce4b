// What random programs are made of, in groups of actions that meet.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/oracle/random_program.hpp"

namespace hindcast::testing {

struct Family {
  std::string name;
  std::vector<Action> actions;    // all if empty
  std::uint64_t programs = 1500;  // to compare: fewer where one has many interleavings
  bool isolated = true;
  std::uint64_t redundant_max = 0;  // programs in which `optimal` runs a trace twice or in vain

  RandomProgramOptions options() const {
    if (isolated) return {.actions = actions};
    return {.fibers_max = 2, .instructions_total_max = 4, .actions = actions, .isolated = false};
  }
};

inline std::vector<Family> families() {
  using enum Action;
  return {
      {"cells", {read, write, swap, pass, choose}, 3000},
      {"locks", {locked, locked_for, try_locked, read, write, nap}, 3000},
      {"semaphores", {acquire, acquire_for, try_acquire, release, nap}, 3000},
      {"conditions", {wait, wait_for, signal, broadcast, locked, nap}, 1500},
      {"events", {event_wait, event_wait_for, event_set, event_reset, nap}, 3000},
      {"channels", {send, try_send, send_for, receive, receive_for, try_receive, nap}, 3000},
      {"closing", {send, try_send, send_for, receive, receive_for, try_receive, close}, 3000},
      {"closed", {send, receive, close, write}, 1500},
      {"losses", {lose, receive, receive_for, choose}, 1500},
      {"receivers", {send, receive, write}, 3000},
      {"fibers", {spawn_join, spawn_cancel, read, write}, 500},
      {"crashes", {crash, write, read, nap}, 1500},
      {"lives", {crash, restart, write, nap}, 1000},
      {"pauses", {crash, restart, pause, resume, write}, 500, true, 250},
      {"everything", {}, 1000},
      {"plain memory", {read, write, plain, locked, send, receive_for}, 3000, false},
      {"plain lives", {crash, restart, plain, write}, 1500, false},
  };
}

}  // namespace hindcast::testing
