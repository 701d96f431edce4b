#include "hindcast/scenarios/cli/graph_evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "hindcast/replay/campaign.hpp"
#include "hindcast/scenarios/cli/graph_strikes.hpp"

namespace hindcast {
namespace {

bool happened(CascadeSign sign, const Observation& seen, const Objective& objective) {
  if (sign == CascadeSign::outlives) {
    return seen.recovery != Recovery::automatic || seen.recovery_time > objective.recovery_max;
  }
  const std::uint64_t promised = objective.availability.parts_per_billion();
  const double kept = static_cast<double>(seen.good) * Ratio::kOne;
  return seen.offered > 0 &&
         kept < static_cast<double>(seen.offered) * static_cast<double>(promised);
}

// One design with its story, and the runs of it that were made so far.
struct Trial {
  std::unique_ptr<Scenario> scenario{};
  std::vector<Assignment> overrides{};
  std::map<std::uint64_t, Run> runs{};  // by seed
};

class Trials {
 public:
  explicit Trials(const EvidenceInput& input)
      : input_(input), design_(input.source.load(input.assignments.design)) {}

  const Design& design() const { return *design_; }
  bool interrupted() const {
    return input_.options.interrupted != nullptr && *input_.options.interrupted;
  }

  // Returns the story about the design with some parameters set. Throws InputError if they cannot
  // be.
  Trial& trial(const Strike& strike, const std::vector<Assignment>& changes) {
    std::string key = strike.scenario->info().name;
    for (const auto* const list : {&strike.assignments, &changes}) {
      for (const Assignment& each : *list) key += fmt::format(" {}={}", each.path, each.value);
    }
    if (const auto known = trials_.find(key); known != trials_.end()) return known->second;
    Assignments all = input_.assignments;
    all.stories.insert(all.stories.end(), strike.assignments.begin(), strike.assignments.end());
    all.design.insert(all.design.end(), changes.begin(), changes.end());
    Trial trial;
    trial.scenario = bind_one(*strike.scenario, input_.source.load(all.design), all);
    trial.overrides = joined(all);
    return trials_.emplace(std::move(key), std::move(trial)).first->second;
  }

  // Makes the runs of these seeds that are missing; fewer if the campaign is interrupted.
  void run(Trial& trial, const std::vector<std::uint64_t>& seeds) {
    std::vector<std::uint64_t> missing;
    for (const std::uint64_t seed : seeds) {
      if (trial.runs.count(seed) == 0) missing.push_back(seed);
    }
    if (missing.empty()) return;
    std::vector<std::optional<Run>> runs(missing.size());
    work_in_parallel(
        missing.size(), {.jobs = input_.options.jobs, .stop = input_.options.interrupted},
        [&](std::size_t index) {
          runs[index] = run_seed(*trial.scenario, Base::random, {.seed = missing[index]});
        });
    for (std::size_t index = 0; index < missing.size(); ++index) {
      if (runs[index]) trial.runs.emplace(missing[index], std::move(*runs[index]));
    }
  }

  // Returns what a run says; nothing if it was not made or ended too early to say.
  std::optional<CascadeRun> look(const Trial& trial, std::uint64_t seed, CascadeSign sign) const {
    const auto found = trial.runs.find(seed);
    if (found == trial.runs.end() || !is_conclusive(found->second)) return {};
    const Run& run = found->second;
    CommandStyle style = input_.style;
    style.overrides = trial.overrides;
    CascadeRun seen;
    seen.seed = seed;
    seen.happened = happened(sign, run.observation, *design_->objective);
    seen.offered = run.observation.offered;
    seen.failed = run.observation.offered - run.observation.good;
    seen.recovery = run.observation.recovery_time;
    seen.restarted = run.observation.recovery == Recovery::manual;
    Witness witness = witness_of(*trial.scenario, run, style);
    seen.token = std::move(witness.token);
    seen.command = std::move(witness.command);
    return seen;
  }

