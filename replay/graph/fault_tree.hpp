// FaultTree: what must fail together before something fails. Gates of "at least k of these" over
// basic events (OR is k = 1, AND is k = all); its minimal cut sets, and the exact probability of
// the top.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace hindcast {

class FaultTree {
 public:
  using Node = std::size_t;

  // Adds a basic event, independent of all others.
  Node event(std::string name, double probability = 0);
  // Adds a gate; its inputs come later, so that gates may form loops.
  Node gate(std::string name);
  // The gate fails when at least `needed` of the inputs have failed. A gate without inputs never
  // fails. REQUIRES: `gate` is a gate, and needed >= 1.
  void set(Node gate, std::size_t needed, std::vector<Node> inputs);

  // In one step: a gate that fails with any, or only with all, of its inputs.
  Node any_of(std::string name, std::vector<Node> inputs);
  Node all_of(std::string name, std::vector<Node> inputs);

  std::size_t size() const { return nodes_.size(); }
  const std::string& name(Node node) const { return nodes_[node].name; }
  bool is_event(Node node) const { return nodes_[node].is_event; }
  double probability(Node node) const { return nodes_[node].probability; }
  std::size_t needed(Node node) const { return nodes_[node].needed; }
  const std::vector<Node>& inputs(Node node) const { return nodes_[node].inputs; }

 private:
  struct Entry {
    std::string name;
    bool is_event;
    double probability;
    std::size_t needed;
    std::vector<Node> inputs;
  };

  std::vector<Entry> nodes_;
};

// Gates that wait for each other: do they hold each other up (nothing fails unless an event forces
// it), or do they need ground (each must stand on something outside, as the vertices of a network
// need a path to the source)?
enum class Loops { hold_each_other, need_ground };

struct CutSetOptions {
  std::size_t order_max = 0;  // larger sets are not looked for; 0: no limit
  std::size_t sets_max = 5'000;
  Loops loops = Loops::hold_each_other;
};

struct CutSets {
  // Each ascending; in order of size, then of their events.
  std::vector<std::vector<FaultTree::Node>> sets{};
  bool complete = true;  // false: there were more than sets_max, and some are missing
};

// Returns the minimal sets of events that fail `top`: the fixed point of the gates' cut sets, which
// is also right for shared inputs and loops.
CutSets minimal_cut_sets(const FaultTree& tree, FaultTree::Node top,
                         const CutSetOptions& options = {});

// Returns the probability that all events of some set have happened, exactly (Shannon's
// expansion). It is that of the top if the sets are complete and of every order.
double probability_of(const FaultTree& tree, const CutSets& cut_sets);

}  // namespace hindcast
