// Hosts in system files: what they run, and what is wrong with a file that gets it wrong.
#include <string>

#include "hindcast/scenarios/systems/shipped_systems.hpp"
#include "tests/scenarios/story_rig.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

// The plain platform with one more component.
std::string with_host(const std::string& host) {
  std::string text;
  for (const ShippedSystem& system : shipped_systems()) {
    if (system.name == kPlain) text = std::string(system.text);
  }
  const std::string before = "\"components\": {";
  text.insert(text.find(before) + before.size(), "\"machine\": " + host + ",");
  return text;
}

std::string complaint_about(const std::string& host) {
  try {
    (void)read_design(with_host(host), "test.json", shipped().kinds);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::uint64_t digest_of(const std::string& host) {
  auto design =
      std::make_shared<Design>(read_design(with_host(host), "test.json", shipped().kinds));
  const auto calm =
      shipped().scenarios.find("calm_day")->bind(design, {{"calm_day.length", "20s"}});
  const Run run = run_once(*calm, 1);
  CHECK(run.observation.calm_day_met);
  CHECK(run_once(*calm, 1).digest == run.digest);
  return run.digest;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a host in a system file runs the processes that it names, which compute on its cores") {
  const std::uint64_t alone = digest_of(R"({"kind": "host"})");
  const std::uint64_t shared =
      digest_of(R"({"kind": "host", "cores": 2, "runs": ["mcp", "worker", "redis"]})");
  CHECK(alone != shared);
}

TEST_CASE("a design with a host keeps it in the stories, with its own size") {
  auto design = std::make_shared<Design>(
      read_design(with_host(R"({"kind": "host", "cores": 128, "runs": ["mcp"]})"), "test.json",
                  shipped().kinds));
  const auto starved = shipped().scenarios.find("mcp_starved")->bind(design, {});
  CHECK(run_once(*starved, 1).observation.grade == Grade::graceful);
}

TEST_CASE("a host that runs what is not there, twice, or nothing of its own is refused") {
  CHECK(complaint_about(R"({"kind": "host", "runs": ["mcp"]})").empty());
  const std::string unknown = complaint_about(R"({"kind": "host", "runs": ["mpc"]})");
  CHECK(has(unknown, "machine runs \"mpc\", which is no process of the design"));
  CHECK(has(unknown, "did you mean \"mcp\""));
  // It stands on the server's node and is no process itself.
  CHECK(has(complaint_about(R"({"kind": "host", "runs": ["queue"]})"), "is no process"));
  CHECK(has(complaint_about(R"({"kind": "host", "runs": ["machine"]})"), "is no process"));
  CHECK(has(complaint_about(R"({"kind": "host", "runs": ["mcp"]},
                               "other": {"kind": "host", "runs": ["mcp"]})"),
            "both run mcp"));
  CHECK(has(complaint_about(R"({"kind": "host", "cores": 0})"), "cores"));
}
