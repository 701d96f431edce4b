#include "hindcast/models/time/time_zone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace hindcast {
namespace {

// No zone is further from Greenwich than this, nor changes by more.
constexpr std::int64_t kReach = 2 * 86'400;

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::int64_t> number_of(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 12) return std::nullopt;
  std::int64_t value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = value * 10 + (digit - '0');
  }
  return negative ? -value : value;
}

std::optional<ZoneType> type_of(std::string_view text) {
  const auto parts = split(text, ':');
  if (parts.size() != 3 || parts[2].empty()) return std::nullopt;
  const auto offset = number_of(parts[0]);
  const bool flagged = parts[1] == "0" || parts[1] == "1";
  if (!offset || *offset <= -86'400 || *offset >= 2 * 86'400 || !flagged) return std::nullopt;
  return ZoneType{static_cast<std::int32_t>(*offset), parts[1] == "1", std::string(parts[2])};
}

// Reads "TYPE@SECONDS".
std::optional<ZoneChange> change_of(std::string_view text, const std::vector<ZoneType>& types) {
  const auto pair = split(text, '@');
  if (pair.size() != 2) return std::nullopt;
  const auto type = number_of(pair[0]);
  const auto at = number_of(pair[1]);
  const bool known = type && *type >= 0 && static_cast<std::size_t>(*type) < types.size();
  if (!known || !at) return std::nullopt;
  return ZoneChange{*at, types[static_cast<std::size_t>(*type)]};
}

}  // namespace

const char* name_of(LocalKind kind) {
  switch (kind) {
    case LocalKind::unique:
      return "unique";
    case LocalKind::gap:
      return "gap";
    case LocalKind::fold:
      return "fold";
  }
  return "";
}

TimeZone::TimeZone(std::string name, ZoneType initial, std::vector<ZoneChange> changes,
                   std::optional<ZoneRule> rule)
    : name_(std::move(name)),
      initial_(std::move(initial)),
      changes_(std::move(changes)),
      rule_(std::move(rule)) {
  drop_what_the_rule_repeats();
}

// A change at which the rule does the same, with no other change of the rule since the one before.
void TimeZone::drop_what_the_rule_repeats() {
  while (rule_ && changes_.size() >= 2) {
    const ZoneChange& last = changes_.back();
    const ZoneChange& before = changes_[changes_.size() - 2];
    if (rule_->type_at(before.at) != before.after) return;
    constexpr std::int64_t kYears = 3 * 366 * 86'400LL;
    if (last.at - before.at > kYears) return;  // a rule that changes does so more often
    std::vector<ZoneChange> repeated;
    const std::int64_t first_year = civil_from_seconds(before.at).year - 1;
    for (std::int64_t year = first_year; year <= civil_from_seconds(last.at).year + 1; ++year) {
      for (ZoneChange& change : rule_->changes_of(year)) {
        if (change.at > before.at && change.at <= last.at) repeated.push_back(std::move(change));
      }
    }
    const bool same =
        repeated.size() == 1 && repeated[0].at == last.at && repeated[0].after == last.after;
    if (!same) return;
    changes_.pop_back();
  }
}

const ZoneType& TimeZone::type_at(std::int64_t posix) const {
  const auto after = std::upper_bound(
      changes_.begin(), changes_.end(), posix,
      [](std::int64_t asked, const ZoneChange& change) { return asked < change.at; });
  if (after == changes_.end() && rule_) return rule_->type_at(posix);
  return after == changes_.begin() ? initial_ : std::prev(after)->after;
}

template <class Each>
void TimeZone::for_changes(std::int64_t first, std::int64_t end, Each each) const {
  for (const ZoneChange& change : changes_) {
    if (change.at >= first && change.at < end) each(change);
  }
  if (!rule_ || !rule_->changes()) return;
  const std::int64_t from = changes_.empty() ? first : std::max(first, changes_.back().at + 1);
  if (from >= end) return;
  const std::int64_t last_year = civil_from_seconds(end).year + 1;
  for (std::int64_t year = civil_from_seconds(from).year - 1; year <= last_year; ++year) {
    for (const ZoneChange& change : rule_->changes_of(year)) {
      if (change.at >= from && change.at < end) each(change);
    }
  }
}

