// TimeZone: one zone of the tz database: what local clocks showed, and show, at every moment.
//
// Local time is no function of UTC's inverse: a reading can be skipped (a gap, when clocks are set
// forward) or shown more than once (a fold). `resolve` says which.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/models/time/utc_time.hpp"
#include "hindcast/models/time/zone_rule.hpp"

namespace hindcast {

// A change of what a zone reads.
struct ZoneTransition {
  std::int64_t at = 0;  // POSIX seconds: the first with the new reading
  ZoneType before{};
  ZoneType after{};
};

enum class LocalKind : std::uint8_t { unique, gap, fold };
const char* name_of(LocalKind kind);

// Which moments a local reading can mean.
struct LocalMoments {
  LocalKind kind = LocalKind::unique;
  std::vector<std::int64_t> at{};  // POSIX seconds, ascending; none in a gap, two or more in a fold
  // In a gap: the moments that the offsets before and after the gap would give. Python takes the
  // first for fold 0 and the second for fold 1; JavaScript takes the first.
  std::int64_t with_before = 0;
  std::int64_t with_after = 0;
};

class TimeZone {
 public:
  // `initial` is read before the first change; `rule`, if any, decides from the last change on.
  TimeZone(std::string name, ZoneType initial, std::vector<ZoneChange> changes,
           std::optional<ZoneRule> rule);

  const std::string& name() const { return name_; }
  // Returns what the zone reads at that POSIX second.
  const ZoneType& type_at(std::int64_t posix) const;
  CivilTime local(std::int64_t posix) const {
    return civil_from_seconds(posix + type_at(posix).offset);
  }
  LocalMoments resolve(const CivilTime& local) const;
  // Returns the changes with first <= at < end where offset, daylight flag or abbreviation differ.
  std::vector<ZoneTransition> transitions(std::int64_t first, std::int64_t end) const;

  // Returns the zone as one line of a table, without changes that the rule repeats, and reads it.
  std::string line() const;
  static Parsed<TimeZone> of_line(std::string_view line);

 private:
  // Calls `each` for every change with first <= at < end, whether or not the reading differs.
  template <class Each>
  void for_changes(std::int64_t first, std::int64_t end, Each each) const;
  void drop_what_the_rule_repeats();

  std::string name_;
  ZoneType initial_;
  std::vector<ZoneChange> changes_;
  std::optional<ZoneRule> rule_;
};

}  // namespace hindcast
