// Programs with executions that never end, and their like that do: what a search for livelock and a
// search over states are shown on. Each declares its fingerprint.
#pragma once

#include <cstdint>

#include "hindcast/replay/explore/program.hpp"

namespace hindcast::classics {

// Two fibers, each with a lock of its own, try the other's lock too, and give way if they do not
// get it: for ever, which is a livelock; or at most `attempts` times, and then take both in one
// order.
Program polite(std::uint32_t attempts = 0);
// n fibers wait for a flag by reading it again and again, one sets it: no livelock, since it ends
// as soon as that one runs; but there is an execution for each number of rounds before.
Program spin(std::uint32_t fibers);
// n fibers that are alike take one lock k times and count.
Program takers(std::uint32_t fibers, std::uint32_t turns);

}  // namespace hindcast::classics
