// Certificates that the command line has just printed, tried by brute force.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/certificate/checker.hpp"
#include "tests/support/command.hpp"

using namespace hindcast::testing;

namespace {

using Json = nlohmann::json;

Json certificate(const std::string& arguments) {
  return Json::parse(
      output_of(fmt::format("'{}' check {} --json 2>/dev/null", HINDCAST_PROGRAM, arguments)));
}

std::string wrong_with(const Json& json) {
  std::string words;
  for (const std::string& refusal : refusals(certificate_of(json))) words += refusal + "\n";
  return words;
}

void expect_refusal(const std::string& words, const std::function<void(Json&)>& falsify) {
  Json json = certificate("two_locks");
  REQUIRE(wrong_with(json).empty());
  falsify(json);
  const std::string wrong = wrong_with(json);
  INFO(wrong);
  CHECK(wrong.find(words) != std::string::npos);
}

}  // namespace

TEST_CASE("what is claimed of a small program is what brute force finds") {
  for (const std::string arguments : {
           "writers --set writers.n=3",
           "writers --set writers.n=2 --set writers.k=3",
           "counter --set counter.n=3",
           "lockinc --set lockinc.n=3",
           "two_locks",
           "philosophers --set philosophers.n=2",
           "philosophers --set philosophers.n=2 --set philosophers.k=2",
           "philosophers --set philosophers.n=3",
           "mailbox --set mailbox.n=3",
           "lossy --set lossy.n=3",
           "lossy --set lossy.n=3 --faults 1",
           "lossy --set lossy.n=3 --faults 0",
           "reply_or_timeout",
           "late",
           "sleepers --set sleepers.n=3 --set sleepers.k=1",
           "sleepers --set sleepers.n=3 --set sleepers.k=1 --reduction none",
           "counter --set counter.n=3 --reduction none",
           "two_locks --reduction sleep",
       }) {
    INFO(arguments);
    CHECK(wrong_with(certificate(arguments)) == "");
  }
}

TEST_CASE("a certificate with one class fewer is refused, and one with another class") {
  expect_refusal("classes: claimed 2, found 3", [](Json& json) { json["classes"] = 2; });
  expect_refusal("the set of classes", [](Json& json) { json["class_sum"] = "0123456789abcdef"; });
  expect_refusal("executions: claimed 4", [](Json& json) { json["executions"] = 4; });
  expect_refusal("deepest", [](Json& json) { json["deepest"] = 1; });
}

TEST_CASE("a certificate without a finding is refused, and one with a finding too many") {
  expect_refusal("no deadlock: executions: claimed 0, found 1",
                 [](Json& json) { json["findings"].clear(); });
  expect_refusal("deadlocks: claimed 0", [](Json& json) { json["deadlocks"] = 0; });
  expect_refusal("verdict: claimed held", [](Json& json) { json["verdict"] = "held"; });
  expect_refusal("never fails: its run fails", [](Json& json) {
    Json more = json["findings"][0];
    more["what"] = "never fails";
    json["findings"].push_back(more);
  });
}

TEST_CASE("a finding whose token is another run is refused") {
  expect_refusal("digest", [](Json& json) {
    std::string token = json["findings"][0]["token"];
    token.back() = token.back() == '0' ? '1' : '0';
    json["findings"][0]["token"] = token;
  });
  expect_refusal("deviations", [](Json& json) { json["findings"][0]["deviations"] = 77; });
}

TEST_CASE("a certificate of another configuration, program or bound is refused") {
  expect_refusal("configuration", [](Json& json) { json["configuration"] = "00000000000000aa"; });
  expect_refusal("configuration", [](Json& json) { json["overrides"] = {"two_locks.n=2"}; });
  expect_refusal("classes", [](Json& json) {
    const Json other = certificate("late --set late.n=2");
    json["scenario"] = other["scenario"];
    json["configuration"] = other["configuration"];
    json["overrides"] = other["overrides"];
    json["classes"] = 4;
  });
  expect_refusal("it is not complete", [](Json& json) { json["complete"] = false; });
  expect_refusal("a bound that cannot be checked",
                 [](Json& json) { json["bounds"].push_back("at most 1 steps of each fiber"); });
  expect_refusal("unknown program", [](Json& json) { json["scenario"] = "two_doors"; });
}

TEST_CASE("a bound on faults is kept: a certificate of fewer faults does not do for more") {
  Json json = certificate("lossy --set lossy.n=3 --faults 1");
  json["bounds"] = certificate("lossy --set lossy.n=3 --faults 2")["bounds"];
  const std::string wrong = wrong_with(json);
  INFO(wrong);
  CHECK(wrong.find("classes: claimed") != std::string::npos);
}
