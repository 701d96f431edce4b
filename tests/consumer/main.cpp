// Uses a function of the library and a header of its own; the exit says whether both are the right
// ones.
#include <chrono>

#include "hindcast/sim/units.hpp"
#include "sim/world.hpp"

int main() {
  using std::chrono_literals::operator""ms;
  const auto parsed = hindcast::parse_duration("25ms");
  return parsed.ok() && parsed.value() == hindcast::Duration(25ms) && consumer::kWorlds == 3 ? 0
                                                                                             : 1;
}