 private:
  const EvidenceInput& input_;
  std::shared_ptr<const Design> design_;
  std::map<std::string, Trial> trials_;
};

// Returns the first of these paths that the design has no parameter for, or nothing.
std::optional<std::string> unknown_path(const Design& design,
                                        const std::vector<Assignment>& assignments) {
  const std::vector<Parameter> all = design.parameters();
  for (const Assignment& each : assignments) {
    const auto is_it = [&](const Parameter& parameter) { return parameter.path == each.path; };
    if (std::none_of(all.begin(), all.end(), is_it)) return each.path;
  }
  return {};
}

CascadeEvidence::Neutralised neutralise(Trials& trials, const Strike& strike,
                                        const CascadePath& path,
                                        const std::vector<std::uint64_t>& hits,
                                        CascadeEvidence::Neutralised tried) {
  const CascadeHop& hop = path.hops[tried.hop];
  if (hop.neutralised_by.empty()) {
    tried.why_untried = "no parameter takes this policy away";
    return tried;
  }
  if (const auto path_without = unknown_path(trials.design(), hop.neutralised_by)) {
    tried.why_untried = fmt::format("the design has no parameter {}", *path_without);
    return tried;
  }
  try {
    Trial& trial = trials.trial(strike, hop.neutralised_by);
    trials.run(trial, hits);
    for (const std::uint64_t seed : hits) {
      const std::optional<CascadeRun> seen = trials.look(trial, seed, path.evidence.sign);
      if (!seen) continue;
      ++tried.runs;
      tried.hits += seen->happened ? 1U : 0U;
      if (seed != path.evidence.witness.seed) continue;
      tried.same_seed = *seen;
      tried.result = seen->happened ? Counterfactual::stays : Counterfactual::gone;
    }
  } catch (const InputError& error) {
    tried.why_untried = error.what();
  }
  if (tried.result == Counterfactual::untried) {
    tried.runs = 0;
    tried.hits = 0;
    if (tried.why_untried.empty()) tried.why_untried = "the run came to no end";
  }
  return tried;
}

CascadeEvidence evidence_of(const EvidenceInput& input, Trials& trials, const Strike& strike,
                            CascadePath path) {
  CascadeEvidence& evidence = path.evidence;
  evidence.scenario = strike.scenario->info().name;
  Trial& trial = trials.trial(strike, {});
  std::vector<std::uint64_t> seeds;
  for (std::uint32_t nth = 0; nth < input.options.seeds; ++nth)
    seeds.push_back(input.options.first_seed + nth);
  trials.run(trial, seeds);
  std::vector<std::uint64_t> hits;
  for (const std::uint64_t seed : seeds) {
    const std::optional<CascadeRun> seen = trials.look(trial, seed, evidence.sign);
    if (!seen) continue;
    ++evidence.runs;
    if (!seen->happened) continue;
    if (evidence.hits++ == 0) evidence.witness = *seen;
    hits.push_back(seed);
  }
  if (evidence.runs == 0) evidence.why_untried = "no run came to an end";
  if (hits.empty()) return evidence;
  std::vector<CascadeEvidence::Neutralised> all;
  for (std::size_t hop = 0; hop < path.hops.size() && !trials.interrupted(); ++hop) {
    if (path.hops[hop].law == Law::dependency) continue;
    CascadeEvidence::Neutralised tried;
    tried.hop = hop;
    all.push_back(neutralise(trials, strike, path, hits, std::move(tried)));
  }
  evidence.neutralised = std::move(all);
  return evidence;
}

}  // namespace

GraphReport with_evidence(const EvidenceInput& input, GraphReport report) {
  Trials trials(input);
  std::size_t tried = 0;
  const std::size_t most = std::min(input.options.cascades_max, report.cascades.size());
  for (CascadePath& path : report.cascades) {
    const Strike strike = strike_on(input.registry, trials.design(), path.trigger);
    path.evidence.sign = sign_of(report.facts, path);
    if (strike.scenario == nullptr) {
      path.evidence.why_untried = strike.why_none;
    } else if (tried == most) {
      path.evidence.why_untried = fmt::format("only the worst {} are", most);
    } else if (trials.interrupted()) {
      path.evidence.why_untried = "interrupted";
    } else {
      if (input.options.progress) input.options.progress(tried, most);
      path.evidence = evidence_of(input, trials, strike, path);
      ++tried;
    }
  }
  // What is a fact comes before what is a suspicion.
  const auto rank = [](const CascadePath& path) {
    return path.evidence.confirmed() ? 0 : path.evidence.hits > 0 ? 1 : 2;
  };
  std::stable_sort(
      report.cascades.begin(), report.cascades.end(),
      [&](const CascadePath& left, const CascadePath& right) { return rank(left) < rank(right); });
  report.interrupted = trials.interrupted();
  return report;
}

}  // namespace hindcast
