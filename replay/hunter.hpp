// Hunter: one strategy of a hunt: what it draws next.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "hindcast/replay/explore/samplers.hpp"
#include "hindcast/replay/hunt.hpp"

namespace hindcast {

// A run and the token that says how it came about; the token's digest is the run's.
struct HuntedRun {
  Run run{};
  Token token{};
};

// A run whose questions a sampler answered, with waits split as the replay of a token splits them.
struct SampledRun {
  Run run{};
  std::vector<Deviation> deviations{};  // its answers other than 0
  std::uint32_t schedule_questions = 0;
};

SampledRun sample(const Scenario& scenario, Sampler& sampler, std::uint64_t seed,
                  const Limits& limits);

class Hunter {
 public:
  virtual ~Hunter() = default;
  // Whether a run depends on its number alone, so that runs may go on side by side.
  virtual bool independent() const { return false; }
  // Runs the run of that number. REQUIRES: if not independent, numbers come as 0, 1, 2, ...
  virtual HuntedRun hunt(std::uint64_t number) = 0;
};

std::unique_ptr<Hunter> make_hunter(Strategy strategy, const Scenario& scenario,
                                    const HuntOptions& options);

// Branches off runs at the moments where something was seen that the run before the branch had not
// seen: levels of a rare event are passed one by one, each at its own odds instead of their
// product (as importance splitting does; Kahn, Harris 1951).
class GuidedHunter final : public Hunter {
 public:
  GuidedHunter(const Scenario& scenario, const HuntOptions& options);
  HuntedRun hunt(std::uint64_t number) override;

 private:
  // A run up to a moment, from which others branch off.
  struct Start {
    std::uint64_t seed = 0;
    Reseeds reseeds{};
    Instant branch;                // when the next reseed comes
    std::set<std::string> seen{};  // by then
    std::uint64_t visits = 0;
  };

  Start& choose_start(std::uint64_t number);
  void learn(const Start& from, const Token& token, const Run& run);

  const Scenario& scenario_;
  const HuntOptions& options_;
  std::vector<Start> starts_;
  std::set<std::set<std::string>> known_;
};

}  // namespace hindcast
