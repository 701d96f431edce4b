#include "hindcast/models/time/utc_time.hpp"

#include <fmt/format.h>

#include <array>

#include "hindcast/models/time/leap_seconds.hpp"

namespace hindcast {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;

std::int64_t floor_div(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

bool is_leap_year(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr std::string_view kForm = R"(write it as "2024-03-10T02:30:00")";

// Reads fixed-width numbers with their separators.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool skip(char expected) {
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Reads exactly `digits` digits, or returns -1.
  std::int32_t number(std::size_t digits) {
    if (rest_.size() < digits) return -1;
    std::int32_t value = 0;
    for (std::size_t index = 0; index < digits; ++index) {
      if (rest_[index] < '0' || rest_[index] > '9') return -1;
      value = value * 10 + (rest_[index] - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }
  // Reads and drops a fraction of one to nine digits, if there is one.
  bool fraction() {
    if (!skip('.')) return true;
    std::size_t digits = 0;
    while (digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9') ++digits;
    rest_.remove_prefix(digits);
    return digits >= 1 && digits <= 9;
  }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

bool read_fields(Cursor& cursor, CivilTime& civil) {
  const bool before_christ = cursor.skip('-');
  const std::int32_t year = cursor.number(4);
  const bool dated = cursor.skip('-') && (civil.month = cursor.number(2)) >= 0 &&
                     cursor.skip('-') && (civil.day = cursor.number(2)) >= 0 && cursor.skip('T');
  const bool timed = dated && (civil.hour = cursor.number(2)) >= 0 && cursor.skip(':') &&
                     (civil.minute = cursor.number(2)) >= 0 && cursor.skip(':') &&
                     (civil.second = cursor.number(2)) >= 0 && cursor.fraction();
  civil.year = before_christ ? -year : year;
  return timed && year >= 0;
}

// Returns the complaint about a reading that no calendar shows, or an empty cause.
TextError impossible(const CivilTime& civil, std::int32_t second_max) {
  if (civil.month < 1 || civil.month > 12) return {"has no such month", "write 01 to 12"};
  const std::int32_t days = days_in_month(civil.year, civil.month);
  if (civil.day < 1 || civil.day > days) {
    return {"is a day that does not exist", fmt::format("the month has {} days", days)};
  }
  if (civil.hour > 23 || civil.minute > 59 || civil.second > second_max) {
    return {"is a time that no clock shows", "write 00:00:00 to 23:59:59"};
  }
  return {"", ""};
}

}  // namespace

std::int64_t days_from_civil(std::int64_t year, std::int32_t month, std::int32_t day) {
  const std::int64_t shifted = month <= 2 ? year - 1 : year;
  const std::int64_t era = floor_div(shifted, 400);
  const std::int64_t year_of_era = shifted - era * 400;
  const std::int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

std::int32_t weekday_of_days(std::int64_t days) {
  const std::int64_t since_sunday = days + 4;  // 1970-01-01 was a Thursday
  return static_cast<std::int32_t>(since_sunday - floor_div(since_sunday, 7) * 7);
}

std::int32_t days_in_month(std::int64_t year, std::int32_t month) {
  static constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool long_february = month == 2 && is_leap_year(year);
  return kDays.at(static_cast<std::size_t>(month - 1)) + (long_february ? 1 : 0);
}

std::int64_t civil_seconds(const CivilTime& civil) {
  return days_from_civil(civil.year, civil.month, civil.day) * kSecondsPerDay + civil.hour * 3'600 +
         civil.minute * 60 + civil.second;
}

CivilTime civil_from_seconds(std::int64_t seconds) {
  const std::int64_t days = floor_div(seconds, kSecondsPerDay);
  const std::int64_t in_day = seconds - days * kSecondsPerDay;
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = floor_div(shifted, 146'097);
  const std::int64_t day_of_era = shifted - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t march_month = (5 * day_of_year + 2) / 153;
  CivilTime civil;
  civil.day = static_cast<std::int32_t>(day_of_year - (153 * march_month + 2) / 5 + 1);
  civil.month = static_cast<std::int32_t>(march_month < 10 ? march_month + 3 : march_month - 9);
  civil.year = year_of_era + era * 400 + (civil.month <= 2 ? 1 : 0);
  civil.hour = static_cast<std::int32_t>(in_day / 3'600);
  civil.minute = static_cast<std::int32_t>(in_day / 60 % 60);
  civil.second = static_cast<std::int32_t>(in_day % 60);
  return civil;
}

CivilTime utc_reading(const UtcTime& utc) {
  CivilTime civil = civil_from_seconds(utc.seconds);
  if (utc.leap) ++civil.second;
  return civil;
}

std::string to_text(const CivilTime& civil) {
  const bool before_christ = civil.year < 0;
  return fmt::format("{}{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", before_christ ? "-" : "",
                     before_christ ? -civil.year : civil.year, civil.month, civil.day, civil.hour,
                     civil.minute, civil.second);
}

std::string to_text(const UtcTime& utc) { return to_text(utc_reading(utc)) + "Z"; }

Parsed<CivilTime> parse_civil_time(std::string_view text) {
  CivilTime civil;
  Cursor cursor(text);
  if (!read_fields(cursor, civil) || !cursor.done()) {
    return TextError{in_quotes(text) + " is no date with a time", std::string(kForm)};
  }
  if (TextError wrong = impossible(civil, 59); !wrong.cause.empty()) {
    return TextError{in_quotes(text) + " " + wrong.cause, std::move(wrong.fix)};
  }
  return civil;
}

Parsed<UtcTime> parse_utc_time(std::string_view text, const LeapSeconds& leaps, bool hypothetical) {
  CivilTime civil;
  Cursor cursor(text);
  if (!read_fields(cursor, civil) || !cursor.skip('Z') || !cursor.done()) {
    return TextError{in_quotes(text) + " is no moment of UTC", std::string(kForm) + " and Z"};
  }
  if (TextError wrong = impossible(civil, 60); !wrong.cause.empty()) {
    return TextError{in_quotes(text) + " " + wrong.cause, std::move(wrong.fix)};
  }
  const bool leap = civil.second == 60;
  if (!leap) return UtcTime{civil_seconds(civil)};
  civil.second = 59;
  const UtcTime utc{civil_seconds(civil), 0, true};
  const bool ends_a_day = civil.hour == 23 && civil.minute == 59;
  if (!ends_a_day) {
    return TextError{in_quotes(text) + " is a time that no clock shows",
                     "leap seconds are at 23:59:60"};
  }
  if (hypothetical || leaps.inserts_after(utc.seconds)) return utc;
  return TextError{in_quotes(text) + " is not among the leap seconds, the last of which was " +
                       to_text(leaps.last_inserted()),
                   "name one that happened, or say that it is hypothetical"};
}

}  // namespace hindcast
