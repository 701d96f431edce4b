#include "hindcast/replay/graph/fault_tree.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "tests/replay/topologies.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

using Sets = std::vector<std::vector<std::string>>;

Sets named(const FaultTree& tree, const CutSets& cuts) {
  Sets sets;
  for (const auto& set : cuts.sets) {
    std::vector<std::string> names;
    for (const FaultTree::Node event : set) names.push_back(tree.name(event));
    std::sort(names.begin(), names.end());
    sets.push_back(names);
  }
  std::sort(sets.begin(), sets.end());
  return sets;
}

// Evaluates a tree for one set of failed events by iteration from all gates down, or all up.
bool fails(const FaultTree& tree, FaultTree::Node top, const std::vector<bool>& failed,
           Loops loops) {
  std::vector<bool> down(tree.size(), loops == Loops::need_ground);
  for (std::size_t node = 0; node < tree.size(); ++node) {
    if (tree.is_event(node)) down[node] = failed[node];
  }
  for (std::size_t round = 0; round <= tree.size(); ++round) {
    for (std::size_t node = 0; node < tree.size(); ++node) {
      if (tree.is_event(node)) continue;
      std::size_t count = 0;
      for (const FaultTree::Node input : tree.inputs(node)) count += down[input];
      down[node] = count >= tree.needed(node);
    }
  }
  return down[top];
}

// Minimal cut sets and probability by trying every combination of the events, which come first.
struct Enumeration {
  std::vector<std::vector<FaultTree::Node>> sets{};
  double probability = 0;
};

Enumeration enumerate(const FaultTree& tree, FaultTree::Node top, std::size_t events, Loops loops) {
  Enumeration result;
  std::vector<std::size_t> cutting;
  for (std::size_t mask = 0; mask < (std::size_t{1} << events); ++mask) {
    std::vector<bool> failed(tree.size(), false);
    double weight = 1;
    for (std::size_t event = 0; event < events; ++event) {
      failed[event] = (mask >> event & 1) != 0;
      weight *= failed[event] ? tree.probability(event) : 1 - tree.probability(event);
    }
    if (!fails(tree, top, failed, loops)) continue;
    result.probability += weight;
    // Supersets have greater numbers, so a set without a smaller one inside is minimal.
    const bool absorbed = std::any_of(cutting.begin(), cutting.end(), [&](std::size_t smaller) {
      return (smaller & mask) == smaller;
    });
    if (absorbed) continue;
    cutting.push_back(mask);
    std::vector<FaultTree::Node> set;
    for (std::size_t event = 0; event < events; ++event) {
      if (failed[event]) set.push_back(event);
    }
    result.sets.push_back(std::move(set));
  }
  std::sort(result.sets.begin(), result.sets.end(), [](const auto& left, const auto& right) {
    return left.size() != right.size() ? left.size() < right.size() : left < right;
  });
  return result;
}

// The first nodes are the events, the others gates over any nodes, later ones included.
FaultTree random_tree(KeyedStream& stream, std::size_t events, std::size_t gates) {
  FaultTree tree;
  for (std::size_t i = 0; i < events; ++i) {
    tree.event(std::to_string(i), static_cast<double>(1 + bounded(stream.next(), 9)) / 10);
  }
  for (std::size_t i = 0; i < gates; ++i) tree.gate("gate");
  for (std::size_t i = 0; i < gates; ++i) {
    std::vector<FaultTree::Node> inputs;
    const std::size_t count = 1 + bounded(stream.next(), 4);
    for (std::size_t k = 0; k < count; ++k)
      inputs.push_back(bounded(stream.next(), events + gates));
    const std::size_t needed = 1 + bounded(stream.next(), count);
    tree.set(events + i, needed, std::move(inputs));
  }
  return tree;
}

}  // namespace

TEST_CASE("the theatre is dark with {G,M} or {M,R}, P = .00207") {
  FaultTree tree;
  const auto mains = tree.event("M", .03);
  const auto generator = tree.event("G", .02);
  const auto relay = tree.event("R", .05);
  const auto top = tree.all_of("dark", {mains, tree.any_of("backup", {generator, relay})});
  const CutSets cuts = minimal_cut_sets(tree, top);
  CHECK(named(tree, cuts) == Sets{{"G", "M"}, {"M", "R"}});
  CHECK(cuts.complete);
  CHECK(probability_of(tree, cuts) == doctest::Approx(.00207).epsilon(1e-12));
}

