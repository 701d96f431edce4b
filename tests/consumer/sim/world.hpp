// The consumer's own "sim/world.hpp": it must not collide with "hindcast/sim/world.hpp".
#pragma once

namespace consumer {

constexpr int kWorlds = 3;

}  // namespace consumer
