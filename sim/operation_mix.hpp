// OperationMix: what each component of a design is asked for, and how often, from what its clients
// begin with. It turns calls that depend on the operation into calls per request in the mean.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "hindcast/sim/topology.hpp"

namespace hindcast {

class OperationMix {
 public:
  // One connection, by the places of its ends among the vertices.
  struct Call {
    std::size_t caller = 0;
    std::size_t callee = 0;
    PortUse use{};
  };

  OperationMix(const std::vector<TopologyVertex>& vertices, const std::vector<Call>& calls);

  // Returns the mean over the requests at the caller; over a loop of calls it is an estimate. Where
  // nothing arrives it is that of the operation that calls most.
  Ratio calls_per_request(const Call& call) const;
  Ratio calls_unshielded(const Call& call) const;
  // Returns the calls of the operation that calls most, of those that arrive.
  Ratio calls_most(const Call& call) const;

 private:
  __extension__ using Wide = unsigned __int128;
  // How much of each operation arrives.
  using Weights = std::map<std::string, Wide>;

  void add_what_follows(const Call& call, std::vector<Weights>& next) const;
  Ratio mean(const Call& call, Ratio OperationCalls::*calls) const;

  std::vector<Weights> arriving_;
};

}  // namespace hindcast
