#include "hindcast/replay/hunter.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/replay/explore/delay_bounded.hpp"
#include "hindcast/replay/shrink.hpp"

namespace hindcast {
namespace {

constexpr std::uint32_t kDepth = 3;
constexpr std::uint32_t kDelays = 2;
constexpr std::uint32_t kFirstSteps = 64;  // until a run has shown how many there are
constexpr std::uint64_t kBranchLabels = 0x6272616eULL;

class SeedHunter final : public Hunter {
 public:
  SeedHunter(const Scenario& scenario, const HuntOptions& options)
      : scenario_(scenario), options_(options) {}

  bool independent() const override { return true; }
  HuntedRun hunt(std::uint64_t number) override {
    const ExecuteOptions execution{.seed = options_.first_seed + number, .limits = options_.limits};
    Run run = run_seed(scenario_, Base::random, execution);
    Token token = token_of(scenario_, Base::random, run, options_.overrides);
    return {std::move(run), std::move(token)};
  }

 private:
  const Scenario& scenario_;
  const HuntOptions& options_;
};

// Splits waits as the replay of a token does, so that its questions come again.
class PermitSplit final : public Chooser {
 public:
  explicit PermitSplit(Sampler& sampler) : sampler_(sampler) {}
  bool asks(ChoiceKind kind) const override { return sampler_.asks(kind); }
  WaitSplit splits_waits() const override { return WaitSplit::permits; }
  std::uint32_t choose(const ChoicePoint& point) override {
    if (point.kind == ChoiceKind::schedule) ++schedule_questions_;
    return sampler_.choose(point);
  }
  void stepped(const Step& step) override { sampler_.stepped(step); }
  std::uint32_t schedule_questions() const { return schedule_questions_; }

 private:
  Sampler& sampler_;
  std::uint32_t schedule_questions_ = 0;
};

// What a sampler answered is in the token, over quiet answers.
HuntedRun hunted(const Scenario& scenario, SampledRun sampled, const HuntOptions& options) {
  Token token = token_of(scenario, Base::quiet, sampled.run, options.overrides);
  token.asks_schedule = true;
  token.deviations = std::move(sampled.deviations);
  return {std::move(sampled.run), std::move(token)};
}

// The runs of a sampler that remembers nothing from run to run.
template <class Kind>
class MemorylessHunter final : public Hunter {
 public:
  MemorylessHunter(const Scenario& scenario, const HuntOptions& options)
      : scenario_(scenario), options_(options) {}

  bool independent() const override { return true; }
  HuntedRun hunt(std::uint64_t number) override {
    Kind sampler;
    return hunted(scenario_,
                  sample(scenario_, sampler, options_.first_seed + number, options_.limits),
                  options_);
  }

 private:
  const Scenario& scenario_;
  const HuntOptions& options_;
};

// The runs of a sampler that learns: how long runs are, or who takes how many steps.
class SamplerHunter final : public Hunter {
 public:
  using Make = std::unique_ptr<Sampler> (*)(std::uint32_t steps);

  SamplerHunter(const Scenario& scenario, const HuntOptions& options, Make make, bool by_steps)
      : scenario_(scenario), options_(options), make_(make), by_steps_(by_steps) {}

  HuntedRun hunt(std::uint64_t number) override {
    renew_sampler();
    SampledRun sampled =
        sample(scenario_, *sampler_, options_.first_seed + number, options_.limits);
    steps_seen_ = std::max(steps_seen_, sampled.schedule_questions);
    return hunted(scenario_, std::move(sampled), options_);
  }

 private:
  // A sampler that places its changes among so many steps is made anew when runs are longer.
  void renew_sampler() {
    if (sampler_ != nullptr && steps_seen_ <= steps_) return;
    steps_ = std::max(steps_seen_, kFirstSteps);
    if (sampler_ == nullptr || by_steps_) sampler_ = make_(steps_);
  }

