// GraphReport: everything that the graph says about a topology, before and after a campaign has
// looked for witnesses; and its text.
#pragma once

#include <string>
#include <vector>

#include "hindcast/replay/graph/cascade.hpp"
#include "hindcast/replay/graph/facts.hpp"
#include "hindcast/replay/graph/law.hpp"

namespace hindcast {

struct GraphReport {
  std::string system{};  // its name
  GraphFacts facts;
  std::vector<Flag> flags{};            // worst first
  std::vector<CascadePath> cascades{};  // worst first; whoever runs campaigns fills in `evidence`
  bool interrupted = false;             // before all evidence was found
};

// REQUIRES: problem_of(topology) has nothing to say.
GraphReport graph_report(Topology topology, std::string system);

struct GraphTextOptions {
  std::size_t cascades_max = 5;
  std::size_t flags_max = 1'000;
  std::size_t cut_sets_max = 10;  // per client
};

// Returns the report as text for a terminal, worst first; names are made safe to print.
std::string to_text(const GraphReport& report, const GraphTextOptions& options = {});

// Returns the topology in the language of Graphviz: calls as arrows, flagged components and calls
// in red, the worst cascade in bold. Any name is safe in it.
std::string to_dot(const GraphReport& report);

}  // namespace hindcast
