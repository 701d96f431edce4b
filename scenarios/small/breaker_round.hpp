// BreakerRound: one circuit breaker and a few callers, move by move. Whoever plays it decides at
// each move what happens next: a call, the end of one that is under way, time, a step of the wall
// clock. It needs no world, so a search and a plain recursion can play the same rounds.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/models/resilience/breaker.hpp"
#include "hindcast/models/resilience/breaker_options.hpp"

namespace hindcast {

struct BreakerRoundOptions {
  BreakerOptions breaker{};
  std::uint32_t callers = 3;
  std::uint32_t clock_steps = 1;                 // at most so many in a round
  std::uint32_t failures_to_open = 1;            // at one time, and no call ended well: it is open
  Duration pause = std::chrono::seconds(31);     // how far the timer moves time
  Duration clock_step = std::chrono::hours(1);   // of the wall clock, either way
  Duration patience = std::chrono::minutes(10);  // by then it lets calls through again
};

class BreakerRound final : private BreakerListener {
 public:
  enum class What : std::uint8_t { call, success, failure, time, step_forward, step_back };

  struct Move {
    What what = What::call;
    std::size_t caller = 0;  // of a call's end: which of those under way, oldest first
  };

  explicit BreakerRound(const BreakerRoundOptions& options);

  // Returns what may happen next; never empty. Idle callers are alike, so the next call is one
  // move whoever makes it. A call whose end is never played hangs; one whose end is played in
  // another state than it began in is late.
  std::vector<Move> moves() const;
  // REQUIRES: one of `moves()`.
  void play(const Move& move);
  // All is well from now on, except for calls that are still under way: they hang. Somebody calls
  // after every pause, and is answered well if let through.
  void settle_down();

  // Returns the first claim that did not hold, or nothing.
  const std::string& broken() const { return broken_; }
  std::uint64_t opened() const { return opened_; }
  std::uint64_t probes() const { return probes_; }

 private:
  struct Call {
    BreakerTicket ticket{};
    std::uint32_t epoch = 0;
    bool waits = false;  // for the end of the probe of that ticket
    Instant at;
  };

  void changed(const BreakerChange& change) override;
  ClockReading now() const { return {monotonic_, wall_}; }
  void claim(bool holds, const char* text);
  BreakerState state();
  void begin(Call& call);
  void end(std::size_t nth, BreakerOutcome outcome);
  void judge_end(const Call& call, BreakerState before, bool failed);
  void ask_again(BreakerTicket probe);
  void pass(Duration time);

  BreakerRoundOptions options_;
  Instant monotonic_;
  Instant wall_ = Instant::at(std::chrono::hours(1'000));
  std::unique_ptr<Breaker> breaker_;
  std::vector<Call> calls_;     // under way or waiting, oldest first
  std::uint32_t epoch_ = 0;     // counts changes of state
  std::uint32_t steps_ = 0;     // of the wall clock
  std::uint32_t failures_ = 0;  // since time last passed
  bool all_failed_ = true;
  std::uint64_t opened_ = 0;
  std::uint64_t probes_ = 0;
  std::string broken_;
};

// Returns "a call", "call 2 fails" and the like; calls under way count from the oldest.
std::string in_words(const BreakerRound::Move& move);

}  // namespace hindcast
