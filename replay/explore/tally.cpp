#include "hindcast/replay/explore/tally.hpp"

#include <algorithm>

namespace hindcast {

bool Tally::shows(const std::string& property) const {
  return std::ranges::any_of(counterexamples, [&](const Counterexample& shown) {
    return shown.outcome.property == property;
  });
}

void Tally::add(const Tally& other) {
  executions += other.executions;
  violations += other.violations;
  deadlocks += other.deadlocks;
  limited += other.limited;
  steps += other.steps;
  for (const Counterexample& shown : other.counterexamples) {
    if (!shows(shown.outcome.property)) counterexamples.push_back(shown);
  }
}

// Class hashes are well mixed: their low bits are the place.
bool ClassSet::place(std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at] != 0) {
    if (slots_[at] == hash) return false;
    at = (at + 1) & mask;
  }
  slots_[at] = hash;
  return true;
}

void ClassSet::insert(std::uint64_t hash) {
  if (hash == 0) {
    holds_zero_ = true;
    return;
  }
  if (!place(hash) || ++count_ * 2 <= slots_.size()) return;
  std::vector<std::uint64_t> old(slots_.size() * 2);
  old.swap(slots_);
  for (const std::uint64_t kept : old) {
    if (kept != 0) place(kept);
  }
}

}  // namespace hindcast
