#include "hindcast/replay/graph/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace hindcast {
namespace {

// A callee's gate, once for each connection to it, by the caller's port.
struct PortGroup {
  std::uint32_t needed = 0;
  std::vector<FaultTree::Node> callees{};
};

class TreeBuilder {
 public:
  TreeBuilder(const CallGraph& graph, std::size_t order_max)
      : graph_(graph), order_max_(order_max) {
    for (std::size_t v = 0; v < graph.size(); ++v) down_.push_back(tree_.gate(graph.name(v)));
    for (const std::string& node : shared_nodes(graph)) {
      nodes_[node] = tree_.event(node_event(node));
    }
    for (std::size_t v = 0; v < graph.size(); ++v) tree_.set(down_[v], 1, causes(v));
  }

  const FaultTree& tree() const { return tree_; }
  FaultTree::Node down(std::size_t vertex) const { return down_[vertex]; }

 private:
  std::vector<FaultTree::Node> causes(std::size_t vertex) {
    std::vector<FaultTree::Node> causes;
    const bool is_client =
        std::binary_search(graph_.clients().begin(), graph_.clients().end(), vertex);
    // A client that is gone asks for nothing.
    if (!is_client) add_own(vertex, causes);
    for (const auto& [port, group] : groups(vertex)) {
      const std::size_t count = group.callees.size();
      const std::size_t spare = group.needed == 0 ? 0 : count - group.needed;
      const FaultTree::Node gate = tree_.gate(port);
      tree_.set(gate, spare + 1, group.callees);
      causes.push_back(gate);
    }
    return causes;
  }

  void add_own(std::size_t vertex, std::vector<FaultTree::Node>& causes) {
    const TopologyVertex& described = graph_.vertex(vertex);
    const auto node = nodes_.find(described.node);
    if (node != nodes_.end()) causes.push_back(node->second);
    const double q = as_number(std::min(described.unavailability, Ratio::one()));
    if (described.replicas == 1) {
      causes.push_back(tree_.event(described.name, q));
      return;
    }
    // More replicas than the order asked for never are in one of its sets.
    if (order_max_ > 0 && described.replicas > order_max_) return;
    std::vector<FaultTree::Node> replicas;
    for (std::uint32_t i = 1; i <= described.replicas; ++i) {
      replicas.push_back(
          tree_.event(fmt::format("{} {} of {}", described.name, i, described.replicas), q));
    }
    causes.push_back(tree_.all_of(described.name, replicas));
  }

  std::map<std::string, PortGroup> groups(std::size_t vertex) const {
    std::map<std::string, PortGroup> groups;
    for (const std::size_t arc : graph_.arcs_from(vertex)) {
      for (const TopologyEdge& part : graph_.arcs()[arc].parts) {
        if (!part.waits || part.has_fallback) continue;
        // Edges that are all needed need no group, and a port without a name is no group.
        const std::string key =
            part.needed == 0 ? fmt::format("{} {}", part.port, part.to) : part.port;
        PortGroup& group = groups[key];
        group.needed = std::max(group.needed, part.needed);
        group.callees.push_back(down_[graph_.arcs()[arc].to]);
      }
    }
    return groups;
  }

  const CallGraph& graph_;
  std::size_t order_max_;
  FaultTree tree_;
  std::vector<FaultTree::Node> down_;
  std::map<std::string, FaultTree::Node> nodes_;
};

}  // namespace

std::vector<ClientCuts> client_cuts(const CallGraph& graph, std::size_t order_max) {
  const TreeBuilder builder(graph, order_max);
  std::vector<ClientCuts> all;
  for (const std::size_t client : graph.clients()) {
    CutSetOptions options;
    options.order_max = order_max;
    const CutSets cuts = minimal_cut_sets(builder.tree(), builder.down(client), options);
    ClientCuts named{client, {}, cuts.complete, probability_of(builder.tree(), cuts)};
    for (const auto& set : cuts.sets) {
      std::vector<std::string> names;
      for (const FaultTree::Node event : set) names.push_back(builder.tree().name(event));
      std::sort(names.begin(), names.end());
      named.sets.push_back(std::move(names));
    }
    std::sort(named.sets.begin(), named.sets.end(), [](const auto& left, const auto& right) {
      return left.size() != right.size() ? left.size() < right.size() : left < right;
    });
    all.push_back(std::move(named));
  }
  return all;
}

std::vector<std::string> shared_nodes(const CallGraph& graph) {
  std::map<std::string, std::size_t> counts;
  for (std::size_t v = 0; v < graph.size(); ++v) ++counts[graph.vertex(v).node];
  std::vector<std::string> shared;
  for (const auto& [node, count] : counts) {
    if (!node.empty() && count > 1) shared.push_back(node);
  }
  return shared;
}

std::string node_event(const std::string& node) { return "node " + node; }

}  // namespace hindcast
