// Fingerprints: what a world declares of its state, so that a state that comes again is known.
//
//   world.fingerprints().declare([&] { return counter.peek(); });
//
// The state is what was declared, what each living fiber does next and to which object, its place
// in a queue of waits, and what is due when. Raw stacks are never looked at (padding, addresses):
// what a fiber keeps in its own variables and does not follow from this must be declared.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "hindcast/sim/fiber.hpp"
#include "hindcast/sim/key.hpp"

namespace hindcast {

class Node;
class Scheduler;

// By which names a state knows its parts.
enum class StateNames : std::uint8_t {
  // Fibers that handle a message, and their children, are known by what they are, not by which
  // message it is: a state of later requests can be that of earlier ones.
  roles,
  own,    // each fiber, object and message is itself
  alike,  // as `own`, but entities that were declared alike may change places
};

// One of several fibers or nodes that differ in nothing but their names.
struct AlikeEntity {
  Key path;                             // the fiber's, or the node's with all its fibers
  std::function<std::uint64_t()> of{};  // its own state
  std::vector<Key> objects{};           // those that belong to it, in the same order for each
};

class Fingerprints {
 public:
  // Adds to the fingerprint of the state that all share. Called between steps: it must not suspend,
  // choose or draw.
  void declare(std::function<std::uint64_t()> of) { shared_.push_back(std::move(of)); }
  // REQUIRES: the run is the same, but for names, whichever entities change places; what is shared
  // does not tell them apart, nor does any property.
  void declare_alike(AlikeEntity entity) { alike_.push_back(std::move(entity)); }

  bool declared() const { return !shared_.empty() || !alike_.empty(); }
  bool symmetric() const { return alike_.size() > 1; }

  // Returns the hash of the state between two steps. A state in which anybody is about to use an
  // object of another entity counts by its own names even with `alike`.
  std::uint64_t state(const Scheduler& scheduler, StateNames names) const;

  void clear() {
    shared_.clear();
    alike_.clear();
  }

 private:
  friend class StateSum;

  std::vector<std::function<std::uint64_t()>> shared_;
  std::vector<AlikeEntity> alike_;
};

}  // namespace hindcast
