#include "hindcast/models/host/niceness.hpp"

#include <array>

#include "hindcast/sim/check.hpp"

namespace hindcast {

std::uint64_t weight_of_niceness(std::int64_t niceness) {
  static constexpr std::array<std::uint64_t, 40> kWeights = {
      88'761, 71'755, 56'483, 46'273, 36'291,  // -20
      29'154, 23'254, 18'705, 14'949, 11'916,  // -15
      9'548,  7'620,  6'100,  4'904,  3'906,   // -10
      3'121,  2'501,  1'991,  1'586,  1'277,   // -5
      1'024,  820,    655,    526,    423,     // 0
      335,    272,    215,    172,    137,     // 5
      110,    87,     70,     56,     45,      // 10
      36,     29,     23,     18,     15,      // 15
  };
  HINDCAST_CHECK(niceness >= kNicenessMin && niceness <= kNicenessMax);
  return kWeights[static_cast<std::size_t>(niceness - kNicenessMin)];
}

}  // namespace hindcast