  const Scenario& scenario_;
  const HuntOptions& options_;
  Make make_;
  bool by_steps_;
  std::unique_ptr<Sampler> sampler_;
  std::uint32_t steps_ = 0;
  std::uint32_t steps_seen_ = 0;
};

std::unique_ptr<Sampler> uniform_walk(std::uint32_t) { return std::make_unique<UniformWalk>(); }

}  // namespace

SampledRun sample(const Scenario& scenario, Sampler& sampler, std::uint64_t seed,
                  const Limits& limits) {
  sampler.begin(seed);
  PermitSplit asked(sampler);
  RecordingChooser recorder(asked);
  SampledRun sampled;
  sampled.run = execute(scenario, recorder, {.seed = seed, .limits = limits});
  sampled.deviations = deviations_of(recorder.answers());
  sampled.schedule_questions = asked.schedule_questions();
  return sampled;
}

std::unique_ptr<Hunter> make_hunter(Strategy strategy, const Scenario& scenario,
                                    const HuntOptions& options) {
  const auto sampled = [&](SamplerHunter::Make make,
                           bool by_steps = false) -> std::unique_ptr<Hunter> {
    return std::make_unique<SamplerHunter>(scenario, options, make, by_steps);
  };
  switch (strategy) {
    case Strategy::seeds:
      return std::make_unique<SeedHunter>(scenario, options);
    case Strategy::walk:
      return std::make_unique<MemorylessHunter<RandomWalk>>(scenario, options);
    case Strategy::pct:
      return sampled(
          [](std::uint32_t steps) -> std::unique_ptr<Sampler> {
            return std::make_unique<PriorityChanges>(kDepth, steps);
          },
          true);
    case Strategy::pos:
      return std::make_unique<MemorylessHunter<PartialOrder>>(scenario, options);
    case Strategy::urw:
      return sampled(uniform_walk);
    case Strategy::delays:
      return sampled(
          [](std::uint32_t steps) -> std::unique_ptr<Sampler> {
            return std::make_unique<DelayBounded>(kDelays, steps);
          },
          true);
    case Strategy::guided:
      return std::make_unique<GuidedHunter>(scenario, options);
  }
  return nullptr;
}

GuidedHunter::GuidedHunter(const Scenario& scenario, const HuntOptions& options)
    : scenario_(scenario), options_(options) {
  starts_.push_back({.seed = options.first_seed, .branch = Instant()});
  known_.insert({});
}

HuntedRun GuidedHunter::hunt(std::uint64_t number) {
  Start& start = choose_start(number);
  ++start.visits;
  const Start from = start;
  Token token;
  token.seed = from.seed;
  token.reseeds = from.reseeds;
  token.reseeds.push_back({from.branch, mix(mix(from.seed, kBranchLabels), number + 1)});
  Run run = execute_token(scenario_, token, {.limits = options_.limits});
  Token whole = token_of(scenario_, Base::random, run, options_.overrides);
  whole.reseeds = token.reseeds;
  learn(from, whole, run);
  return {std::move(run), std::move(whole)};
}

// Mostly from where the most was seen; every fourth time from where the fewest runs began, since
// the deepest start may be a dead end.
GuidedHunter::Start& GuidedHunter::choose_start(std::uint64_t number) {
  const bool anywhere = number % 4 == 3;
  return *std::min_element(starts_.begin(), starts_.end(),
                           [anywhere](const Start& left, const Start& right) {
                             if (!anywhere && left.seen.size() != right.seen.size()) {
                               return left.seen.size() > right.seen.size();
                             }
                             return left.visits < right.visits;
                           });
}

// Each sighting in the order of time makes a start, if nothing was ever seen together with it and
// what came before it.
void GuidedHunter::learn(const Start& from, const Token& token, const Run& run) {
  std::vector<Sighting> sightings = run.sightings;
  std::stable_sort(sightings.begin(), sightings.end(),
                   [](const Sighting& left, const Sighting& right) { return left.at < right.at; });
  std::set<std::string> seen = from.seen;
  for (const Sighting& sighting : sightings) {
    if (!seen.insert(sighting.property).second || !known_.insert(seen).second) continue;
    const Instant branch = saturating_add(sighting.at, Duration::nanoseconds(1));
    starts_.push_back({from.seed, token.reseeds, branch, seen, 0});
  }
}

}  // namespace hindcast
