// Civil time against Howard Hinnant's date library. Both read the machine's tz database, so that
// the same rules are on both sides, whatever their version is.
#include <date/tz.h>
#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "hindcast/models/time/zone_tables.hpp"

using namespace hindcast;

namespace {

constexpr const char* kSystemZones = "/usr/share/zoneinfo";
constexpr std::int64_t kEnd = 2'145'916'800;  // 2038-01-01

const ZoneTables& system_zones() {
  static const ZoneTables tables = ZoneTables::in_directory(kSystemZones);
  return tables;
}

bool has_system_zones() {
  return std::filesystem::exists(std::string(kSystemZones) + "/tzdata.zi");
}

date::sys_seconds at(std::int64_t posix) { return date::sys_seconds(std::chrono::seconds(posix)); }

void compare_at(const TimeZone& ours, const date::time_zone& theirs, std::int64_t posix) {
  const date::sys_info info = theirs.get_info(at(posix));
  const ZoneType& type = ours.type_at(posix);
  REQUIRE(type.offset == info.offset.count());
  REQUIRE(type.abbreviation == info.abbrev);
  REQUIRE(type.is_dst == (info.save != std::chrono::minutes(0)));
}

void compare_local(const TimeZone& ours, const date::time_zone& theirs, std::int64_t reading) {
  const date::local_seconds local{std::chrono::seconds(reading)};
  const date::local_info info = theirs.get_info(local);
  const LocalMoments moments = ours.resolve(civil_from_seconds(reading));
  const std::int64_t first = reading - info.first.offset.count();
  const std::int64_t second = reading - info.second.offset.count();
  if (info.result == date::local_info::unique) {
    REQUIRE(moments.kind == LocalKind::unique);
    REQUIRE(moments.at == std::vector<std::int64_t>{first});
  } else if (info.result == date::local_info::nonexistent) {
    REQUIRE(moments.kind == LocalKind::gap);
    REQUIRE(moments.with_before == first);
    REQUIRE(moments.with_after == second);
  } else {
    REQUIRE(moments.kind == LocalKind::fold);
    REQUIRE(moments.at.front() == std::min(first, second));
    REQUIRE(moments.at.back() == std::max(first, second));
  }
}

// Around every change of the zone: what it reads, and what readings in and beside its gap or fold
// mean. Returns how many changes there were.
std::size_t compare_zone(const TimeZone& ours) {
  const date::time_zone& theirs = *date::locate_zone(ours.name());
  const auto changes = ours.transitions(0, kEnd);
  for (const ZoneTransition& change : changes) {
    for (const std::int64_t offset : {-86'400, -1, 0, 1, 86'400}) {
      compare_at(ours, theirs, change.at + offset);
    }
    for (const std::int32_t of : {change.before.offset, change.after.offset}) {
      for (const std::int64_t offset : {-7'201, -1, 0, 1, 1'799, 7'201}) {
        compare_local(ours, theirs, change.at + of + offset);
      }
    }
  }
  return changes.size();
}

}  // namespace

TEST_CASE("every change of every zone of the machine reads as in Hinnant's date") {
  if (!has_system_zones()) {
    MESSAGE("this machine has no tz database with an index; nothing was compared");
    return;
  }
  std::size_t changes = 0;
  for (const std::string& name : system_zones().names()) {
    const TimeZone zone = system_zones().find(name).value();
    CAPTURE(name);
    if (name == "Factory") continue;  // no zone of any place; date leaves it out
    if (zone.name() == name) changes += compare_zone(zone);
  }
  CHECK(changes > 15'000);
}

TEST_CASE("the pinned tables are the machine's where both have the same version") {
  if (!has_system_zones() || system_zones().version() != ZoneTables::pinned().version()) {
    MESSAGE("the machine's tz database is another one; nothing was compared");
    return;
  }
  std::size_t differing = 0;
  for (const std::string& name : system_zones().names()) {
    const auto pinned = ZoneTables::pinned().find(name);
    const auto system = system_zones().find(name);
    REQUIRE(pinned.ok());
    const auto left = pinned.value().transitions(0, kEnd);
    const auto right = system.value().transitions(0, kEnd);
    const bool same = std::equal(left.begin(), left.end(), right.begin(), right.end(),
                                 [](const ZoneTransition& one, const ZoneTransition& other) {
                                   return one.at == other.at && one.after == other.after;
                                 });
    differing += same ? 0U : 1U;
  }
  CHECK(differing == 0);
}