std::vector<ZoneTransition> TimeZone::transitions(std::int64_t first, std::int64_t end) const {
  std::vector<ZoneTransition> found;
  for_changes(first, end, [&](const ZoneChange& change) {
    ZoneTransition transition{change.at, type_at(change.at - 1), change.after};
    if (transition.before != transition.after) found.push_back(std::move(transition));
  });
  return found;
}

LocalMoments TimeZone::resolve(const CivilTime& local) const {
  const std::int64_t reading = civil_seconds(local);
  std::vector<std::int32_t> offsets{type_at(reading - kReach).offset};
  LocalMoments moments;
  std::int32_t before = offsets.front();
  for_changes(reading - kReach + 1, reading + kReach, [&](const ZoneChange& change) {
    offsets.push_back(change.after.offset);
    const bool skipped = change.at + before <= reading && reading < change.at + change.after.offset;
    if (skipped) {
      moments.with_before = reading - before;
      moments.with_after = reading - change.after.offset;
    }
    before = change.after.offset;
  });
  for (const std::int32_t offset : offsets) {
    if (type_at(reading - offset).offset == offset) moments.at.push_back(reading - offset);
  }
  std::sort(moments.at.begin(), moments.at.end());
  moments.at.erase(std::unique(moments.at.begin(), moments.at.end()), moments.at.end());
  if (moments.at.empty()) moments.kind = LocalKind::gap;
  if (moments.at.size() > 1) moments.kind = LocalKind::fold;
  return moments;
}

std::string TimeZone::line() const {
  std::vector<ZoneType> types{initial_};
  std::string changes;
  for (const ZoneChange& change : changes_) {
    auto type = std::find(types.begin(), types.end(), change.after);
    if (type == types.end()) type = types.insert(types.end(), change.after);
    changes += fmt::format(" {}@{}", std::distance(types.begin(), type), change.at);
  }
  std::string line = name_ + "|" + (rule_ ? rule_->text() : "") + "|";
  for (const ZoneType& type : types) {
    line += fmt::format("{}{}:{}:{}", &type == &types.front() ? "" : " ", type.offset,
                        type.is_dst ? 1 : 0, type.abbreviation);
  }
  return line + "|" + (changes.empty() ? "" : changes.substr(1));
}

Parsed<TimeZone> TimeZone::of_line(std::string_view line) {
  const auto wrong = [line](std::string_view what) {
    return TextError{in_quotes(line) + " " + std::string(what),
                     "write NAME|RULE|OFFSET:DST:ABBREVIATION ...|TYPE@SECONDS ..."};
  };
  const auto parts = split(line, '|');
  if (parts.size() != 4 || parts[0].empty()) return wrong("has not four parts");
  std::optional<ZoneRule> rule;
  if (!parts[1].empty()) {
    Parsed<ZoneRule> parsed = ZoneRule::parse(parts[1]);
    if (!parsed.ok()) return parsed.error();
    rule = parsed.value();
  }
  std::vector<ZoneType> types;
  for (const std::string_view text : split(parts[2], ' ')) {
    const auto type = type_of(text);
    if (!type) return wrong("has a wrong type");
    types.push_back(*type);
  }
  std::vector<ZoneChange> changes;
  for (const std::string_view text : split(parts[3], ' ')) {
    if (parts[3].empty()) break;
    const auto change = change_of(text, types);
    const bool ascending = change && (changes.empty() || change->at > changes.back().at);
    if (!ascending) return wrong("has a wrong change");
    changes.push_back(*change);
  }
  return TimeZone(std::string(parts[0]), types.front(), std::move(changes), std::move(rule));
}

}  // namespace hindcast
