#include "hindcast/models/time/cron_schedule.hpp"

#include <array>
#include <charconv>
#include <optional>

#include "hindcast/models/time/utc_time.hpp"

namespace hindcast {
namespace {

constexpr std::int64_t kThreeHours = 180;
constexpr std::int64_t kLate = 5;  // minutes: more is a jump of the clock

struct Bounds {
  std::uint32_t first;
  std::uint32_t last;
};

// In the order of a crontab line; Sunday is 0 and 7.
constexpr std::array<Bounds, 5> kBounds = {{{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 7}}};

std::optional<std::uint32_t> number(std::string_view& text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool skip(std::string_view& text, char character) {
  if (text.empty() || text.front() != character) return false;
  text.remove_prefix(1);
  return true;
}

// One item of a list: a star, a number or a range, with or without a step. Returns its bits, or 0.
std::uint64_t item_bits(std::string_view text, const Bounds& bounds) {
  std::uint32_t first = bounds.first;
  std::uint32_t last = bounds.last;
  if (!skip(text, '*')) {
    const auto low = number(text);
    if (!low) return 0;
    first = last = *low;
    if (skip(text, '-')) {
      const auto high = number(text);
      if (!high) return 0;
      last = *high;
    }
  }
  std::uint32_t step = 1;
  if (skip(text, '/')) step = number(text).value_or(0);
  const bool fits = first >= bounds.first && last <= bounds.last && first <= last && step > 0;
  if (!text.empty() || !fits) return 0;
  std::uint64_t bits = 0;
  for (std::uint32_t value = first; value <= last; value += step) bits |= std::uint64_t{1} << value;
  return bits;
}

std::uint64_t field_bits(std::string_view text, const Bounds& bounds) {
  std::uint64_t bits = 0;
  for (;;) {
    const std::size_t comma = text.find(',');
    const std::uint64_t item = item_bits(text.substr(0, comma), bounds);
    if (item == 0) return 0;
    bits |= item;
    if (comma == std::string_view::npos) return bits;
    text.remove_prefix(comma + 1);
  }
}

std::string_view next_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

bool has(std::uint64_t bits, std::int32_t value) {
  return (bits >> static_cast<std::uint32_t>(value) & 1U) != 0;
}

}  // namespace

Parsed<CronSchedule> CronSchedule::parse(std::string_view text) {
  const TextError error{in_quotes(text) + " is no schedule of cron",
                        "write five fields, such as \"30 2 * * *\""};
  std::array<std::string_view, 5> words;
  std::array<std::uint64_t, 5> bits{};
  std::string_view rest = text;
  for (std::size_t field = 0; field < words.size(); ++field) {
    words[field] = next_word(rest);
    bits[field] = field_bits(words[field], kBounds[field]);
    if (bits[field] == 0) return error;
  }
  if (!next_word(rest).empty()) return error;
  CronSchedule schedule;
  schedule.minutes_ = bits[0];
  schedule.hours_ = bits[1];
  schedule.days_ = bits[2];
  schedule.months_ = bits[3];
  schedule.weekdays_ = bits[4] | (bits[4] >> 7U & 1U);
  schedule.wild_ = words[0].front() == '*' || words[1].front() == '*';
  schedule.any_day_ = words[2].front() == '*';
  schedule.any_weekday_ = words[4].front() == '*';
  return schedule;
}

// With both a day of the month and one of the week, either is enough (crontab(5)).
bool CronSchedule::matches(std::int64_t local_minute) const {
  const CivilTime local = civil_from_seconds(local_minute * 60);
  const std::int64_t days = days_from_civil(local.year, local.month, local.day);
  const bool day = has(days_, local.day);
  const bool weekday = has(weekdays_, weekday_of_days(days));
  return has(minutes_, local.minute) && has(hours_, local.hour) && has(months_, local.month) &&
         (any_day_ || any_weekday_ ? day && weekday : day || weekday);
}

std::vector<CronMinute> CronClock::wake(std::int64_t local_minute) {
  std::vector<CronMinute> due;
  if (local_minute == running_) return due;
  running_ = local_minute;
  const std::int64_t behind = running_ - virtual_;
  if (behind > kThreeHours || behind <= -kThreeHours) {  // the clock was corrected
    virtual_ = running_;
    due.push_back({running_, true, true});
  } else if (behind > kLate) {  // a gap: first what follows the clock, then what was skipped
    due.push_back({running_, true, false});
    while (virtual_ < running_) due.push_back({++virtual_, false, true});
  } else if (behind > 0) {
    while (virtual_ < running_) due.push_back({++virtual_, true, true});
  } else {  // a time that comes again: fixed jobs wait until it has caught up
    due.push_back({running_, true, false});
  }
  return due;
}

}  // namespace hindcast
