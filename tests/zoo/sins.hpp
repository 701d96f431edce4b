// The leak zoo: small worlds, each of which commits one sin against determinism. The tests beside
// them show which detector catches which sin, and that it names the first differing event.
#pragma once

#include "hindcast/sim/world.hpp"

namespace hindcast::testing {

// Each builds a world whose fiber "sinner" leaks something into a traced event.
void read_uninitialised_stack(World& world);
void read_uninitialised_heap(World& world);
void use_pointer_as_key(World& world);
void iterate_over_addresses(World& world);
void print_an_address(World& world);
void read_the_wall_clock(World& world);
void keep_state_between_worlds(World& world);
void read_the_environment(World& world);
void race_threads(World& world);

// Two components that draw from one stream; a third may draw from it too.
void share_a_stream(World& world, bool stranger);

// None: what an honest program looks like to the same detectors.
void be_honest(World& world);

}  // namespace hindcast::testing
