// ZoneRule: what a zone does in every year from some year on, as a POSIX TZ string says it
// ("EST5EDT,M3.2.0,M11.1.0"), with the extensions of RFC 9636 (hours from -167 to 167).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/sim/parsed.hpp"

namespace hindcast {

// How a zone reads at some time.
struct ZoneType {
  std::int32_t offset = 0;  // seconds east of Greenwich
  bool is_dst = false;
  std::string abbreviation{};

  friend bool operator==(const ZoneType&, const ZoneType&) = default;
};

// From `at` (POSIX seconds) on the zone reads as `after`.
struct ZoneChange {
  std::int64_t at = 0;
  ZoneType after{};
};

class ZoneRule {
 public:
  // Reads a POSIX TZ string. An empty text is an error.
  static Parsed<ZoneRule> parse(std::string_view text);

  const std::string& text() const { return text_; }
  bool changes() const { return daylight_.has_value(); }
  // Returns what the zone reads at that POSIX second.
  const ZoneType& type_at(std::int64_t posix) const;
  // Returns the changes of that year, in order; those of a rule that never changes are none.
  std::vector<ZoneChange> changes_of(std::int64_t year) const;

 private:
  friend class ZoneRuleReader;

  // The day of a change: Mm.w.d, Jn (no February 29) or n.
  struct Day {
    enum class Form : std::uint8_t { month_week_day, julian, day_of_year };
    Form form = Form::month_week_day;
    std::array<std::int32_t, 3> number{};
    std::int32_t seconds = 7'200;  // of local time, from the day's midnight

    std::int64_t civil_seconds_in(std::int64_t year) const;
  };

  std::string text_{};
  ZoneType standard_{};
  std::optional<ZoneType> daylight_{};
  Day to_daylight_{};
  Day to_standard_{};
};

}  // namespace hindcast
