#include "hindcast/replay/explore/tally.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "hindcast/replay/explore/pack.hpp"
#include "hindcast/sim/key.hpp"
#include "hindcast/sim/livelock.hpp"

namespace hindcast {

// What a cycle cut short that is not fair is counted apart.
bool Tally::is_limited(const Outcome& outcome) {
  const bool open =
      outcome.verdict == Verdict::inconclusive || outcome.verdict == Verdict::diverged;
  return open && outcome.property != LivelockWatch::kRepeated;
}

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
  unfair += other.unfair;
  pumped += other.pumped;
  fingerprint_declared = fingerprint_declared || other.fingerprint_declared;
  alike_declared = alike_declared || other.alike_declared;
  for (const Counterexample& shown : other.counterexamples) {
    if (!shows(shown.outcome.property)) counterexamples.push_back(shown);
  }
}

void pack_outcome(Pack& pack, Outcome& outcome) {
  pack.number(outcome.verdict, static_cast<std::uint64_t>(Verdict::diverged));
  pack.text(outcome.property);
  pack.text(outcome.detail);
  auto count = static_cast<std::uint64_t>(outcome.at.count());
  pack.number(count, static_cast<std::uint64_t>(Duration::infinite().count()));
  outcome.at = Instant::at(Duration::nanoseconds(static_cast<std::int64_t>(count)));
}

void pack_deviations(Pack& pack, std::vector<Deviation>& deviations) {
  pack.items(deviations, [&](Deviation& deviation) {
    pack.number(deviation.question.value);
    pack.number(deviation.answer);
  });
}

void Tally::pack(Pack& pack) {
  for (std::uint64_t* const count :
       {&executions, &violations, &deadlocks, &limited, &steps, &unfair, &pumped}) {
    pack.number(*count);
  }
  pack.number(fingerprint_declared);
  pack.number(alike_declared);
  pack.items(counterexamples, [&](Counterexample& shown) {
    pack_outcome(pack, shown.outcome);
    pack.number(shown.digest);
    pack.number(shown.split, static_cast<std::uint64_t>(WaitSplit::all));
    pack_deviations(pack, shown.deviations);
  });
}

void ClassSet::pack(Pack& pack) {
  std::vector<std::uint64_t> all;
  std::ranges::copy_if(slots_, std::back_inserter(all), [](auto hash) { return hash != 0; });
  bool zero = holds_zero_;
  pack.numbers(all);
  pack.number(zero);
  if (!pack.reads()) return;
  if (zero) insert(0);
  for (const std::uint64_t hash : all) insert(hash);
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
    if (!std::exchange(holds_zero_, true)) sum_ += mix(kMixFirst, hash);
    return;
  }
  if (!place(hash)) return;
  sum_ += mix(kMixFirst, hash);
  if (++count_ * 2 <= slots_.size()) return;
  std::vector<std::uint64_t> old(slots_.size() * 2);
  old.swap(slots_);
  for (const std::uint64_t kept : old) {
    if (kept != 0) place(kept);
  }
}

}  // namespace hindcast
