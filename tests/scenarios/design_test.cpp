// System files: what is read, and what every wrong one is told.
#include "hindcast/scenarios/design/design.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "hindcast/scenarios/registry.hpp"
#include "hindcast/scenarios/systems/shipped_systems.hpp"
#include "hindcast/scenarios/systems/starter.hpp"
#include "hindcast/scenarios/systems/system_source.hpp"

namespace hindcast {
namespace {

const Registry& registry() {
  static const Registry shipped = shipped_registry();
  return shipped;
}

std::string starter() { return std::string(starter_system()); }

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// Returns the complaint about a text; fails the test if there is none.
InputError complaint(const std::string& text) {
  try {
    read_design(text, "my.json", registry().kinds);
  } catch (const InputError& error) {
    return error;
  }
  FAIL("the text was accepted: ", text.substr(0, 80));
  return InputError({}, "", "");
}

void check_complaint(const std::string& text, const std::string& cause, std::uint32_t line_min) {
  const InputError error = complaint(text);
  INFO(error.what());
  CHECK(std::string(error.what()).find(cause) != std::string::npos);
  CHECK(error.file() == "my.json");
  CHECK(error.line() >= line_min);
  CHECK_FALSE(error.fix().empty());
}

TEST_CASE("every shipped system and the starter are read") {
  CHECK(shipped_systems().size() >= 2);
  for (const ShippedSystem& system : shipped_systems()) {
    CAPTURE(system.name);
    const Design design = read_design(system.text, system.name, registry().kinds);
    CHECK(design.name == system.name);
    CHECK(design.components.size() >= 2);
  }
  CHECK(read_design(starter(), "starter", registry().kinds).name == "my_system");
}

TEST_CASE("a wrong file is told the place, the cause and the fix") {
  check_complaint(replaced(starter(), "\"rate\"", "\"rat\""), "rate", 10);
  check_complaint(replaced(starter(), "\"4/s\"", "\"4 per second\""), "clients.rate", 10);
  check_complaint(replaced(starter(), "\"4/s\"", "4"), "clients.rate", 10);
  check_complaint(replaced(starter(), "\"mcp_server\"", "\"mcp_servr\""), "mcp_server", 10);
  check_complaint(replaced(starter(), "\"timeout\": \"60s\"", "\"timeout\": 60"), "timeout", 30);
  check_complaint(replaced(starter(), "redis.resp", "redi.resp"), "redi.resp", 30);
  check_complaint(replaced(starter(), "redis.resp", "redis.sql"), "redis.resp", 30);
  check_complaint(replaced(starter(), "\"link\": \"lan\"", "\"link\": \"wlan\""), "wlan", 30);
  check_complaint(replaced(starter(), ", \"link\": \"lan\"", ""), "no link between them", 30);
  check_complaint(replaced(starter(), "\"to\": \"redis.resp\"", "\"to\": \"snowflake.sql_api\""),
                  "speaks", 30);
  check_complaint(replaced(starter(), "\"hindcast\": 1", "\"hindcast\": 2"), "version", 3);
  check_complaint(replaced(starter(), "\"on\": \"mcp\"", "\"on\": \"mpc\""), "mpc", 10);
  check_complaint(replaced(starter(), "\"my_system\"", "\"My System\""), "name", 4);
  check_complaint(replaced(starter(), "\"99%\"", "\"101%\""), "availability", 30);
}

TEST_CASE("a port that calls nobody is a mistake, not a silence") {
  const std::string line =
      "    {\"from\": \"mcp.cache\", \"to\": \"redis.resp\", \"link\": \"lan\"},\n";
  check_complaint(replaced(starter(), line, ""), "mcp.cache is connected to nothing", 10);
  check_complaint(replaced(starter(), line, line + line), "mcp.cache is connected twice", 30);
}

TEST_CASE("hostile texts are refused in one sentence") {
  CHECK(complaint("").fix().empty() == false);
  CHECK(complaint(std::string(10'000'000, 'x')).line() <= 1);
  CHECK(complaint(std::string(1'000'000, '[')).line() == 1);
  CHECK(complaint("\xff\xfe{}").line() == 1);
  CHECK(complaint("[]").line() == 1);
  CHECK(complaint("{\"hindcast\": 1}").line() == 1);
  CHECK(complaint("{\"hindcast\": 1, \"hindcast\": 1}").line() == 1);
}

TEST_CASE("every truncation of a system file is refused, never worse") {
  const std::string whole = starter();
  const std::size_t end = whole.rfind('}');
  for (std::size_t length = 0; length < end; length += 7) {
    CHECK_THROWS_AS(read_design(whole.substr(0, length), "my.json", registry().kinds), InputError);
  }
}

TEST_CASE("notes and spelled-out defaults do not change what a design is") {
  const Design plain = read_design(starter(), "a", registry().kinds);
  const Design noted =
      read_design(replaced(starter(), "\"rate\": \"4/s\"", "\"rate\": \"4.0/s\", \"skew\": 0.9"),
                  "b", registry().kinds);
  const Design faster =
      read_design(replaced(starter(), "\"4/s\"", "\"5/s\""), "c", registry().kinds);
  CHECK(plain.content_hash() == noted.content_hash());
  CHECK(plain.content_hash() != faster.content_hash());
}

TEST_CASE("--set changes one value and says where a wrong one is") {
  const SystemSource source("activity_platform", registry().kinds);
  const auto changed = source.load({{"clients.rate", "9/s"}});
  const auto plain = source.load({});
  CHECK(changed->content_hash() != plain->content_hash());
  CHECK(changed->id == "activity_platform");
  CHECK_THROWS_AS(source.load({{"clients.rat", "9/s"}}), InputError);
  CHECK_THROWS_AS(source.load({{"clients.rate", "9"}}), InputError);
  CHECK_THROWS_AS(SystemSource("activity_platfrm", registry().kinds), InputError);
  CHECK_THROWS_AS(SystemSource("./no/such/file.json", registry().kinds), InputError);
}

TEST_CASE("the hardened platform differs from the default one in policies only") {
  const SystemSource plain_source("activity_platform", registry().kinds);
  const SystemSource hard_source("activity_platform_hardened", registry().kinds);
  const auto plain = plain_source.load({});
  const auto hardened = hard_source.load({});
  REQUIRE(plain->components.size() == hardened->components.size());
  for (std::size_t index = 0; index < plain->components.size(); ++index) {
    CHECK(plain->components[index].name == hardened->components[index].name);
    CHECK(plain->components[index].kind->name == hardened->components[index].kind->name);
    CHECK(plain->components[index].node == hardened->components[index].node);
  }
  // Load, objectives, the services of others and the network are the same to the letter.
  const std::vector<Parameter> left = plain->parameters();
  const std::vector<Parameter> right = hardened->parameters();
  REQUIRE(left.size() == right.size());
  std::size_t differing = 0;
  for (std::size_t index = 0; index < left.size(); ++index) {
    CHECK(left[index].path == right[index].path);
    if (left[index].value == right[index].value) continue;
    ++differing;
    const std::string head = left[index].path.substr(0, left[index].path.find('.'));
    CAPTURE(left[index].path);
    for (const char* const same :
         {"clients", "objective", "snowflake", "stdio", "lan", "wan", "worker_wan", "disk"}) {
      const bool policy = left[index].path == "clients.mcp.timeout";
      CHECK((head != same || policy));
    }
  }
  CHECK(differing >= 5);
}

}  // namespace
}  // namespace hindcast
