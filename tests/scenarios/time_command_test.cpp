// The stories of time and the sweep as their user meets them: the built program.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "hindcast/models/time/zone_tables.hpp"
#include "tests/scenarios/program.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

std::string token_in(const std::string& text) {
  const std::size_t from = text.find("hc1.");
  REQUIRE(from != std::string::npos);
  return text.substr(from, text.find_first_of(" \n", from) - from);
}

}  // namespace

TEST_CASE("the sweep of all zones holds") {
  const Ended all = run_program("run time_sweep");
  CHECK(all.code == 0);
  CHECK(all.out.starts_with(
      fmt::format("TIME SWEEP: tz database {}: ", ZoneTables::pinned().version())));
}

TEST_CASE("the sweep prints the same for any number of threads") {
  const std::string spring =
      "run time_sweep --set time_sweep.at=2024-03-31T01:00:00Z --set "
      "time_sweep.clock=local";
  const Ended two = run_program(spring + " --jobs 2");
  CHECK(two.code == 1);
  CHECK(run_program(spring + " --jobs 1").out == two.out);
}

TEST_CASE("a planted mistake is found, and the command that is printed finds it again") {
  const std::string command =
      "run time_sweep --set time_sweep.zone=Europe/Berlin --set "
      "time_sweep.log=local";
  const Ended found = run_program(command);
  CHECK(found.code == 1);
  CHECK(found.out.find("Europe/Berlin 1980-09-28T01:00:00Z (-3600 s): order of a log") !=
        std::string::npos);
  const Ended one = run_program(
      "run time_sweep --set time_sweep.log=local --set "
      "time_sweep.zone=Europe/Berlin --set "
      "time_sweep.at=1980-09-28T01:00:00Z");
  CHECK(one.code == 1);
  CHECK(one.out.find(": 1 changes of 1 zones") != std::string::npos);
}

TEST_CASE("what the time stories cannot be told is refused with place, cause and fix") {
  check_refused("run leap_second --set leap_second.at=2024-06-30T23:59:60Z", "hypothetical");
  check_refused("run clock_skew --set clock_skew.hosts=nowhere", "mcp");
  check_refused("run daylight_saving --set daylight_saving.date=2024-03-11", "2024-11-03");
  check_refused("run time_sweep --set time_sweep.zone=Europe/Berln", "Europe/Berln");
  check_refused("run time_sweep --set time_sweep.at=2024-03-31T01:00:01Z", "no zone changes then");
  check_refused("run time_sweep redis_shutdown", "alone");
  check_refused("run time_sweep --json", "alone");
  check_refused("run daylight_saving --tz zulu", "pinned");
  check_refused("run daylight_saving --tz ./nowhere", "nowhere");
}

TEST_CASE("a token names the tz database, and another one is refused") {
  const Ended run = run_program("run daylight_saving --seeds 1");
  CHECK(run.code == 0);
  const std::string token = token_in(run.out);
  const std::string version = "z" + ZoneTables::pinned().version();
  const std::size_t place = token.find(version);
  REQUIRE(place != std::string::npos);
  CHECK(run_program("replay " + token).code == 0);
  std::string other = token;
  other.replace(place, version.size(), "z1999a");
  check_refused("replay " + other, "1999a");
}

TEST_CASE("the machine's tz database can be read instead, and its token says which it was") {
  if (!std::filesystem::exists("/usr/share/zoneinfo/tzdata.zi")) {
    MESSAGE("this machine has no tz database with an index");
    return;
  }
  const Ended run = run_program("run daylight_saving --seeds 1 --tz system");
  CHECK(run.code == 0);
  CHECK(run_program("replay " + token_in(run.out) + " --tz system").code == 0);
}

TEST_CASE("a design can say how wrong a host's clock is, once for each host") {
  const Scratch scratch;
  const std::string mine = scratch.file("mine.json");
  REQUIRE(run_program("new " + mine).code == 0);
  std::string text = contents(mine);
  const std::string place = "\"components\": {";
  const std::size_t at = text.find(place);
  REQUIRE(at != std::string::npos);
  const auto with = [&](const std::string& clocks) {
    std::string changed = text;
    return scratch.write("clocks.json", changed.insert(at + place.size(), clocks));
  };
  const std::string one =
      "\n    \"drifting\": {\"kind\": \"clock\", \"on\": \"api\", \"drift\": 20000, \"daemon\": "
      "\"ntpd\"},";
  CHECK(run_program("run clock_skew --seeds 2 --system " + with(one)).code == 0);
  check_refused("show " + with(one + "\n    \"other\": {\"kind\": \"clock\", \"on\": \"api\"},"),
                "both the clock of api");
  check_refused("show " + with("\n    \"c\": {\"kind\": \"clock\", \"on\": \"api\", "
                               "\"begins\": \"2024-02-30T00:00:00Z\"},"),
                "begins");
}
