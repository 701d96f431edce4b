// Small programs with one thing that random ones seldom meet: each is there for a row of the
// dependence table, or for a use of the primitives that loses traces where it is not foreseen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/replay/explore/program.hpp"
#include "hindcast/sim/key.hpp"

namespace hindcast::testing {

struct DirectedProgram {
  // What kind of program it is.
  struct Traits {
    bool ends_fibers = false;  // something may end a fiber between any two of its steps
    bool once = true;          // each class is run once
  };

  std::string name;
  Program program;
  Traits traits{};
};

// What one fiber saw, as part of the final state.
class Log {
 public:
  explicit Log(ProgramBuilder& builder) : seen_(builder.make<std::uint64_t>(1U)) {
    builder.observe([&seen = seen_] { return seen; });
  }

  void see(std::uint64_t what) { seen_ = mix(seen_, what); }
  void see(const std::optional<int>& item) {
    see(item ? static_cast<std::uint64_t>(*item) + 2 : 1);
  }

 private:
  std::uint64_t& seen_;
};

// Over one node: locks, conditions, channels, timeouts.
std::vector<DirectedProgram> directed_waits();
// Locks, barriers, queues and protocols as programs build them.
std::vector<DirectedProgram> directed_uses();
// Over several: messages, links, crashes, restarts, pauses.
std::vector<DirectedProgram> directed_nodes();

inline std::vector<DirectedProgram> directed_programs() {
  std::vector<DirectedProgram> programs = directed_waits();
  for (DirectedProgram& program : directed_uses()) programs.push_back(std::move(program));
  for (DirectedProgram& program : directed_nodes()) programs.push_back(std::move(program));
  return programs;
}

}  // namespace hindcast::testing
