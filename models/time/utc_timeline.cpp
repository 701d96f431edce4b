#include "hindcast/models/time/utc_timeline.hpp"

#include <utility>

namespace hindcast {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kBillion = 1'000'000'000;

}  // namespace

LeapSeconds LeapSecond::within(const LeapSeconds& table) const {
  const bool known = deleted ? table.deletes(day_ends - 1) : table.inserts_after(day_ends - 1);
  if (known) return table;
  const std::int64_t day_begins = day_ends - kSecondsPerDay;
  return deleted ? table.with_deleted(day_begins) : table.with_inserted(day_begins);
}

Parsed<LeapSecond> parse_leap_second(std::string_view text, bool hypothetical) {
  const LeapSeconds& table = LeapSeconds::published();
  Parsed<UtcTime> parsed = parse_utc_time(text, table, hypothetical);
  if (!parsed.ok()) return parsed.error();
  const UtcTime utc = parsed.value();
  if (utc.leap) return LeapSecond{utc.seconds + 1};
  if ((utc.seconds + 1) % kSecondsPerDay != 0) {
    return TextError{in_quotes(text) + " is no leap second",
                     "write the end of a day: 23:59:60Z is inserted, 23:59:59Z is left out"};
  }
  const bool other_way = table.inserts_after(utc.seconds);
  if (other_way) {
    return TextError{in_quotes(text) + " cannot be left out: a second was inserted after it",
                     "name the end of another day"};
  }
  if (!hypothetical) {
    return TextError{in_quotes(text) + " was not left out: no second of UTC ever was",
                     "say that it is hypothetical"};
  }
  return LeapSecond{utc.seconds + 1, true};
}

UtcTimeline::UtcTimeline(UtcTime begins, LeapSeconds leaps)
    : begins_(leaps.elapsed(begins)), nanoseconds_(begins.nanoseconds), leaps_(std::move(leaps)) {}

UtcTime UtcTimeline::at(Instant instant) const {
  const std::int64_t count = instant.count() + nanoseconds_;
  const std::int64_t seconds = count / kBillion - (count % kBillion < 0 ? 1 : 0);
  UtcTime utc = leaps_.utc_of_elapsed(begins_ + seconds);
  utc.nanoseconds = static_cast<std::uint32_t>(count - seconds * kBillion);
  return utc;
}

Duration UtcTimeline::until(const UtcTime& utc) const {
  const std::int64_t seconds = leaps_.elapsed(utc) - begins_;
  return Duration(std::chrono::seconds(1)) * seconds +
         Duration::nanoseconds(std::int64_t{utc.nanoseconds} - std::int64_t{nanoseconds_});
}

}  // namespace hindcast
