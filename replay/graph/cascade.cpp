#include "hindcast/replay/graph/cascade.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>

namespace hindcast {
namespace {

// The best way found so far to a vertex, with or without a hop that amplifies.
struct Way {
  double margin = 1;
  std::vector<std::size_t> vertices{};  // the trigger first
  std::vector<CascadeHop> hops{};
};

CascadeHop needs(const std::string& callee, const std::string& caller) {
  return {callee, caller, Law::dependency, std::numeric_limits<double>::infinity(), "needs it",
          {},     {}};
}

bool amplifies(const CascadeHop& hop) { return hop.law != Law::dependency; }

// A wider way is better; then a shorter one; then the one whose names come first.
bool better(const Way& left, const Way& right) {
  if (left.margin != right.margin) return left.margin > right.margin;
  if (left.hops.size() != right.hops.size()) return left.hops.size() < right.hops.size();
  return left.vertices < right.vertices;
}

class Spread {
 public:
  explicit Spread(const GraphFacts& facts) : facts_(facts) {
    for (std::size_t v = 0; v < facts.graph.size(); ++v) hops_.push_back(hops_from(facts, v));
  }

  // The hops that the failure of a component itself begins with. Whoever is down does not work for
  // callers who have left: an inversion is then a plain dependency.
  std::vector<CascadeHop> first_hops(std::size_t trigger) const {
    std::vector<CascadeHop> hops = hops_[trigger];
    for (CascadeHop& hop : hops) {
      if (hop.law == Law::timeout_inversion) hop = needs(hop.from, hop.to);
    }
    return hops;
  }

  // Returns the best amplified way to each vertex that begins with this hop.
  std::vector<std::optional<Way>> after(std::size_t trigger, const CascadeHop& first) const {
    std::vector<std::optional<Way>> plain(facts_.graph.size());
    std::vector<std::optional<Way>> amplified(facts_.graph.size());
    extend(Way{std::numeric_limits<double>::infinity(), {trigger}, {}}, first,
           amplifies(first) ? amplified : plain);
    // Ways pass no vertex twice, so they have at most as many hops as there are vertices.
    for (std::size_t round = 0; round < facts_.graph.size(); ++round) {
      bool moved = false;
      for (std::size_t v = 0; v < facts_.graph.size(); ++v) {
        if (v == trigger) continue;
        for (const CascadeHop& hop : hops_[v]) {
          moved = extend(plain[v], hop, amplifies(hop) ? amplified : plain) || moved;
          moved = extend(amplified[v], hop, amplified) || moved;
        }
      }
      if (!moved) break;
    }
    return amplified;
  }

 private:
  bool extend(const std::optional<Way>& way, const CascadeHop& hop,
              std::vector<std::optional<Way>>& ways) const {
    if (!way) return false;
    const std::size_t to = facts_.graph.index_of(hop.to);
    if (std::find(way->vertices.begin(), way->vertices.end(), to) != way->vertices.end())
      return false;
    Way longer = *way;
    longer.margin = std::min(longer.margin, hop.margin);
    longer.vertices.push_back(to);
    longer.hops.push_back(hop);
    if (ways[to] && !better(longer, *ways[to])) return false;
    ways[to] = std::move(longer);
    return true;
  }

  const GraphFacts& facts_;
  std::vector<std::vector<CascadeHop>> hops_;
};

std::size_t amplifying(const CascadePath& path) {
  return static_cast<std::size_t>(std::count_if(path.hops.begin(), path.hops.end(), amplifies));
}

bool worse(const CascadePath& left, const CascadePath& right) {
  if (left.share != right.share) return left.share > right.share;
  if (left.margin != right.margin) return left.margin > right.margin;
  if (amplifying(left) != amplifying(right)) return amplifying(left) > amplifying(right);
  return left.text() < right.text();
}

}  // namespace

const char* name_of(Counterfactual counterfactual) {
  switch (counterfactual) {
    case Counterfactual::untried:
      return "untried";
    case Counterfactual::gone:
      return "gone";
    case Counterfactual::stays:
      return "stays";
  }
  return "?";
}

const char* name_of(CascadeSign sign) {
  switch (sign) {
    case CascadeSign::outlives:
      return "outlives the fault";
    case CascadeSign::reaches:
      return "reaches the client";
  }
  return "?";
}

CascadeSign sign_of(const GraphFacts& facts, const CascadePath& path) {
  const std::vector<std::size_t> failing =
      failing_with(facts.graph, facts.graph.index_of(path.trigger));
  const bool needed =
      std::binary_search(failing.begin(), failing.end(), facts.graph.index_of(path.client));
  return needed ? CascadeSign::outlives : CascadeSign::reaches;
}

bool CascadeEvidence::confirmed() const {
  return hits > 0 &&
         std::any_of(neutralised.begin(), neutralised.end(),
                     [](const Neutralised& tried) { return tried.result == Counterfactual::gone; });
}

std::string CascadePath::text() const {
  std::string text = trigger;
  for (const CascadeHop& hop : hops) text += " -> " + hop.to;
  return text;
}

std::vector<CascadePath> cascade_paths(const GraphFacts& facts) {
  const CallGraph& graph = facts.graph;
  double offered = 0;
  for (const std::size_t client : graph.clients()) offered += graph.offered(client);
  const Spread spread(facts);
  std::vector<CascadePath> paths;
  for (std::size_t trigger = 0; trigger < graph.size(); ++trigger) {
    if (std::binary_search(graph.clients().begin(), graph.clients().end(), trigger)) continue;
    for (const CascadeHop& first : spread.first_hops(trigger)) {
      const auto ways = spread.after(trigger, first);
      for (const std::size_t client : graph.clients()) {
        if (!ways[client]) continue;
        CascadePath path;
        path.trigger = graph.name(trigger);
        path.client = graph.name(client);
        path.hops = ways[client]->hops;
        path.margin = ways[client]->margin;
        path.share = offered > 0 ? graph.offered(client) / offered : 0;
        paths.push_back(std::move(path));
      }
    }
  }
  std::stable_sort(paths.begin(), paths.end(), worse);
  return paths;
}

}  // namespace hindcast