TEST_CASE("two trains have 4 cut sets of order 2, P = .7225") {
  FaultTree tree;
  const auto v1 = tree.event("V1", .5);
  const auto p1 = tree.event("P1", .7);
  const auto v2 = tree.event("V2", .5);
  const auto p2 = tree.event("P2", .7);
  const auto top = tree.all_of("no flow", {tree.any_of("1", {v1, p1}), tree.any_of("2", {v2, p2})});
  const CutSets cuts = minimal_cut_sets(tree, top);
  CHECK(named(tree, cuts) == Sets{{"P1", "P2"}, {"P1", "V2"}, {"P2", "V1"}, {"V1", "V2"}});
  CHECK(probability_of(tree, cuts) == doctest::Approx(.7225).epsilon(1e-12));
}

TEST_CASE("the bridge network has reliability .97848 and four cuts, through its loop") {
  FaultTree tree;
  std::vector<FaultTree::Node> link{0};
  link[0] = tree.event("unused");
  for (int i = 1; i <= 5; ++i) link.push_back(tree.event(std::to_string(i), .1));
  const auto upper = tree.gate("upper");
  const auto lower = tree.gate("lower");
  const auto upper_by_bridge = tree.any_of("bridge to upper", {link[3], lower});
  const auto lower_by_bridge = tree.any_of("bridge to lower", {link[3], upper});
  tree.set(upper, 2, {link[1], upper_by_bridge});
  tree.set(lower, 2, {link[2], lower_by_bridge});
  const auto top = tree.all_of(
      "cut off", {tree.any_of("", {upper, link[4]}), tree.any_of("", {lower, link[5]})});
  const CutSets cuts = minimal_cut_sets(tree, top, {.loops = Loops::need_ground});
  CHECK(named(tree, cuts) == Sets{{"1", "2"}, {"1", "3", "5"}, {"2", "3", "4"}, {"4", "5"}});
  CHECK(1 - probability_of(tree, cuts) == doctest::Approx(.97848).epsilon(1e-12));
}

TEST_CASE("two of three with p = .9 have reliability .972") {
  FaultTree tree;
  const auto a = tree.event("a", .1);
  const auto b = tree.event("b", .1);
  const auto c = tree.event("c", .1);
  const auto top = tree.gate("fewer than two");
  tree.set(top, 2, {a, b, c});
  const CutSets cuts = minimal_cut_sets(tree, top);
  CHECK(named(tree, cuts) == Sets{{"a", "b"}, {"a", "c"}, {"b", "c"}});
  CHECK(1 - probability_of(tree, cuts) == doctest::Approx(.972).epsilon(1e-12));
}

TEST_CASE("cut sets and probabilities of random trees with loops are those of full enumeration") {
  for (const Loops loops : {Loops::hold_each_other, Loops::need_ground}) {
    KeyedStream stream(5);
    std::size_t nontrivial = 0;
    for (int round = 0; round < 300; ++round) {
      const std::size_t events = 2 + bounded(stream.next(), 6);
      const std::size_t gates = 1 + bounded(stream.next(), 6);
      const FaultTree tree = random_tree(stream, events, gates);
      const Enumeration expected = enumerate(tree, events, events, loops);
      const CutSets cuts = minimal_cut_sets(tree, events, {.loops = loops});
      REQUIRE(cuts.complete);
      CHECK(cuts.sets == expected.sets);
      CHECK(probability_of(tree, cuts) == doctest::Approx(expected.probability).epsilon(1e-9));
      nontrivial += expected.sets.size() > 1;
    }
    CHECK(nontrivial > 50);
  }
}

TEST_CASE("a limit on the order drops the larger cut sets and no other") {
  KeyedStream stream(6);
  for (int round = 0; round < 200; ++round) {
    const FaultTree tree = random_tree(stream, 6, 5);
    auto expected = minimal_cut_sets(tree, 6).sets;
    std::erase_if(expected, [](const auto& set) { return set.size() > 2; });
    CHECK(minimal_cut_sets(tree, 6, {.order_max = 2}).sets == expected);
  }
}

TEST_CASE("too many cut sets are said to be incomplete") {
  FaultTree tree;
  std::vector<FaultTree::Node> pairs;
  for (int i = 0; i < 8; ++i) pairs.push_back(tree.any_of("", {tree.event("a"), tree.event("b")}));
  const auto top = tree.all_of("all", pairs);
  CHECK(minimal_cut_sets(tree, top).sets.size() == 256);  // 2^8
  const CutSets few = minimal_cut_sets(tree, top, {.sets_max = 100});
  CHECK(few.sets.size() == 100);
  CHECK_FALSE(few.complete);
}

TEST_CASE("a gate without inputs never fails") {
  FaultTree tree;
  CHECK(minimal_cut_sets(tree, tree.gate("sound")).sets.empty());
}
