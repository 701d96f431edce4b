// Properties: what must hold of a design. `always`, `never` and `sometimes` are judged at the end
// of each instant, so the order within it does not matter; `eventually` counts from the moment the
// world is calm; `always_on` after each step of one node.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hindcast/sim/time.hpp"
#include "hindcast/sim/verdict.hpp"

namespace hindcast {

class Node;

using Predicate = std::function<bool()>;

enum class PropertyKind : std::uint8_t { always, never, sometimes, eventually, always_on };

const char* name_of(PropertyKind kind);

struct Property {
  PropertyKind kind = PropertyKind::always;
  std::string name{};
  Predicate holds{};
  Duration within = Duration::infinite();  // eventually: after calm
  const Node* node = nullptr;              // always_on
  bool seen = false;                   // sometimes, eventually: it held at least once (since calm)
  Instant seen_at = Instant::never();  // sometimes: when it first did
  std::function<std::string()> evidence{};  // optional: what a person should see when it fails
};

// All properties of one world, and their judgement.
class Properties {
 public:
  Property& add(Property property);
  const std::vector<Property>& all() const { return properties_; }
  // Whether anything must be looked at when an instant ends.
  bool watches_instants() const;

  // Each returns an outcome whose verdict is `passed` as long as nothing is decided.
  Outcome judge_instant(Instant now, Instant calm_since);
  Outcome judge_step(const Node& node, Instant now);
  Outcome judge_end(Instant now, Instant calm_since);
  // The first instant by which some `eventually` must have come true; never if none is open.
  Instant next_deadline(Instant calm_since) const;

 private:
  std::vector<Property> properties_;
};

}  // namespace hindcast
