#include "hindcast/models/time/zone_rule.hpp"

#include "hindcast/models/time/utc_time.hpp"

namespace hindcast {

// Reads the parts of a POSIX TZ string from left to right.
class ZoneRuleReader {
 public:
  explicit ZoneRuleReader(std::string_view text) : rest_(text) {}

  bool read(ZoneRule& rule) {
    std::int32_t west = 0;
    if (!name(rule.standard_.abbreviation) || !hours(west)) return false;
    rule.standard_.offset = -west;
    if (rest_.empty()) return true;
    ZoneType daylight{rule.standard_.offset + 3'600, true, {}};
    if (!name(daylight.abbreviation)) return false;
    if (!rest_.empty() && rest_.front() != ',') {
      if (!hours(west)) return false;
      daylight.offset = -west;
    }
    rule.daylight_ = daylight;
    return day(rule.to_daylight_) && day(rule.to_standard_) && rest_.empty();
  }

 private:
  static bool is_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
  }
  static bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

  bool skip(char expected) {
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool name(std::string& out) {
    const bool quoted = skip('<');
    std::size_t length = 0;
    while (length < rest_.size()) {
      const char letter = rest_[length];
      const bool fits =
          is_letter(letter) || (quoted && (is_digit(letter) || letter == '+' || letter == '-'));
      if (!fits) break;
      ++length;
    }
    out = std::string(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return length >= 3 && (!quoted || skip('>'));
  }

  bool number(std::int32_t& out, std::int32_t minimum, std::int32_t maximum) {
    std::size_t digits = 0;
    out = 0;
    while (digits < rest_.size() && digits < 3 && is_digit(rest_[digits])) {
      out = out * 10 + (rest_[digits++] - '0');
    }
    rest_.remove_prefix(digits);
    return digits > 0 && out >= minimum && out <= maximum;
  }

  // [+|-]hh[:mm[:ss]] as seconds.
  bool hours(std::int32_t& out) {
    const bool negative = skip('-');
    if (!negative) skip('+');
    std::int32_t hour = 0;
    std::int32_t minute = 0;
    std::int32_t second = 0;
    if (!number(hour, 0, 167)) return false;
    if (skip(':')) {
      if (!number(minute, 0, 59)) return false;
      if (skip(':') && !number(second, 0, 59)) return false;
    }
    out = (hour * 3'600 + minute * 60 + second) * (negative ? -1 : 1);
    return true;
  }

  bool day(ZoneRule::Day& out) {
    using Form = ZoneRule::Day::Form;
    if (!skip(',')) return false;
    if (skip('M')) {
      out.form = Form::month_week_day;
      const bool read = number(out.number[0], 1, 12) && skip('.') && number(out.number[1], 1, 5) &&
                        skip('.') && number(out.number[2], 0, 6);
      if (!read) return false;
    } else if (skip('J')) {
      out.form = Form::julian;
      if (!number(out.number[0], 1, 365)) return false;
    } else {
      out.form = Form::day_of_year;
      if (!number(out.number[0], 0, 365)) return false;
    }
    return !skip('/') || hours(out.seconds);
  }

  std::string_view rest_;
};

Parsed<ZoneRule> ZoneRule::parse(std::string_view text) {
  ZoneRule rule;
  rule.text_ = std::string(text);
  if (ZoneRuleReader(text).read(rule)) return rule;
  return TextError{in_quotes(text) + " is no POSIX TZ string",
                   R"(write a rule as "EST5EDT,M3.2.0,M11.1.0")"};
}

std::int64_t ZoneRule::Day::civil_seconds_in(std::int64_t year) const {
  std::int64_t days = days_from_civil(year, 1, 1);
  switch (form) {
    case Form::day_of_year:
      days += number[0];
      break;
    case Form::julian: {
      const bool past_leap_day = number[0] >= 60 && days_in_month(year, 2) == 29;
      days += number[0] - 1 + (past_leap_day ? 1 : 0);
      break;
    }
    case Form::month_week_day: {
      const std::int32_t month = number[0];
      const std::int64_t first = days_from_civil(year, month, 1);
      const std::int32_t to_weekday = (number[2] - weekday_of_days(first) + 7) % 7;
      std::int32_t day_of_month = to_weekday + (number[1] - 1) * 7;
      if (day_of_month >= days_in_month(year, month)) day_of_month -= 7;
      days = first + day_of_month;
      break;
    }
  }
  return days * 86'400 + seconds;
}

std::vector<ZoneChange> ZoneRule::changes_of(std::int64_t year) const {
  if (!daylight_) return {};
  const ZoneChange spring{to_daylight_.civil_seconds_in(year) - standard_.offset, *daylight_};
  const ZoneChange autumn{to_standard_.civil_seconds_in(year) - daylight_->offset, standard_};
  if (spring.at < autumn.at) return {spring, autumn};
  return {autumn, spring};
}

const ZoneType& ZoneRule::type_at(std::int64_t posix) const {
  if (!daylight_) return standard_;
  const std::int64_t year = civil_from_seconds(posix).year;
  // A change of the year before, or of this one by UTC, decides; rules may reach into the next.
  bool is_dst = false;
  for (std::int64_t of = year - 2; of <= year + 1; ++of) {
    for (const ZoneChange& change : changes_of(of)) {
      if (change.at <= posix) is_dst = change.after.is_dst;
    }
  }
  return is_dst ? *daylight_ : standard_;
}

}  // namespace hindcast
