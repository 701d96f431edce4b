#include "hindcast/replay/graph/fault_tree.hpp"

#include <algorithm>
#include <map>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

using Set = std::vector<FaultTree::Node>;
using Sets = std::vector<Set>;

bool by_size(const Set& left, const Set& right) {
  return left.size() != right.size() ? left.size() < right.size() : left < right;
}

// Leaves the minimal sets, in order.
Sets minimal(Sets sets) {
  std::sort(sets.begin(), sets.end(), by_size);
  sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
  Sets kept;
  for (Set& set : sets) {
    const bool absorbed = std::any_of(kept.begin(), kept.end(), [&](const Set& smaller) {
      return std::includes(set.begin(), set.end(), smaller.begin(), smaller.end());
    });
    if (!absorbed) kept.push_back(std::move(set));
  }
  return kept;
}

Sets united(Sets left, const Sets& right) {
  left.insert(left.end(), right.begin(), right.end());
  return minimal(std::move(left));
}

// The cut sets of one gate from those of its inputs, within the limits.
class Combiner {
 public:
  explicit Combiner(const CutSetOptions& options) : options_(options) {}

  bool complete() const { return complete_; }

  // Returns the cut sets of "at least `needed` of the inputs", adding one input at a time.
  Sets at_least(std::size_t needed, const std::vector<const Sets*>& inputs) {
    std::vector<Sets> reached(needed + 1);
    reached[0] = {Set{}};
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      for (std::size_t count = std::min(needed, i + 1); count > 0; --count) {
        reached[count] = capped(united(reached[count], both(reached[count - 1], *inputs[i])));
      }
    }
    return reached[needed];
  }

 private:
  Sets both(const Sets& left, const Sets& right) {
    Sets all;
    for (const Set& first : left) {
      for (const Set& second : right) {
        Set joined;
        std::set_union(first.begin(), first.end(), second.begin(), second.end(),
                       std::back_inserter(joined));
        if (options_.order_max == 0 || joined.size() <= options_.order_max) {
          all.push_back(std::move(joined));
        }
      }
      if (all.size() > 16 * options_.sets_max) all = capped(minimal(std::move(all)));
    }
    return all;
  }

  Sets capped(Sets sets) {
    if (sets.size() > options_.sets_max) {
      sets.resize(options_.sets_max);
      complete_ = false;
    }
    return sets;
  }

  const CutSetOptions& options_;
  bool complete_ = true;
};

// Shannon's expansion on the event in most sets, remembering what it has solved.
class Expansion {
 public:
  explicit Expansion(const FaultTree& tree) : tree_(tree) {}

  double probability(const Sets& sets) {
    if (sets.empty()) return 0;
    if (sets.front().empty()) return 1;
    if (sets.size() == 1) {
      double product = 1;
      for (const FaultTree::Node event : sets.front()) product *= tree_.probability(event);
      return product;
    }
    if (const auto known = solved_.find(sets); known != solved_.end()) return known->second;
    const FaultTree::Node pivot = most_frequent(sets);
    Sets if_failed;
    Sets if_standing;
    for (const Set& set : sets) {
      if (!std::binary_search(set.begin(), set.end(), pivot)) {
        if_failed.push_back(set);
        if_standing.push_back(set);
        continue;
      }
      Set rest;
      std::copy_if(set.begin(), set.end(), std::back_inserter(rest),
                   [&](FaultTree::Node event) { return event != pivot; });
      if_failed.push_back(std::move(rest));
    }
    const double q = tree_.probability(pivot);
    const double failed = probability(minimal(std::move(if_failed)));
    const double standing = probability(if_standing);
    const double result = q * failed + (1 - q) * standing;
    solved_.emplace(sets, result);
    return result;
  }

 private:
  static FaultTree::Node most_frequent(const Sets& sets) {
    std::map<FaultTree::Node, std::size_t> counts;
    for (const Set& set : sets) {
      for (const FaultTree::Node event : set) ++counts[event];
    }
    return std::max_element(
               counts.begin(), counts.end(),
               [](const auto& left, const auto& right) { return left.second < right.second; })
        ->first;
  }

  const FaultTree& tree_;
  std::map<Sets, double> solved_;
};

}  // namespace

FaultTree::Node FaultTree::event(std::string name, double probability) {
  HINDCAST_CHECK(probability >= 0 && probability <= 1);
  nodes_.push_back({std::move(name), true, probability, 0, {}});
  return nodes_.size() - 1;
}

FaultTree::Node FaultTree::gate(std::string name) {
  nodes_.push_back({std::move(name), false, 0, 1, {}});
  return nodes_.size() - 1;
}

void FaultTree::set(Node gate, std::size_t needed, std::vector<Node> inputs) {
  HINDCAST_CHECK(gate < nodes_.size() && !nodes_[gate].is_event && needed >= 1);
  for (const Node input : inputs) HINDCAST_CHECK(input < nodes_.size());
  nodes_[gate].needed = needed;
  nodes_[gate].inputs = std::move(inputs);
}

FaultTree::Node FaultTree::any_of(std::string name, std::vector<Node> inputs) {
  const Node node = gate(std::move(name));
  set(node, 1, std::move(inputs));
  return node;
}

FaultTree::Node FaultTree::all_of(std::string name, std::vector<Node> inputs) {
  const Node node = gate(std::move(name));
  const std::size_t all = std::max<std::size_t>(inputs.size(), 1);
  set(node, all, std::move(inputs));
  return node;
}

CutSets minimal_cut_sets(const FaultTree& tree, FaultTree::Node top, const CutSetOptions& options) {
  HINDCAST_CHECK(top < tree.size() && options.sets_max > 0);
  Combiner combiner(options);
  const Sets at_first = options.loops == Loops::need_ground ? Sets{Set{}} : Sets{};
  std::vector<Sets> sets(tree.size(), at_first);
  for (FaultTree::Node node = 0; node < tree.size(); ++node) {
    if (tree.is_event(node)) sets[node] = {Set{node}};
  }
  // For each set of failed events a round moves at least one gate, so as many rounds as gates do;
  // one more shows that nothing moves.
  bool moves = true;
  for (std::size_t round = 0; moves && round <= tree.size() + 1; ++round) {
    moves = false;
    for (FaultTree::Node node = 0; node < tree.size(); ++node) {
      if (tree.is_event(node)) continue;
      std::vector<const Sets*> inputs;
      for (const FaultTree::Node input : tree.inputs(node)) inputs.push_back(&sets[input]);
      Sets combined = combiner.at_least(tree.needed(node), inputs);
      if (combined == sets[node]) continue;
      sets[node] = std::move(combined);
      moves = true;
    }
  }
  return {sets[top], combiner.complete() && !moves};
}

double probability_of(const FaultTree& tree, const CutSets& cut_sets) {
  return Expansion(tree).probability(minimal(cut_sets.sets));
}

}  // namespace hindcast
