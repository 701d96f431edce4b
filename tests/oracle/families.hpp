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
  std::uint64_t programs = 1500;  // to compare: fewer where one has many interleavings; 10^5 in all
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
      {"cells", {read, write, swap, pass, choose}, 12000},
      {"locks", {locked, locked_for, try_locked, read, write, nap}, 12000},
      {"semaphores", {acquire, acquire_for, try_acquire, release, nap}, 12000},
      {"conditions", {wait, wait_for, signal, broadcast, locked, nap}, 4000},
      {"events", {event_wait, event_wait_for, event_set, event_reset, nap}, 12000},
      {"channels", {send, try_send, send_for, receive, receive_for, try_receive, nap}, 12000},
      {"tries", {try_send, receive, receive_for, try_receive, close, nap}, 6000},
      {"closing", {send, try_send, send_for, receive, receive_for, try_receive, close}, 12000},
      {"closed", {send, receive, close, write}, 5000},
      {"losses", {lose, receive, receive_for, choose}, 5000},
      {"receivers", {send, receive, write}, 5000},
      {"fibers", {spawn_join, spawn_cancel, read, write}, 1000},
      {"crashes", {crash, write, read, nap}, 5000},
      {"lives", {crash, restart, write, nap}, 3000},
      // More traces than classes: the class of a run does not tell whether a pause came before a
      // step that touches nothing or after it. With a class that tells, none was run twice.
      {"pauses", {crash, restart, pause, resume, write}, 500, true, 250},
      {"everything", {}, 1000, true, 1},
      {"plain memory", {read, write, plain, locked, send, receive_for}, 5000, false},
      {"plain lives", {crash, restart, plain, write}, 4000, false},
  };
}

}  // namespace hindcast::testing
