// The time sweep: every change of every zone against everything in the models that goes by time.
// Each item is a world of its own around one change, and each check has an oracle that knows the tz
// database's readings and nothing of the models.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/models/host/cron_daemon.hpp"
#include "hindcast/models/host/log_book.hpp"
#include "hindcast/models/time/zone_tables.hpp"
#include "hindcast/scenarios/catalogue/scenario_kind.hpp"

namespace hindcast {

// How the host under test is set up. The defaults are right; each other value is a mistake that
// hosts and programs in use make, and that the sweep must find.
struct TimeSweepOptions {
  enum class Keeping : std::uint8_t {
    utc,
    local,  // set by the shift at each change, as a clock that is kept in local time
  };

  std::string zone{};  // empty: every zone
  std::string at{};    // empty: every change
  Keeping clock = Keeping::utc;
  StampForm log = StampForm::utc;
  OffsetCheck cron = OffsetCheck::always;

  static const FieldTable<TimeSweepOptions>& fields();
};

struct TimeSweepItem {
  std::string zone;
  ZoneTransition change;

  // "Europe/Berlin 2024-03-31T01:00:00Z (+3600 s)"
  std::string text() const;
};

// What is checked; in the order of reports.
enum class TimedLogic : std::uint8_t {
  expiry,             // a Redis key's time to live
  token,              // a Snowflake session's token
  schedule,           // a job of cron in local time
  log,                // the order of a log's lines
  wall_breaker,       // the open wait of resilience4j's breaker
  monotonic_breaker,  // and of gobreaker's
};
inline constexpr std::size_t kTimedLogics = 6;

const char* name_of(TimedLogic logic);

struct TimeCheck {
  TimedLogic logic = TimedLogic::expiry;
  bool holds = true;
  std::string what{};  // what was seen and what should have been
};

// One item in one world.
class TimeSweepRun : public Experiment {
 public:
  // Its checks, once the world has run.
  virtual std::vector<TimeCheck> checks() const = 0;
};

// Returns the changes of that zone from 1970 to 2037.
std::vector<TimeSweepItem> time_sweep_items(const TimeZone& zone);

std::unique_ptr<TimeSweepRun> build_time_sweep(World& world, const TimeSweepItem& item,
                                               const TimeSweepOptions& options,
                                               const ZoneTables& tables);

// As the story of one item: the named one, or the one that the seed chooses.
void add_time_sweep(ScenarioRegistry& scenarios);

inline constexpr const char* kTimeSweep = "time_sweep";

}  // namespace hindcast
