// StateGraph: the states that a search without reduction came to, and the steps between them. A
// livelock is a set of states that lead to each other without progress in which everybody who can
// always run does run somewhere (weak fairness; Lichtenstein, Pnueli, POPL 1985): since each state
// is expanded once, no single path need show it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "hindcast/replay/explore/pump.hpp"
#include "hindcast/sim/key.hpp"

namespace hindcast {

// A run as the answers to its questions: what comes round begins with the answer `first`.
struct FairCycle {
  std::vector<GivenAnswer> answers{};
  std::size_t first = 0;
  std::uint64_t steps = 0;  // of the way there
  std::uint64_t round = 0;  // steps of one round
};

class StateGraph {
 public:
  // Who can run in a state. The first state is the one in which all begins.
  void add_state(std::uint64_t state, std::vector<Key> enabled);
  // From one state to the next: by whose step, and with which answers, the one about whose step it
  // is included.
  struct Edge {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    Key actor;
    std::vector<GivenAnswer> answers{};
    bool progress = false;
  };
  void add_edge(Edge edge);

  // Returns one for each set of states with a fair cycle.
  std::vector<FairCycle> fair_cycles() const;

 private:
  using Place = std::size_t;
  struct Node {
    std::vector<Key> enabled{};
    std::vector<std::size_t> out{};  // edges
    std::vector<std::size_t> in{};
  };
  struct Component {
    std::vector<Place> nodes{};
    std::vector<std::size_t> edges{};  // within, without progress
  };
  using Path = std::vector<std::size_t>;

  Place place_of(std::uint64_t state);
  std::vector<Place> in_order_of_end() const;
  std::vector<std::size_t> number_components() const;
  std::vector<Component> components() const;
  bool fair(const Component& component) const;
  Path shortest(Place from, Place to, const std::vector<bool>& usable) const;
  FairCycle cycle_through(const Component& component) const;

  std::map<std::uint64_t, Place> places_;
  std::vector<Node> nodes_;
  std::vector<Edge> edges_;
};

}  // namespace hindcast
