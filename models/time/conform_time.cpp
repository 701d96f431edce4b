#include "hindcast/models/time/conform_time.hpp"

#include <fmt/format.h>

#include <istream>
#include <map>
#include <ostream>

#include "hindcast/models/json/reader.hpp"
#include "hindcast/models/time/leap_seconds.hpp"

namespace hindcast {
namespace {

constexpr std::int64_t kFirst = 0;
constexpr std::int64_t kEnd = 2'145'916'800;       // 2038-01-01
constexpr std::int64_t kNtpEpoch = 2'208'988'800;  // seconds from 1900 to 1970
// Dates within 100,000 years of 1970.
constexpr std::int64_t kSecondsMax = 3'155'695'200'000;

std::string joined(const std::vector<std::int64_t>& numbers) {
  std::string text;
  for (const std::int64_t number : numbers)
    text += fmt::format("{}{}", text.empty() ? "" : ",", number);
  return text;
}

std::string type_json(const ZoneType& type) {
  return fmt::format(R"({{"off":{},"abbr":"{}","dst":{}}})", type.offset, type.abbreviation,
                     type.is_dst ? 1 : 0);
}

class Answerer {
 public:
  explicit Answerer(const ZoneTables& tables) : tables_(tables) {}

  std::string answer(const JsonValue& row) {
    const auto zone = row.find("zone");
    if (!zone) return leap(row);
    if (row.find("before")) return next_transition(*zone);
    if (row.find("abbr")) return instant(*zone, row.member("at"));
    return local(*zone, row.member("local"));
  }

 private:
  struct Known {
    TimeZone zone;
    std::vector<ZoneTransition> transitions{};
    std::size_t next = 0;
  };

  Known& known(const JsonValue& name) {
    const std::string key(name.text());
    auto found = zones_.find(key);
    if (found == zones_.end()) {
      Known fresh{tables_.find(key).value_or_throw(name.place())};
      fresh.transitions = fresh.zone.transitions(kFirst, kEnd);
      found = zones_.emplace(key, std::move(fresh)).first;
    }
    return found->second;
  }

  std::string local(const JsonValue& name, const JsonValue& reading) {
    const CivilTime civil = parse_civil_time(reading.text()).value_or_throw(reading.place());
    const LocalMoments moments = known(name).zone.resolve(civil);
    std::string text =
        fmt::format(R"({{"zone":"{}","local":"{}","kind":"{}","at":[{}])", name.text(),
                    to_text(civil), name_of(moments.kind), joined(moments.at));
    if (moments.kind == LocalKind::gap) {
      text += fmt::format(R"(,"with_before_off":{},"with_after_off":{})", moments.with_before,
                          moments.with_after);
    }
    const std::int64_t first = moments.at.empty() ? moments.with_before : moments.at.front();
    const std::int64_t second = moments.at.empty() ? moments.with_after : moments.at.back();
    return text +
           fmt::format(R"(,"python_fold0":{},"python_fold1":{},"node":{}}})", first, second, first);
  }

  std::string instant(const JsonValue& name, const JsonValue& moment) {
    const std::int64_t at = moment.integer(-kSecondsMax, kSecondsMax);
    const TimeZone& zone = known(name).zone;
    const ZoneType& type = zone.type_at(at);
    return fmt::format(R"({{"zone":"{}","at":{},"utc":"{}","local":"{}","off":{},"abbr":"{}"}})",
                       name.text(), at, to_text(UtcTime{at}), to_text(zone.local(at)), type.offset,
                       type.abbreviation);
  }

  std::string next_transition(const JsonValue& name) {
    Known& zone = known(name);
    if (zone.next == zone.transitions.size()) {
      return fmt::format(R"({{"zone":"{}","at":null}})", name.text());
    }
    const ZoneTransition& next = zone.transitions[zone.next++];
    return fmt::format(R"({{"zone":"{}","at":{},"utc":"{}","before":{},"after":{},"shift":{}}})",
                       name.text(), next.at, to_text(UtcTime{next.at}), type_json(next.before),
                       type_json(next.after), next.after.offset - next.before.offset);
  }

  std::string leap(const JsonValue& row) {
    const LeapSeconds& leaps = LeapSeconds::published();
    const JsonValue kind = row.member("kind");
    if (kind.text() == "right") {
      const std::int64_t count = row.member("count").integer(-kSecondsMax, kSecondsMax);
      return fmt::format(R"({{"kind":"right","count":{},"utc":"{}"}})", count,
                         to_text(leaps.utc_of_elapsed(count)));
    }
    if (kind.text() == "expires") {
      return fmt::format(R"({{"kind":"expires","posix":{},"utc":"{}"}})", leaps.expires(),
                         to_text(UtcTime{leaps.expires()}));
    }
    if (kind.text() != "table")
      throw kind.error("is no kind of row", "write table, expires or right");
    const std::int64_t posix = row.member("ntp").integer(0, kSecondsMax) - kNtpEpoch;
    std::string text =
        fmt::format(R"({{"kind":"table","ntp":{},"posix":{},"utc":"{}","tai_minus_utc":{})",
                    posix + kNtpEpoch, posix, to_text(UtcTime{posix}), leaps.tai_minus_utc(posix));
    if (leaps.inserts_after(posix - 1)) {
      text += fmt::format(R"(,"leap":"{}")", to_text(UtcTime{posix - 1, 0, true}));
    }
    return text + "}";
  }

  const ZoneTables& tables_;
  std::map<std::string, Known, std::less<>> zones_{};
};

}  // namespace

void conform_time(std::istream& rows, std::ostream& answers, const std::string& file,
                  const ZoneTables& tables) {
  Answerer answerer(tables);
  std::uint64_t number = 0;
  for (std::string line; std::getline(rows, line);) {
    const JsonDocument document = read_json_text(line, fmt::format("{}:{}", file, ++number));
    const bool heads = document.root().find("meta").has_value();
    answers << (heads ? line : answerer.answer(document.root())) << '\n';
  }
}

}  // namespace hindcast
