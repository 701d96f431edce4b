// CallLog: what the callers saw, call by call, and whether the objective held in each window. A
// window counts the calls that began in it; a call that is still open counts as bad once it is
// slower than the objective allows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/sim/objective.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

enum class CallOutcome : std::uint8_t { open, good, failed };

// 24 bytes a call, so that a run can keep all of them and quantiles are exact.
struct CallRecord {
  Instant started;
  Duration latency = Duration::infinite();  // infinite while open
  std::uint16_t kind = 0;                   // index into CallLog::kinds
  std::uint16_t error = 0;                  // index into CallLog::errors; 0: none
  CallOutcome outcome = CallOutcome::open;
};

class CallLog {
 public:
  static constexpr std::uint64_t kCallsMax = 50'000'000;

  CallLog(std::vector<std::string> kinds, const Objective& objective,
          Duration window = std::chrono::seconds(10));

  // A call begins and ends. Returns its number. REQUIRES: fewer than kCallsMax calls.
  std::uint32_t begin(std::uint16_t kind, Instant now);
  void end_good(std::uint32_t call, Instant now);
  // `error` is what the caller reads.
  void end_failed(std::uint32_t call, std::string_view error, Instant now);

  const std::vector<CallRecord>& calls() const { return calls_; }
  const std::vector<std::string>& kinds() const { return kinds_; }
  const std::vector<std::string>& errors() const { return errors_; }
  const Objective& objective() const { return objective_; }
  Duration window() const { return window_; }
  std::uint64_t open() const { return open_; }

  // Returns the start of the last call that kept a window within [from, to) from meeting the
  // objective, as seen at `now`; nothing if all of them met it. Calls that began too recently to be
  // judged are passed over.
  std::optional<Instant> last_bad(Instant from, Instant to, Instant now) const;
  // Returns the first instant at or after `from` at which a caller noticed a failure.
  std::optional<Instant> first_failure(Instant from) const;
  // Returns the latency that a share `quantile` of the good calls that began in [from, to) did not
  // exceed; zero if there were none.
  Duration latency(Ratio quantile, Instant from, Instant to) const;

  // Little's law: the integral of calls in the system over time, in call-nanoseconds, and the sum
  // of the ended calls' own latencies, kept by separate code.
  __extension__ using Integral = unsigned __int128;
  Integral time_integral(Instant now) const;
  Integral latency_sum() const { return latency_sum_; }

 private:
  std::uint16_t error_number(std::string_view text);
  void end(std::uint32_t call, CallOutcome outcome, Instant now);
  bool is_bad(const CallRecord& call, Instant now) const;
  bool holds(std::uint32_t offered, std::uint32_t failed, std::uint32_t slow) const;
  void integrate(Instant now);

  std::vector<std::string> kinds_;
  std::vector<std::string> errors_{""};
  Objective objective_;
  Duration window_;
  std::vector<CallRecord> calls_;
  std::uint64_t open_ = 0;
  Instant integrated_until_;
  Integral integral_ = 0;
  Integral latency_sum_ = 0;
};

}  // namespace hindcast
