// The golden programs of the kernel: small worlds that between them use every primitive, event
// kind, fault kind and choice kind. Their digests are pinned in tests/golden/kernel.digests; the
// promises about runs are tested on all of them.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "tests/support/script.hpp"

namespace hindcast::testing {

struct Program {
  const char* name;
  // Builds it in an empty world. What it makes in `memory` outlives the world.
  void (*build)(World& world, Memory& memory);
  Limits limits{};
};

// All of them, each file's in turn.
std::vector<Program> golden_programs();

std::span<const Program> fiber_programs();
std::span<const Program> waiting_programs();
std::span<const Program> call_programs();
std::span<const Program> fault_programs();

// What a run of a program left behind.
struct ProgramRun {
  std::uint64_t digest = 0;
  Outcome outcome{};
  std::vector<TraceRecord> trace{};
};

struct ProgramOptions {
  std::uint64_t seed = 1;
  std::uint8_t stack_poison = 0;
  bool keeps_trace = false;
};

ProgramRun run_program(const Program& program, Chooser& chooser, const ProgramOptions& options);

}  // namespace hindcast::testing
