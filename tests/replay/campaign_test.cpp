#include "hindcast/replay/campaign.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "hindcast/replay/token.hpp"
#include "tests/replay/tiny_scenario.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

// Everything of a campaign that a report could show.
std::string fingerprint(const CampaignResult& campaign) {
  std::string text;
  for (const ScenarioRuns& scenario : campaign.scenarios) {
    for (const Run& run : scenario.runs) {
      text += to_text(token_of(*scenario.scenario, Base::random, run)) + " " +
              std::to_string(run.steps) + " " + std::to_string(run.end.count()) + " " +
              name_of(run.outcome.verdict) + " " + std::to_string(run.observation.offered) + "\n";
    }
  }
  return text;
}

}  // namespace

TEST_CASE("a campaign is the same, byte for byte, with any number of threads") {
  const TinyScenario first("first");
  const TinyScenario second("second");
  const auto campaign = [&](std::uint32_t jobs) {
    return fingerprint(
        run_campaign({&first, &second}, {.first_seed = 7, .seeds = 40, .jobs = jobs}));
  };
  const std::string alone = campaign(1);
  CHECK(alone.find("hc1.second.tiny.random.46.") != std::string::npos);
  CHECK(campaign(2) == alone);
  CHECK(campaign(4) == alone);
  CHECK(campaign(0) == alone);
}

TEST_CASE("runs stand in the order of scenarios and seeds, and seeds differ") {
  const TinyScenario scenario("one");
  const CampaignResult campaign =
      run_campaign({&scenario}, {.first_seed = 5, .seeds = 20, .jobs = 3});
  REQUIRE(campaign.scenarios.size() == 1);
  CHECK(campaign.scenarios[0].complete());
  CHECK_FALSE(campaign.interrupted);
  std::uint64_t seed = 5;
  std::uint64_t answered = 0;
  for (const Run& run : campaign.scenarios[0].runs) {
    CHECK(run.seed == seed++);
    answered += run.observation.good;
  }
  CHECK(answered > 0);
  CHECK(answered < 20 * TinyScenario::kCalls);
}

TEST_CASE("a run alone is the run of the campaign") {
  const TinyScenario scenario("one");
  const CampaignResult campaign =
      run_campaign({&scenario}, {.first_seed = 1, .seeds = 10, .jobs = 2});
  for (const Run& run : campaign.scenarios[0].runs) {
    const Run again = run_seed(scenario, Base::random, {.seed = run.seed});
    CHECK(again.digest == run.digest);
    const Run poisoned = run_seed(scenario, Base::random,
                                  {.seed = run.seed, .tells_story = true, .stack_poison = 0xa5});
    CHECK(poisoned.digest == run.digest);
  }
}

TEST_CASE("a calm day loses nothing") {
  const TinyScenario scenario("one");
  const Run calm = run_seed(scenario, Base::quiet, {.seed = 3});
  CHECK(calm.observation.good == TinyScenario::kCalls);
}

TEST_CASE("an interrupted campaign keeps what is finished and says so") {
  const TinyScenario scenario("one");
  StopFlag stop{false};
  CampaignOptions options{.first_seed = 1, .seeds = 50, .jobs = 1};
  options.interrupted = &stop;
  options.progress = [&](std::size_t done, std::size_t total) {
    CHECK(total == 50);
    if (done == 12) stop = true;
  };
  const CampaignResult campaign = run_campaign({&scenario}, options);
  CHECK(campaign.interrupted);
  CHECK(campaign.scenarios[0].runs.size() == 12);
  CHECK(campaign.scenarios[0].planned == 50);
  CHECK_FALSE(campaign.scenarios[0].complete());
}

TEST_CASE("progress counts every run once") {
  const TinyScenario scenario("one");
  std::size_t calls = 0;
  CampaignOptions options{.first_seed = 1, .seeds = 30, .jobs = 4};
  options.progress = [&](std::size_t done, std::size_t) { CHECK(done == ++calls); };
  run_campaign({&scenario}, options);
  CHECK(calls == 30);
}

TEST_CASE("of work that throws, the lowest index is thrown again, on any number of threads") {
  for (const std::uint32_t jobs : {1U, 2U, 4U}) {
    const auto work = [&] {
      work_in_parallel(100, {.jobs = jobs}, [](std::size_t index) {
        if (index % 10 == 3) throw std::runtime_error(std::to_string(index));
      });
    };
    CHECK_THROWS_WITH(work(), "3");
  }
}
