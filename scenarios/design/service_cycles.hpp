// Calls that never end: services that call each other in a circle for every request. A circle is
// legal if some hop of it is only for some requests; a circle of certain calls makes one request
// into infinitely many.
#pragma once

namespace hindcast {

struct Design;

// Throws InputError with the circle if a request of some operation would go round for ever.
// REQUIRES: all connections lead to ports that are there.
void check_calls_end(const Design& design);

}  // namespace hindcast
