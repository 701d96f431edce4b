// Stories of networks and of a dependency that lies: what they do to the platform, and that each
// number moves with the option that makes it.
#include <string>
#include <vector>

#include "tests/scenarios/story_rig.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

Run slow(const std::string& system, const std::vector<Assignment>& design,
         const std::string& delay = "500ms", std::uint64_t seed = 1) {
  return run_once(*story("snowflake_slow", system,
                         {.design = design, .story = {{"snowflake_slow.delay", delay}}}),
                  seed);
}

Run struck(const std::string& system, std::vector<Assignment> rule, std::uint64_t seed = 1) {
  for (Assignment& one : rule) one.path = "network_fault." + one.path;
  return run_once(*story("network_fault", system, {.story = rule}), seed);
}

std::uint64_t waiting_at_heal(const Run& run) {
  return note(run, "callers waiting for a session at the heal");
}

bool saw_error(const Run& run, const std::string& part) {
  for (const auto& [text, count] : run.observation.errors) {
    if (text.find(part) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("500 ms of latency fires no timeout: it is the pool that becomes too small") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Run plain = slow(kPlain, {}, "500ms", seed);
    CHECK(note(plain, "statements that failed") == 0);
    CHECK_FALSE(saw_error(plain, "401001"));
    CHECK(plain.observation.grade != Grade::graceful);
    CHECK(waiting_at_heal(plain) > 20);
    // With as many sessions as Little's law asks for, the same delay is only a delay.
    const Run wide = slow(kPlain, {{"database.pool.max", "10"}}, "500ms", seed);
    CHECK(waiting_at_heal(wide) <= 5);
    CHECK(wide.observation.recovery == Recovery::automatic);
    CHECK(wide.observation.recovery_time <= 10s);
    check_safe(wide);
  }
}

TEST_CASE("the queue for the pool grows with the delay, and without one there is none") {
  const auto waiting = [](const std::string& delay) {
    return waiting_at_heal(slow(kPlain, {}, delay));
  };
  const std::uint64_t none = waiting("0s");
  const std::uint64_t half = waiting("500ms");
  const std::uint64_t twice = waiting("1s");
  CHECK(none <= 5);
  CHECK(half > none);
  CHECK(twice > half);
}

TEST_CASE("netem delays egress alone: with reach=interface Redis is late too, and pipes are not") {
  const auto p99 = [](const std::string& reach) {
    const Run run = run_once(
        *story("snowflake_slow", kHardened,
               {.design = {{"database.pool.max", "50"}},
                .story = {{"snowflake_slow.reach", reach}, {"snowflake_slow.delay", "100ms"}}}),
        1);
    return run.observation.latency_p99;
  };
  CHECK(p99("interface") >= p99("snowflake") + 100ms);
}

TEST_CASE("a link that is grey is slow for its callers, and a healthy one is not told about it") {
  const Run grey = struck(kPlain, {{"link", "wan"}});
  CHECK(grey.observation.struck == "wan");
  CHECK(note(grey, "transmissions over struck links that did not arrive") > 10);
  const Run nothing =
      struck(kPlain, {{"link", "wan"}, {"rule.kind", "slow"}, {"rule.added_latency", "0s"}});
  CHECK(nothing.observation.grade == Grade::graceful);
  CHECK(note(nothing, "transmissions over struck links that did not arrive") == 0);
}

TEST_CASE("silence, a reject and a reset of the link to Redis look different to its callers") {
  const auto with = [](const std::string& kind) {
    return struck(kPlain, {{"link", "lan"}, {"rule.kind", kind}, {"length", "30s"}});
  };
  // TCP tries again 25.4 s and 51.0 s after the first loss: silence outlasts a fault of 30 s. Who
  // is reset opens a new connection as soon as that works, a reject leaves the old one hanging.
  const Duration reset = with("tcp_reset").observation.latency_p99;
  CHECK(reset >= 25s);
  CHECK(reset <= 36s);
  CHECK(with("drop").observation.latency_p99 >= reset + 15s);
  CHECK(with("reject").observation.latency_p99 >= reset + 15s);
}

TEST_CASE("every kind of rule can be told by name, flapping and simplex ones and two at once") {
  for (const std::string kind : {"drop", "reject", "tcp_reset", "grey", "slow", "lossy", "bursty",
                                 "clog", "narrow", "duplicate", "reorder"}) {
    CAPTURE(kind);
    const std::vector<Assignment> rule = {
        {"link", "wan"},        {"rule.kind", kind},          {"rule.period", "10s"},
        {"rule.active", "4s"},  {"rule.directions", "reply"}, {"extent", "one"},
        {"also.kind", "lossy"}, {"also.after", "5s"},         {"length", "30s"}};
    const Run first = struck(kHardened, rule, 3);
    CHECK(first.digest == struck(kHardened, rule, 3).digest);
    CHECK(note(first, "transmissions over struck links that did not arrive") > 0);
    check_safe(first);
  }
}

TEST_CASE("a network story about what is not there is told what there is") {
  CHECK_THROWS_WITH_AS(struck(kPlain, {{"link", "wam"}}),
                       doctest::Contains("there is no link \"wam\"; did you mean \"wan\""),
                       InputError);
  CHECK_THROWS_WITH_AS(struck(kPlain, {{"rule.kind", "none"}}), doctest::Contains("is no fault"),
                       InputError);
  CHECK_THROWS_WITH_AS(struck(kPlain, {{"rule.loss", "120%"}}), doctest::Contains("120%"),
                       InputError);
  CHECK_THROWS_AS(struck(kPlain, {{"rule.period", "10s"}}), InputError);
}

TEST_CASE("nonsense about links in a design is told with its place") {
  const auto load = [](const std::string& path, const std::string& value) {
    return SystemSource(kPlain, shipped().kinds).load({{path, value}});
  };
  CHECK_THROWS_AS(load("wan.loss", "120%"), InputError);
  CHECK_THROWS_AS(load("wan.bandwidth", "-1MB"), InputError);
  CHECK_THROWS_AS(load("wan.queue", "0"), InputError);
  CHECK_THROWS_AS(load("wan.reordering", "10%"), InputError);
  CHECK_NOTHROW(load("wan.bandwidth", "10MB"));
}

TEST_CASE("a lie is served to its readers, and nobody notices; without lies nothing is wrong") {
  for (const char* const system : {kPlain, kHardened}) {
    const auto told = [system](const std::string& how_often) {
      return run_once(*story("byzantine_answers", system,
                             {.story = {{"byzantine_answers.how_often", how_often}}}),
                      1);
    };
    const Run lies = told("30%");
    CHECK(note(lies, "wrong answers") > 0);
    CHECK(harm(lies, "invalid values served") > 0);
    CHECK(lies.observation.grade == Grade::broke);
    CHECK(lies.observation.failure_mode == FailureMode::corruption);
    CHECK(lies.observation.detected_by_server.is_infinite());
    const Run truth = told("0%");
    CHECK(note(truth, "wrong answers") == 0);
    CHECK(harm(truth, "invalid values served") == 0);
    CHECK(truth.observation.grade == Grade::graceful);
  }
}
