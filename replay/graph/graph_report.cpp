#include "hindcast/replay/graph/graph_report.hpp"

namespace hindcast {

GraphReport graph_report(Topology topology, std::string system) {
  GraphReport report{std::move(system), facts_of(std::move(topology)), {}, {}};
  report.flags = flags_of(report.facts);
  report.cascades = cascade_paths(report.facts);
  return report;
}

}  // namespace hindcast
