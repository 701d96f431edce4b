#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "hindcast/models/time/leap_seconds.hpp"
#include "hindcast/models/time/tzif.hpp"
#include "hindcast/models/time/zone_tables.hpp"

using namespace hindcast;

namespace {

TimeZone zone(std::string_view name) { return ZoneTables::pinned().find(name).value(); }

CivilTime civil(std::string_view text) { return parse_civil_time(text).value(); }

std::string utc_error(std::string_view text) {
  const auto parsed = parse_utc_time(text, LeapSeconds::published());
  return parsed.ok() ? "" : parsed.error().cause;
}

void put(std::string& bytes, std::uint64_t value, int size) {
  for (int index = size - 1; index >= 0; --index) {
    bytes += static_cast<char>(value >> (8 * index));
  }
}

std::string header(std::uint32_t times, std::uint32_t types, std::uint32_t letters) {
  std::string bytes = "TZif2" + std::string(15, '\0');
  for (const std::uint32_t count : {0U, 0U, 0U, times, types, letters}) put(bytes, count, 4);
  return bytes;
}

// A compiled zone that is at +01:00 until 1,000 s and at +02:00 from then on.
std::string compiled() {
  std::string bytes = header(0, 0, 0) + header(1, 2, 8);
  put(bytes, 1'000, 8);
  bytes += '\1';
  put(bytes, 3'600, 4);
  bytes += std::string("\0\0", 2);
  put(bytes, 7'200, 4);
  bytes += std::string("\0\4", 2);
  return bytes + std::string("ABC\0DEF\0", 8) + "\nDEF-2\n";
}

}  // namespace

TEST_CASE("dates are those of the standard library's calendar") {
  for (std::int64_t day = -800'000; day < 800'000; day += 17) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    const CivilTime ours = civil_from_seconds(day * 86'400 + 86'399);
    REQUIRE(ours.year == static_cast<int>(date.year()));
    REQUIRE(ours.month == static_cast<int>(static_cast<unsigned>(date.month())));
    REQUIRE(ours.day == static_cast<int>(static_cast<unsigned>(date.day())));
    REQUIRE(ours.second == 59);
    REQUIRE(civil_seconds(ours) == day * 86'400 + 86'399);
    const std::chrono::weekday weekday{std::chrono::sys_days{std::chrono::days{day}}};
    REQUIRE(weekday_of_days(day) == static_cast<int>(weekday.c_encoding()));
  }
}

TEST_CASE("a reading in the gap of a half-hour zone means no moment") {
  const LocalMoments moments = zone("Australia/Lord_Howe").resolve(civil("2024-10-06T02:15:00"));
  CHECK(moments.kind == LocalKind::gap);
  CHECK(moments.at.empty());
  CHECK(moments.with_before - moments.with_after == 1'800);
}

TEST_CASE("a reading in a fold means two moments, an hour apart in most zones") {
  const LocalMoments moments = zone("America/New_York").resolve(civil("2024-11-03T01:30:00"));
  CHECK(moments.kind == LocalKind::fold);
  REQUIRE(moments.at.size() == 2);
  CHECK(moments.at[1] - moments.at[0] == 3'600);
}

TEST_CASE("a day that a zone skipped has no moments at all") {
  CHECK(zone("Pacific/Apia").resolve(civil("2011-12-30T12:00:00")).kind == LocalKind::gap);
}

TEST_CASE("a link reads as the zone that it names") {
  CHECK(zone("US/Eastern").name() == "America/New_York");
  const auto unknown = ZoneTables::pinned().find("Mars/Olympus_Mons");
  REQUIRE_FALSE(unknown.ok());
  CHECK(unknown.error().cause == "\"Mars/Olympus_Mons\" is no time zone of the tz database 2026f");
}

TEST_CASE("the line of a zone reads back as the same zone") {
  for (const std::string& name : ZoneTables::pinned().names()) {
    const TimeZone original = zone(name);
    const auto again = TimeZone::of_line(original.line());
    REQUIRE(again.ok());
    REQUIRE(again.value().line() == original.line());
  }
}

TEST_CASE("a rule is read in each of its forms") {
  const auto at = [](std::string_view text, std::int64_t posix) {
    return ZoneRule::parse(text).value().type_at(posix).offset;
  };
  const std::int64_t july = civil_seconds(civil("2030-07-01T00:00:00"));
  const std::int64_t january = civil_seconds(civil("2030-01-15T00:00:00"));
  CHECK(at("EST5", july) == -18'000);
  CHECK(at("EST5EDT,M3.2.0,M11.1.0", july) == -14'400);
  CHECK(at("EST5EDT,M3.2.0,M11.1.0", january) == -18'000);
  CHECK(at("NZST-12NZDT,M9.5.0,M4.1.0/3", january) == 46'800);
  CHECK(at("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", july) == -3'600);
  CHECK(at("XXX3EDT4,0/0,J365/23", january) == -14'400);  // daylight time all year
  for (const char* wrong :
       {"", "EST", "ES5", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST200",
        "EST5EDT,M3.2.0,M11.1.0x", "<+0", "EST5EDT,J0,J1"}) {
    CHECK_FALSE(ZoneRule::parse(wrong).ok());
  }
}

TEST_CASE("a compiled zone is read, and refused at every length that cuts it off") {
  const std::string bytes = compiled();
  const Parsed<TimeZone> read = read_tzif(bytes, "Test/Zone");
  REQUIRE(read.ok());
  CHECK(read.value().type_at(999) == ZoneType{3'600, false, "ABC"});
  CHECK(read.value().type_at(1'000) == ZoneType{7'200, false, "DEF"});
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CAPTURE(length);
    CHECK_FALSE(read_tzif(std::string_view(bytes).substr(0, length), "Test/Zone").ok());
  }
}

TEST_CASE("a compiled zone with any byte turned over is read or refused, never worse") {
  const std::string bytes = compiled();
  int refused = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(~damaged[at]);
    if (!read_tzif(damaged, "Test/Zone").ok()) ++refused;
  }
  CHECK(refused > 40);
}

TEST_CASE("a leap second exists where the list has one, and nowhere else") {
  CHECK(utc_error("2016-12-31T23:59:60Z").empty());
  CHECK(utc_error("2024-06-30T23:59:60Z") ==
        "\"2024-06-30T23:59:60Z\" is not among the leap seconds, the last of which was "
        "2016-12-31T23:59:60Z");
  CHECK(parse_utc_time("2024-06-30T23:59:60Z", LeapSeconds::published(), true).ok());
  CHECK_FALSE(parse_utc_time("2024-06-30T22:59:60Z", LeapSeconds::published(), true).ok());
  CHECK_FALSE(utc_error("2023-02-29T00:00:00Z").empty());
  CHECK_FALSE(utc_error("2023-02-28T24:00:00Z").empty());
  CHECK_FALSE(utc_error("2023-02-28T00:00:00").empty());
}

TEST_CASE("a table with a hypothetical second counts it, and one that is left out") {
  const std::int64_t day = civil_seconds(civil("2024-06-30T00:00:00"));
  const LeapSeconds inserted = LeapSeconds::published().with_inserted(day);
  const UtcTime leap{day + 86'399, 0, true};
  CHECK(inserted.inserts_after(day + 86'399));
  CHECK(inserted.tai_minus_utc(day + 86'400) == 38);
  CHECK(inserted.utc_of_elapsed(inserted.elapsed(leap)) == leap);
  CHECK(to_text(inserted.utc_of_elapsed(inserted.elapsed(leap) + 1)) == "2024-07-01T00:00:00Z");

  const LeapSeconds deleted = LeapSeconds::published().with_deleted(day);
  CHECK(deleted.deletes(day + 86'399));
  const UtcTime before{day + 86'398};
  CHECK(to_text(deleted.utc_of_elapsed(deleted.elapsed(before) + 1)) == "2024-07-01T00:00:00Z");
}
