#include "hindcast/sim/property.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "hindcast/sim/check.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

Outcome violated(const Property& property, std::string detail, Instant now) {
  if (property.evidence) detail += (detail.empty() ? "" : "\n") + property.evidence();
  return {Verdict::violated, property.name, std::move(detail), now};
}

Outcome overdue(const Property& property, Instant calm_since, Instant now) {
  return violated(property,
                  fmt::format("did not come true within {} after all faults were healed at {}",
                              human(property.within), human(calm_since.since_start())),
                  now);
}

}  // namespace

const char* name_of(PropertyKind kind) {
  static constexpr std::array kNames = {"always", "never", "sometimes", "eventually", "always on"};
  return kNames.at(static_cast<std::size_t>(kind));
}

Property& Properties::add(Property property) {
  HINDCAST_CHECK(property.holds && !property.name.empty());
  properties_.push_back(std::move(property));
  return properties_.back();
}

bool Properties::watches_instants() const {
  return std::any_of(properties_.begin(), properties_.end(), [](const Property& property) {
    return property.kind != PropertyKind::always_on;
  });
}

Outcome Properties::judge_instant(Instant now, Instant calm_since) {
  for (Property& property : properties_) {
    switch (property.kind) {
      case PropertyKind::always:
        if (!property.holds()) return violated(property, "", now);
        break;
      case PropertyKind::never:
        if (property.holds()) return violated(property, "", now);
        break;
      case PropertyKind::sometimes:
        if (property.seen || !property.holds()) break;
        property.seen = true;
        property.seen_at = now;
        break;
      case PropertyKind::eventually:
        if (calm_since.is_never() || property.seen) break;
        property.seen = now - calm_since <= property.within && property.holds();
        if (!property.seen && now - calm_since >= property.within) {
          return overdue(property, calm_since, now);
        }
        break;
      case PropertyKind::always_on:
        break;
    }
  }
  return {};
}

Outcome Properties::judge_step(const Node& node, Instant now) {
  for (const Property& property : properties_) {
    if (property.kind != PropertyKind::always_on || property.node != &node) continue;
    if (!property.holds()) return violated(property, "", now);
  }
  return {};
}

// An `eventually` whose deadline lies within the run must have come true; one whose deadline lies
// beyond it is not decided.
Outcome Properties::judge_end(Instant now, Instant calm_since) {
  Outcome undecided;
  for (const Property& property : properties_) {
    if (property.kind != PropertyKind::eventually || property.seen || calm_since.is_never())
      continue;
    if (property.holds()) continue;
    if (now - calm_since >= property.within || property.within.is_infinite()) {
      return overdue(property, calm_since, now);
    }
    undecided = {Verdict::inconclusive, property.name, "the run ended before its deadline", now};
  }
  return undecided;
}

Instant Properties::next_deadline(Instant calm_since) const {
  Instant deadline = Instant::never();
  if (calm_since.is_never()) return deadline;
  for (const Property& property : properties_) {
    if (property.kind != PropertyKind::eventually || property.seen) continue;
    deadline = std::min(deadline, saturating_add(calm_since, property.within));
  }
  return deadline;
}

}  // namespace hindcast
