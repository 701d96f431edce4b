// CallGraph: a topology with numbers instead of names, parallel calls collapsed into one arc, and
// who calls whom at hand in both directions. All laws are computed on it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/replay/graph/structure.hpp"
#include "hindcast/sim/topology.hpp"

namespace hindcast {

// All calls from one vertex to another.
struct CallArc {
  std::size_t from = 0;
  std::size_t to = 0;
  std::vector<TopologyEdge> parts{};
  // The caller takes its work at its own pace, and takes none while it retries.
  bool caller_pulls = false;

  double calls_per_request() const;  // of all parts
  // Attempts per call while the callee fails, in the mean over the parts: what keeps arriving
  // there. 1 behind a breaker that can open, and of a caller that pulls; at most 1 + budget behind
  // a retry budget.
  double attempts() const;
  bool waits() const;  // for an answer of some part
  bool pulls() const;  // the caller works on what others put at the callee
  // The way the requests go: from the caller to the callee, or against it where the caller pulls.
  std::size_t source() const { return pulls() ? to : from; }
  std::size_t target() const { return pulls() ? from : to; }
};

class CallGraph {
 public:
  // REQUIRES: problem_of(topology) has nothing to say.
  explicit CallGraph(Topology topology);

  std::size_t size() const { return vertices_.size(); }
  const TopologyVertex& vertex(std::size_t index) const { return vertices_[index]; }
  const std::string& name(std::size_t index) const { return vertices_[index].name; }
  // REQUIRES: there is a vertex of that name.
  std::size_t index_of(std::string_view name) const;

  const std::vector<CallArc>& arcs() const { return arcs_; }
  const std::vector<std::size_t>& arcs_from(std::size_t vertex) const { return from_[vertex]; }
  const std::vector<std::size_t>& arcs_to(std::size_t vertex) const { return to_[vertex]; }
  // The arcs along which requests leave a vertex, by source().
  const std::vector<std::size_t>& arcs_out_of(std::size_t vertex) const { return out_of_[vertex]; }

  // Where requests begin: the clients; if there are none, whoever nobody calls.
  const std::vector<std::size_t>& clients() const { return clients_; }
  // Whether some vertex offers load; if none does, each client counts as one request per second,
  // and nothing is compared with a capacity.
  bool load_known() const { return load_known_; }
  // Requests per second that begin at the vertex.
  double offered(std::size_t vertex) const;
  // Requests per second that all replicas serve; infinite if that is not known.
  double capacity(std::size_t vertex) const;

  // The shape of the way the requests go; one arc for each of arcs().
  Digraph shape() const;

 private:
  std::vector<TopologyVertex> vertices_;
  std::vector<CallArc> arcs_;
  std::vector<std::vector<std::size_t>> from_;
  std::vector<std::vector<std::size_t>> to_;
  std::vector<std::vector<std::size_t>> out_of_;
  std::vector<std::size_t> clients_;
  bool load_known_ = false;
};

// Returns attempts per call of one edge while its callee fails, as CallArc::attempts.
double attempts_of(const TopologyEdge& edge);

double per_second(Rate rate);
double as_number(Ratio ratio);
// Infinite durations give infinity.
double as_seconds(Duration duration);

}  // namespace hindcast
