// What the graph must know about a disk.
#include "hindcast/models/host/disk.hpp"
#include "hindcast/sim/topology.hpp"

namespace hindcast {

void Disk::describe(TopologyVertex& vertex) const {
  vertex.kind = VertexKind::store;
  const std::optional<std::int64_t> mean = options_.call_time.mean();
  if (mean) vertex.service_time = Duration::nanoseconds(*mean);
}

}  // namespace hindcast
