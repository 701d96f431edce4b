// Small random programs over every primitive, for comparing reductions with the search that knows
// no dependence. A program is a function of its seed.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/replay/explore/program.hpp"

namespace hindcast::testing {

enum class Action : std::uint8_t {
  read,
  write,
  swap,        // compare and swap
  locked,      // lock, the next action, unlock
  locked_for,  // as above if the lock is granted within a millisecond
  try_locked,  // as above if the mutex is free
  acquire,
  acquire_for,
  try_acquire,
  release,
  wait,  // lock, wait for the condition, unlock
  wait_for,
  signal,
  broadcast,
  event_wait,
  event_wait_for,
  event_set,
  event_reset,
  send,
  try_send,
  send_for,
  receive,
  receive_for,
  try_receive,
  close,
  nap,   // sleep for a millisecond
  pass,  // yield
  choose,
  lose,          // a question about a message, then a send or not
  spawn_join,    // spawn a child that does the next action, join it
  spawn_cancel,  // spawn a child that does the next action, cancel it
  crash,
  restart,
  plain,  // plain memory of the node; only for fibers that are not isolated
  pause,  // what follows is drawn only where it is named
  resume,
};

const char* name_of(Action action);

struct Instruction {
  Action action = Action::read;
  std::uint32_t object = 0;  // which of two
  std::uint32_t value = 0;
};

struct RandomProgramOptions {
  std::uint32_t fibers_max = 3;
  std::uint32_t instructions_max = 3;
  std::uint32_t instructions_total_max = 6;
  std::vector<Action> actions{};  // which to draw from; all if empty
  bool isolated = true;
};

struct RandomProgram {
  std::vector<std::vector<Instruction>> fibers{};
  std::uint32_t permits = 0;
  bool bounded = false;
  bool isolated = true;
  bool second_node = false;  // the last fiber is on a node of its own, which `crash` kills

  Program program() const;
  std::string text() const;
};

RandomProgram random_program(std::uint64_t seed, const RandomProgramOptions& options);

}  // namespace hindcast::testing
