// Livelock: activity that comes round for ever. A world that declares a fingerprint of its state is
// watched after each step; a state that comes again, with nothing marked as progress in between,
// closes a cycle. It is a livelock if it is fair (everybody who could run all along it did run) and
// if it comes round as often as Limits::livelock_rounds, step by step: then a fingerprint that is
// too coarse to see a counter does no harm up to that count.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/sim/fingerprint.hpp"
#include "hindcast/sim/verdict.hpp"

namespace hindcast {

// The state after the step number `last` of those watched is the one after the step `first`.
struct Repeat {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  bool fair = false;
};

class LivelockWatch {
 public:
  // Steps that are remembered; a cycle may be as long as a part of that.
  static constexpr std::size_t kStepsRemembered = 100'000;
  // The property of a run that the hook ended.
  static constexpr const char* kRepeated = "state repeated";

  // Takes note of the state after a step of `ran`. Returns the verdict once there is one.
  std::optional<Outcome> observe(const Scheduler& scheduler, const Fingerprints& prints,
                                 const Fiber& ran);
  // What was seen so far does not come again: something was achieved.
  void progress();

  // For whoever searches: called after each observation with the number of the step and, if the
  // state is one of before, with the cycle. Returns whether to end the run there.
  using Hook = std::function<bool(std::uint64_t step, const std::optional<Repeat>& repeat)>;
  void on_state(Hook hook) { hook_ = std::move(hook); }
  // The cycle that has come round often enough, fair or not.
  const std::optional<Repeat>& confirmed() const { return confirmed_; }
  // Whether the last steps came round with this period.
  bool follows(std::uint64_t period) const;

  void clear();

 private:
  static constexpr std::size_t kCandidatesMax = 16;

  // What was seen after one step; enough to tell it in words.
  struct Seen {
    std::uint64_t state = 0;
    std::string who{};
    Operation next = Operation::none;
    std::int64_t before = -1;  // the last step with the same state
  };
  struct Candidate {
    std::uint64_t period = 0;
    std::uint64_t matched = 0;
  };
  // What has been ready since which step, without a turn.
  struct Patience {
    std::uint64_t entry = 0;
    std::uint64_t since = 0;
  };

  void note_ready(const Scheduler& scheduler);
  void note_state(std::uint64_t state, const Fiber& ran);
  void follow_candidates(std::uint32_t rounds);
  Repeat repeat_from(std::uint64_t first) const;
  std::optional<Repeat> latest_repeat() const;
  std::string words(const Repeat& repeat, std::uint32_t rounds) const;

  Hook hook_;
  std::vector<Seen> seen_;
  std::map<std::uint64_t, std::int64_t> last_with_;  // the last step with each state
  std::vector<Candidate> candidates_;
  std::vector<Patience> ready_;
  std::optional<Repeat> confirmed_;
};

}  // namespace hindcast
