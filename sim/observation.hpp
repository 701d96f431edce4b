// Observation: what one run of a scenario says about the design, measured at its callers and read
// off its components. Reports are made of these numbers alone; no scenario contains result text.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "hindcast/sim/time.hpp"

namespace hindcast {

// BROKE: a safety property fails, a crash that nobody restarts, or not back within the objective in
// time even after an operator's restart. DEGRADED: safe, but the objective was missed or an
// operator had to act. GRACEFUL: the rest.
enum class Grade : std::uint8_t { graceful, degraded, broke };

enum class FailureMode : std::uint8_t { none, crash, hang, data_loss, corruption, outage };

// How the design came back: by itself; by the restarts an operator made; not at all.
enum class Recovery : std::uint8_t { automatic, manual, none };

const char* name_of(Grade grade);
const char* name_of(FailureMode mode);
const char* name_of(Recovery recovery);

// A count that means harm: its name in words ("stale reads") and how many. An unsafe one breaks a
// run by itself (acknowledged and lost, never committed and served), others are worth a clause.
struct Harm {
  std::string name{};
  std::uint64_t count = 0;
  FailureMode mode = FailureMode::none;  // what an unsafe harm is; none: not unsafe

  bool unsafe() const { return mode != FailureMode::none; }
};

// Calls of one kind between the start of the fault and the recovery.
struct Impact {
  std::string kind;  // the tool or operation
  std::uint64_t offered = 0;
  std::uint64_t failed = 0;
};

// What a circuit breaker did in a run; in a run without it, what its connection did. Times count
// from the start of the fault.
struct BreakerObservation {
  std::string connection{};                      // "mcp.cache -> redis.resp"
  std::string kind{};                            // "opossum", or "own"; empty: there is no breaker
  std::uint64_t opened = 0;                      // times
  Duration opened_after = Duration::infinite();  // zero if it was open already; infinite: never
  std::uint64_t failed = 0;  // calls that it let through and that failed or were never answered
  // Of the calls that were sent between the trip and the end of the fault, those that were not
  // answered well.
  std::uint64_t dead_calls = 0;
  std::uint64_t rejected = 0;
  std::uint64_t healthy_rejected = 0;  // while all that it needs was up and reachable
  bool stuck = false;                  // not closed when the run ended
  // When the calls that were not answered well were sent, while the fault lasted; only where a
  // design asks for it (ConnectionDesign::keeps_failures).
  std::vector<Duration> failed_at{};
};

struct Observation {
  Grade grade = Grade::graceful;
  FailureMode failure_mode = FailureMode::none;
  std::string cause{};  // one clause, from the component that saw it first
  // What the fault struck, where that is the seed's choice: "cart", "frontend -> cart".
  std::string struck{};

  bool exercised = false;       // the fault met enough calls, and what should be seen was seen
  std::uint64_t calls_hit = 0;  // calls that met the fault
  bool calm_day_met = true;     // the objective held before the fault
  Duration fault_length = Duration::zero();
  Duration impact_length =
      Duration::zero();  // from the start of the fault to the recovery or the end
  // From the end of the fault to the first instant from which the objective holds; infinite: never.
  Duration recovery_time = Duration::zero();
  Recovery recovery = Recovery::automatic;
  std::vector<std::string> restarted{};  // what the operator restarted
  // From the start of the fault until a caller, or the server itself, noticed; infinite: never.
  Duration detected_by_callers = Duration::infinite();
  Duration detected_by_server = Duration::infinite();

  std::vector<Impact> impacts{};
  std::vector<Harm> harms{};  // safety: acknowledged and lost, invalid served; and lesser harms
  std::map<std::string, std::uint64_t> errors{};  // the callers' error texts, and how often
  std::vector<Harm> notes{};  // other counts worth a clause, such as waiters that had left
  Duration latency_p99 = Duration::zero();  // during the impact
  std::uint64_t offered = 0;                // calls during the impact
  std::uint64_t good = 0;                   // of those, answered well
  std::uint64_t good_hit = 0;               // of the calls that met the fault, answered well
  std::vector<BreakerObservation> breakers{};
};

}  // namespace hindcast
