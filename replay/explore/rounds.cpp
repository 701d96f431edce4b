#include "hindcast/replay/explore/rounds.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/replay/explore/lap.hpp"
#include "hindcast/replay/explore/pack.hpp"
#include "hindcast/replay/workers.hpp"

namespace hindcast {
namespace {

// Enough for any number of threads to have work to the end of a round, and no more worlds.
constexpr std::size_t kPartsMax = 16;

}  // namespace

std::vector<std::size_t> Rounds::ready_parts() const {
  std::vector<std::size_t> ready;
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    if (parts_[part].branch->is_ready()) ready.push_back(part);
  }
  return ready;
}

// What was found, over all parts, finished and not.
Findings Rounds::findings() const {
  Findings all = finished_;
  for (const Part& part : parts_) all.add(part.branch->findings());
  return all;
}

std::uint64_t Rounds::spent() const {
  const Findings all = findings();
  return tally_.executions + all.search.blocked + all.cut;
}

// Runs each of the ready parts for a while. Returns false if something asks for more care.
bool Rounds::run_round(const std::vector<std::size_t>& ready, std::uint64_t executions_max) {
  std::vector<std::unique_ptr<Lap>> laps(ready.size());
  work_in_parallel(laps.size(), {.jobs = options_.workers}, [&](std::size_t nth) {
    Branch& branch = *parts_[ready[nth]].branch;
    const std::uint64_t share =
        executions_max / laps.size() + (nth < executions_max % laps.size() ? 1 : 0);
    laps[nth] = std::make_unique<Lap>(subject_, options_, care_, branch.chooser(), each_);
    laps[nth]->run(branch, share);
  });
  Care needed = care_;
  for (const auto& lap : laps) {
    needed = most(needed, lap->care());
    add(*lap);
  }
  return std::exchange(care_, needed) == needed;
}

void Rounds::add(const Lap& lap) {
  tally_.add(lap.tally());
  for (const std::uint64_t hash : lap.classes()) classes_.insert(hash);
}

// All parts tell what they found, the done ones leave, and those that waited go on.
void Rounds::meet() {
  for (const Part& part : parts_) part.branch->report();
  for (std::size_t nth = parts_.size(); nth-- > 0;) {
    Branch& branch = *parts_[nth].branch;
    if (!branch.is_ready()) branch.advance();
    if (!branch.is_done()) continue;
    branch.report();
    branch.retire();
    finished_.add(branch.findings());
    finished_weight_ += parts_[nth].weight;
    parts_.erase(parts_.begin() + static_cast<std::ptrdiff_t>(nth));
  }
  for (const Part& part : parts_) part.branch->learn();
}

// Has parts give something away until there are enough. Each gives once.
void Rounds::widen() {
  const std::size_t before = parts_.size();
  for (std::size_t nth = 0; nth < before && parts_.size() < kPartsMax; ++nth) {
    double share = 0;
    auto given = parts_[nth].branch->split(share);
    if (given == nullptr) continue;
    const double weight = parts_[nth].weight * share;
    parts_[nth].weight -= weight;
    parts_.push_back({std::move(given), weight});
  }
}

bool Rounds::run() {
  while (!parts_.empty()) {
    const std::uint64_t spent = this->spent() - spent_before_;
    const bool found = options_.stops_at_first && tally_.failures() > 0;
    if (spent >= options_.executions_max || found || (options_.stops && options_.stops())) break;
    const std::vector<std::size_t> ready = ready_parts();
    if (ready.empty()) break;  // all wait for parts that a forged rest does not have
    if (!run_round(ready, options_.executions_max - spent)) return false;
    meet();
    if (options_.progress) options_.progress(progress());
    widen();
  }
  try_cycles();
  return true;
}

// Cycles of states that no execution came round. Where entities change places, a cycle of states is
// none of one run.
void Rounds::try_cycles() {
  if (options_.symmetry) return;
  for (const FairCycle& cycle : findings().cycles) {
    Unreduced chooser({options_.bounds, options_.starts_first, options_.split, options_.orders_from,
                       options_.orders_until, true});
    Lap lap(subject_, options_, care_, chooser, each_);
    lap.try_cycle(cycle);
    add(lap);
  }
}

ExploreProgress Rounds::progress() const {
  ExploreProgress progress{tally_.executions, finished_weight_};
  for (const Part& part : parts_) progress.explored += part.weight * part.branch->explored();
  return progress;
}

// All but the parts.
void Rounds::pack(Pack& pack) {
  pack.number(care_.reduction, static_cast<std::uint64_t>(Reduction::optimal));
  pack.number(care_.split, static_cast<std::uint64_t>(WaitSplit::all));
  pack.number(care_.orders_sends);
  tally_.pack(pack);
  classes_.pack(pack);
  finished_.pack(pack);
  pack.real(finished_weight_);
}

std::string Rounds::packed() {
  Pack pack;
  this->pack(pack);
  pack.items(parts_, [&](Part& part) {
    std::size_t parent = 0;
    while (parent < parts_.size() && !part.branch->reports_to(*parts_[parent].branch)) ++parent;
    pack.number(parent);
    pack.real(part.weight);
    part.branch->pack(pack);
  });
  return pack.text();
}

void Rounds::resume(std::string_view packed,
                    const std::function<std::unique_ptr<Branch>(const Care&)>& tree) {
  Pack pack(packed);
  this->pack(pack);
  std::vector<std::size_t> parents;
  pack.items(parts_, [&](Part& part) {
    pack.number(parents.emplace_back());
    pack.real(part.weight);
    part.branch = tree(care_);
    part.branch->pack(pack);
  });
  pack.finish();
  for (std::size_t nth = 0; nth < parts_.size(); ++nth) {
    if (parents[nth] >= parts_.size()) continue;
    Pack::require(parents[nth] != nth);
    parts_[nth].branch->report_to(*parts_[parents[nth]].branch);
  }
  spent_before_ = spent();
}

ExploreResult Rounds::result() const {
  const Findings all = findings();
  ExploreResult result;
  static_cast<Tally&>(result) = tally_;
  result.reduction = care_.reduction;
  result.orders_sends = care_.orders_sends;
  result.complete = parts_.empty();
  result.explored = progress().explored;
  result.classes = classes_.size();
  result.class_sum = classes_.sum();
  result.states = all.states;
  result.cut = all.cut;
  result.blocked = all.search.blocked;
  result.strayed = all.search.strayed;
  result.bounded = all.search.bounded;
  result.deepest = all.search.deepest;
  result.questions = all.search.questions;
  result.races = all.races;
  result.racing_instants = all.racing.size();
  return result;
}

}  // namespace hindcast
