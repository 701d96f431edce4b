// Niceness: what a process gives up of the processor (nice(1)). Linux turns each level into a
// weight, one level making about a quarter more or less; shares are in proportion to weights.
#pragma once

#include <cstdint>

namespace hindcast {

inline constexpr std::int64_t kNicenessMin = -20;
inline constexpr std::int64_t kNicenessMax = 19;

// Returns the weight: 1024 for 0, 15 for 19 (sched_prio_to_weight, kernel/sched/core.c, Linux 6.1).
// REQUIRES: kNicenessMin <= niceness <= kNicenessMax.
std::uint64_t weight_of_niceness(std::int64_t niceness);

}  // namespace hindcast
