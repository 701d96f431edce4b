// WakeupTrees: beginnings of executions that are still to be explored, as trees of steps and
// answers, one for each decision on the path to the current execution (Abdulla, Aronis, Jonsson,
// Sagonas, JACM 2017). A pool: in steady state nothing is allocated.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "hindcast/replay/explore/history.hpp"
#include "hindcast/replay/explore/initial.hpp"
#include "hindcast/replay/explore/renumbering.hpp"

namespace hindcast {

class WakeupTrees {
 public:
  static constexpr std::int32_t kNone = -1;

  struct Node {
    std::uint32_t actor = 0;
    std::uint32_t answer = 0;
    bool choice = false;
    bool open = false;  // answers that have no child of their own are to be tried, too
    std::int32_t child = kNone;
    std::int32_t sibling = kNone;
    Sequence parts;
  };

  explicit WakeupTrees(Judge judge) : judge_(std::move(judge)) {}

  const Node& node(std::int32_t index) const { return nodes_[static_cast<std::size_t>(index)]; }
  Node& node(std::int32_t index) { return nodes_[static_cast<std::size_t>(index)]; }

  // Adds the beginning `sequence` to the trees of `list` unless one of their leaves leads to an
  // execution that begins so, too. It begins after `position` parts of `history`. Returns whether
  // the way to it takes the first `needed` parts before anything else. `sequence` is used up.
  bool insert(std::int32_t& list, Sequence& sequence, std::size_t needed, const Sequence& history,
              std::uint32_t position);
  // Whether insert would add nothing.
  bool covers(std::int32_t list, const Sequence& sequence, const Sequence& history,
              std::uint32_t position) const;
  // Whether the trees lead to something that begins with the sequence, through steps of it alone.
  // `sequence` is used up.
  bool leads_to(std::int32_t list, Sequence& sequence, const Sequence& history,
                std::uint32_t position) const;
  // Copies the trees of `list` from those of another search.
  std::int32_t copy(const WakeupTrees& from, std::int32_t list, const Renumbering& numbers);
  // Detaches the first tree of the list and returns its root.
  std::int32_t take(std::int32_t& list);
  // Puts the children of the first tree's root in its place.
  void replace_by_children(std::int32_t& list);
  void release(std::int32_t root);
  // The trees of `list`, which lie `depth` below others.
  void pack(Pack& pack, std::int32_t& list, std::uint32_t last_key, std::uint32_t depth);

 private:
  // A child that begins the sequence, and where its only part stood there, if it has one there.
  struct Followed {
    std::int32_t child = kNone;
    std::size_t place = kAbsent;
  };

  Followed follow_first(std::int32_t head, Sequence& sequence, const Sequence& history,
                        std::uint32_t position) const;
  std::int32_t acquire();
  std::int32_t chain(const Sequence& sequence);
  bool follow(std::int32_t child, Sequence& sequence, const Sequence& history,
              std::uint32_t position) const;

  Judge judge_;
  std::vector<Node> nodes_;
  std::vector<std::int32_t> free_;
};

}  // namespace hindcast
