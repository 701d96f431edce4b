#include "hindcast/replay/explore/state_graph.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <utility>

#include "hindcast/sim/check.hpp"

namespace hindcast {

StateGraph::Place StateGraph::place_of(std::uint64_t state) {
  const auto [found, added] = places_.try_emplace(state, nodes_.size());
  if (added) nodes_.emplace_back();
  return found->second;
}

void StateGraph::add_state(std::uint64_t state, std::vector<Key> enabled) {
  nodes_[place_of(state)].enabled = std::move(enabled);
}

void StateGraph::add_edge(Edge edge) {
  const Place from = place_of(edge.from);
  const Place to = place_of(edge.to);
  nodes_[from].out.push_back(edges_.size());
  nodes_[to].in.push_back(edges_.size());
  edges_.push_back(std::move(edge));
}

std::vector<FairCycle> StateGraph::fair_cycles() const {
  std::vector<FairCycle> cycles;
  for (const Component& component : components()) {
    if (fair(component)) cycles.push_back(cycle_through(component));
  }
  return cycles;
}

// Depth first: the nodes in the order in which all that they lead to is done.
std::vector<StateGraph::Place> StateGraph::in_order_of_end() const {
  std::vector<Place> order;
  std::vector<bool> seen(nodes_.size());
  std::vector<std::pair<Place, std::size_t>> stack;
  for (Place root = 0; root < nodes_.size(); ++root) {
    if (seen[root]) continue;
    seen[root] = true;
    stack.emplace_back(root, 0);
    while (!stack.empty()) {
      auto& [node, next] = stack.back();
      if (next == nodes_[node].out.size()) {
        order.push_back(node);
        stack.pop_back();
        continue;
      }
      const Edge& edge = edges_[nodes_[node].out[next++]];
      const Place to = places_.at(edge.to);
      if (edge.progress || seen[to]) continue;
      seen[to] = true;
      stack.emplace_back(to, 0);
    }
  }
  return order;
}

// Strong components over the edges without progress (Kosaraju, Sharir): against the edges, from the
// node that was done last.
std::vector<std::size_t> StateGraph::number_components() const {
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> number(nodes_.size(), kNone);
  const std::vector<Place> order = in_order_of_end();
  std::size_t count = 0;
  for (auto root = order.rbegin(); root != order.rend(); ++root) {
    if (number[*root] != kNone) continue;
    std::vector<Place> open = {*root};
    number[*root] = count;
    while (!open.empty()) {
      const Place node = open.back();
      open.pop_back();
      for (const std::size_t in : nodes_[node].in) {
        const Place from = places_.at(edges_[in].from);
        if (edges_[in].progress || number[from] != kNone) continue;
        number[from] = count;
        open.push_back(from);
      }
    }
    ++count;
  }
  return number;
}

std::vector<StateGraph::Component> StateGraph::components() const {
  const std::vector<std::size_t> number = number_components();
  std::map<std::size_t, Component> all;
  for (Place node = 0; node < nodes_.size(); ++node) all[number[node]].nodes.push_back(node);
  for (std::size_t index = 0; index < edges_.size(); ++index) {
    const std::size_t from = number[places_.at(edges_[index].from)];
    const bool within = from == number[places_.at(edges_[index].to)];
    if (within && !edges_[index].progress) all[from].edges.push_back(index);
  }
  std::vector<Component> components;
  for (auto& [index, component] : all) {
    if (!component.edges.empty()) components.push_back(std::move(component));
  }
  return components;
}

// Whoever can run in all of its states has a step in it. Then going everywhere again and again is
// fair; else no part of it is.
bool StateGraph::fair(const Component& component) const {
  std::set<Key> always;
  for (const Key actor : nodes_[component.nodes.front()].enabled) {
    const bool everywhere = std::ranges::all_of(component.nodes, [&](Place node) {
      return std::ranges::find(nodes_[node].enabled, actor) != nodes_[node].enabled.end();
    });
    if (everywhere) always.insert(actor);
  }
  for (const std::size_t edge : component.edges) always.erase(edges_[edge].actor);
  return always.empty();
}

StateGraph::Path StateGraph::shortest(Place from, Place to, const std::vector<bool>& usable) const {
  std::map<Place, std::size_t> by;  // the edge over which each was found
  std::deque<Place> open = {from};
  std::set<Place> seen = {from};
  while (!open.empty() && !seen.contains(to)) {
    const Place node = open.front();
    open.pop_front();
    for (const std::size_t edge : nodes_[node].out) {
      const Place next = places_.at(edges_[edge].to);
      if (!usable[edge] || !seen.insert(next).second) continue;
      by[next] = edge;
      open.push_back(next);
    }
  }
  Path path;
  for (Place node = to; node != from; node = places_.at(edges_[path.back()].from)) {
    const auto found = by.find(node);
    HINDCAST_CHECK(found != by.end());
    path.push_back(found->second);
  }
  std::ranges::reverse(path);
  return path;
}

// From the beginning to the component, and in it once over a step of each who has one, and past
// each state in which somebody cannot run.
FairCycle StateGraph::cycle_through(const Component& component) const {
  const Place home = component.nodes.front();
  Path way = shortest(0, home, std::vector<bool>(edges_.size(), true));
  std::vector<bool> within(edges_.size());
  for (const std::size_t edge : component.edges) within[edge] = true;
  Path round;
  Place here = home;
  const auto go_to = [&](Place there) {
    const Path leg = shortest(here, there, within);
    round.insert(round.end(), leg.begin(), leg.end());
    here = there;
  };
  std::set<Key> done;
  for (const std::size_t edge : component.edges) {
    if (!done.insert(edges_[edge].actor).second) continue;
    go_to(places_.at(edges_[edge].from));
    round.push_back(edge);
    here = places_.at(edges_[edge].to);
  }
  for (const Key actor : nodes_[home].enabled) {
    if (done.contains(actor)) continue;
    const auto cannot = std::ranges::find_if(component.nodes, [&](Place node) {
      return std::ranges::find(nodes_[node].enabled, actor) == nodes_[node].enabled.end();
    });
    go_to(*cannot);
  }
  go_to(home);
  FairCycle cycle{{}, 0, way.size(), round.size()};
  const auto append = [&](const Path& path) {
    for (const std::size_t edge : path) {
      const auto& answers = edges_[edge].answers;
      cycle.answers.insert(cycle.answers.end(), answers.begin(), answers.end());
    }
  };
  append(way);
  cycle.first = cycle.answers.size();
  append(round);
  return cycle;
}

}  // namespace hindcast
