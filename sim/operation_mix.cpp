#include "hindcast/sim/operation_mix.hpp"

#include <algorithm>

namespace hindcast {
namespace {

__extension__ using Wide = unsigned __int128;

// Loops of calls that grow would overflow otherwise. Times a ratio of up to 2^38 it still fits.
constexpr Wide kWeightMax = Wide{1} << 88U;
// What counts as one where nobody says how much is offered.
constexpr Wide kOnce = Wide{1} << 40U;
// How often the weights are passed on: each time they come one call further.
constexpr std::size_t kRoundsMin = 32;

Wide times(Wide weight, Ratio ratio) {
  const Wide parts = std::min<Wide>(ratio.parts_per_billion(), Wide{1} << 38U);
  return std::min(weight * parts / Ratio::kOne, kWeightMax);
}

// The entries of a use; one for any operation if it has none.
std::vector<OperationCalls> entries_of(const PortUse& use) {
  if (!use.by_operation.empty()) return use.by_operation;
  return {{.calls = use.calls_per_request, .unshielded = use.calls_unshielded}};
}

Ratio sum_for(const std::vector<OperationCalls>& entries, const std::string& operation,
              Ratio OperationCalls::*calls) {
  std::uint64_t sum = 0;
  for (const OperationCalls& entry : entries) {
    if (entry.operation.empty() || entry.operation == operation)
      sum += (entry.*calls).parts_per_billion();
  }
  return Ratio::parts_per_billion(sum);
}

// Of all operations that have an entry.
Ratio most_of(const std::vector<OperationCalls>& entries, Ratio OperationCalls::*calls) {
  Ratio most = Ratio::zero();
  for (const OperationCalls& entry : entries) {
    most = std::max(most, sum_for(entries, entry.operation, calls));
  }
  return most;
}

}  // namespace

OperationMix::OperationMix(const std::vector<TopologyVertex>& vertices,
                           const std::vector<Call>& calls) {
  std::vector<Weights> own(vertices.size());
  std::vector<bool> called(vertices.size(), false);
  bool offered = false;
  for (const Call& call : calls) called[call.use.pulls ? call.caller : call.callee] = true;
  for (std::size_t v = 0; v < vertices.size(); ++v) {
    const std::uint64_t rate = vertices[v].offered.millionths_per_day();
    if (rate > 0) own[v][""] = rate;
    offered = offered || rate > 0;
  }
  for (std::size_t v = 0; v < vertices.size() && !offered; ++v) {
    if (!called[v]) own[v][""] = kOnce;
  }
  arriving_ = own;
  for (std::size_t round = 0; round < std::max(vertices.size(), kRoundsMin); ++round) {
    std::vector<Weights> next = own;
    for (const Call& call : calls) add_what_follows(call, next);
    if (next == arriving_) break;
    arriving_ = std::move(next);
  }
}

void OperationMix::add_what_follows(const Call& call, std::vector<Weights>& next) const {
  const auto add = [&next](std::size_t vertex, const std::string& operation, Wide weight) {
    Wide& sum = next[vertex][operation];
    sum = std::min(sum + weight, kWeightMax);
  };
  if (call.use.pulls) {
    for (const auto& [operation, weight] : arriving_[call.callee]) {
      add(call.caller, operation, weight);
    }
    return;
  }
  for (const auto& [operation, weight] : arriving_[call.caller]) {
    for (const OperationCalls& entry : entries_of(call.use)) {
      if (!entry.operation.empty() && entry.operation != operation) continue;
      add(call.callee, entry.as.empty() ? operation : entry.as, times(weight, entry.calls));
    }
  }
}

Ratio OperationMix::mean(const Call& call, Ratio OperationCalls::*calls) const {
  const std::vector<OperationCalls> entries = entries_of(call.use);
  Wide all = 0;
  Wide made = 0;
  for (const auto& [operation, weight] : arriving_[call.caller]) {
    all += weight;
    made += times(weight, sum_for(entries, operation, calls));
  }
  // In parts per billion the quotient must not overflow: both lose the same bits.
  while (made > kWeightMax) {
    made >>= 1U;
    all >>= 1U;
  }
  if (all > 0) {
    const Wide parts = (made * Ratio::kOne + all / 2) / all;
    return Ratio::parts_per_billion(static_cast<std::uint64_t>(parts));
  }
  return most_of(entries, calls);
}

Ratio OperationMix::calls_per_request(const Call& call) const {
  if (call.use.by_operation.empty()) return call.use.calls_per_request;
  return mean(call, &OperationCalls::calls);
}

Ratio OperationMix::calls_most(const Call& call) const {
  const std::vector<OperationCalls> entries = entries_of(call.use);
  const Weights& arriving = arriving_[call.caller];
  if (arriving.empty()) return most_of(entries, &OperationCalls::calls);
  Ratio most = Ratio::zero();
  for (const auto& [operation, weight] : arriving) {
    if (weight > 0) most = std::max(most, sum_for(entries, operation, &OperationCalls::calls));
  }
  return most;
}

Ratio OperationMix::calls_unshielded(const Call& call) const {
  if (call.use.by_operation.empty()) return call.use.calls_unshielded;
  return mean(call, &OperationCalls::unshielded);
}

}  // namespace hindcast
