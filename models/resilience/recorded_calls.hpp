// RecordedCalls: the calls of one case of a breaker's recording under virtual time, with the timers
// and promise jobs of the JavaScript that made them. A class for each library says what its breaker
// does with a call.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hindcast/models/json/document.hpp"
#include "hindcast/models/resilience/breaker.hpp"
#include "hindcast/models/snowflake/microtasks.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

class RecordedCalls {
 public:
  RecordedCalls() = default;
  RecordedCalls(const RecordedCalls&) = delete;
  RecordedCalls& operator=(const RecordedCalls&) = delete;
  virtual ~RecordedCalls() = default;

  // Does what a row says and returns the answered row.
  std::string answer(const JsonValue& row);

 protected:
  struct Action {
    std::uint64_t id = 0;
    bool succeeds = true;
    Duration takes = Duration::zero();
  };

  virtual void call(const Action& action) = 0;
  virtual void force(std::string_view what, const JsonValue& row) = 0;
  // The members of the answer after the events: `"state":"open"`.
  virtual std::string state_members() const = 0;
  // The wall clock of the recording began at some date; only differences matter.
  ClockReading reading() const { return {now_, kEpoch + now_.since_start()}; }
  Instant now() const { return now_; }
  void after(Duration delay, std::function<void()> fire);
  void log(const std::string& members);
  // The caller's promise settled, as the caller notices some jobs later.
  void log_end(std::uint32_t jobs, std::uint64_t id, std::string code);
  Microtasks& jobs() { return jobs_; }

 private:
  static constexpr Instant kEpoch = Instant::at(std::chrono::hours(24 * 365 * 50));

  struct Timer {
    Instant due;
    std::function<void()> fire;
  };

  void perform(std::string_view operation, const JsonValue& row);
  void advance(Duration span);

  Microtasks jobs_;
  Instant now_;
  std::vector<Timer> timers_;  // in the order in which they were set
  std::vector<std::string> events_;
};

}  // namespace hindcast
