// What the graph must know about clients.
#include "hindcast/models/load/clients.hpp"
#include "hindcast/sim/topology.hpp"

namespace hindcast {

void Clients::describe(TopologyVertex& vertex) const {
  vertex.kind = VertexKind::client;
  vertex.offered = options_.rate;
  vertex.popularity = popularity_;
  const std::uint64_t all =
      std::uint64_t{options_.get_context} + options_.update_context + options_.track_activity;
  PortUse use;
  use.port = port_.name().text();
  use.by_operation = {
      {.calls = Ratio::of(options_.get_context, all), .as = name_of(Tool::get_context)},
      {.calls = Ratio::of(options_.update_context, all), .as = name_of(Tool::update_context)},
      {.calls = Ratio::of(options_.track_activity, all), .as = name_of(Tool::track_activity)}};
  vertex.uses = {use};
}

}  // namespace hindcast
