// hindcast check as its user meets it, and what the searches of the shipped stories find.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "hindcast/models/load/clients.hpp"
#include "hindcast/replay/explore/explore.hpp"
#include "hindcast/replay/explore/survey.hpp"
#include "hindcast/scenarios/registry.hpp"
#include "hindcast/scenarios/systems/system_source.hpp"
#include "tests/support/command.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

// Returns what the program prints on both streams and its exit code, as "... exit N".
std::string hindcast_says(const std::string& arguments) {
  return output_of(fmt::format("'{}' {} 2>&1; echo exit $?", HINDCAST_PROGRAM, arguments));
}

void expect(const std::string& text, const std::string& part) {
  INFO(text);
  CHECK(text.find(part) != std::string::npos);
}

std::unique_ptr<Scenario> small(const std::string& story, const std::string& system,
                                const std::vector<Assignment>& assignments = {}) {
  static const Registry registry = shipped_registry();
  return registry.scenarios.find(story)->bind(SystemSource(system, registry.kinds).load({}),
                                              assignments);
}

ExploreOptions options_of(const std::string& story) {
  const Registry registry = shipped_registry();
  const SmallConfiguration small = registry.scenarios.find(story)->small().value();
  ExploreOptions options;
  options.reduction = Reduction::none;
  options.seed = 1;
  options.split = WaitSplit::permits;
  options.orders_from = Instant::at(small.orders_from);
  options.orders_until = Instant::at(small.orders_until);
  return options;
}

}  // namespace

TEST_CASE("4 fibers that sleep twice until one instant have (4!)^3 executions") {
  const std::string text = hindcast_says("check sleepers --reduction none");
  expect(text, "all 13,824 executions there are");
  expect(text, "1 classes of executions");
  expect(text, "exit 0");
  expect(hindcast_says("check sleepers --reduction none --set sleepers.n=3 --set sleepers.k=1"),
         "all 36 executions there are");  // (3!)^2
}

TEST_CASE("the programs of the literature are checked by name, and have their number of traces") {
  expect(hindcast_says("check philosophers_ordered --set philosophers_ordered.n=7"),
         "all 126 traces there are");
  expect(hindcast_says("check blow"), "all 20 traces there are");
  expect(hindcast_says("check writers --set writers.n=3 --set writers.k=2"),
         "all 90 traces there are");
  expect(hindcast_says("check reply_or_timeout"), "all 2 traces there are");
}

TEST_CASE("a deadlock is found, its cycle is told, and its token replays bit for bit") {
  const std::string text = hindcast_says("check philosophers --set philosophers.n=3");
  expect(text, "1 of 7 executions");
  expect(text, "philosopher#0 waits for");
  expect(text, "exit 1");
  const std::size_t begin = text.find("hc1.");
  REQUIRE(begin != std::string::npos);
  const std::string again =
      hindcast_says("replay " + text.substr(begin, text.find_first_of(" \n", begin) - begin));
  expect(again, "Bit-identical");
  expect(again, "wait-for cycle");
}

TEST_CASE("every reduction finds the same deadlock") {
  for (const char* const reduction : {"none", "sleep", "optimal"}) {
    const std::string text =
        hindcast_says(fmt::format("check two_locks --reduction {} --json", reduction));
    expect(text, "\"verdict\": \"finding\"");
    expect(text, "\"what\": \"no deadlock\"");
    expect(text, "\"classes\": 3");
  }
}

TEST_CASE("what has one execution only is nothing to explore") {
  expect(hindcast_says("check writers --set writers.n=1"), "nothing to explore");
  expect(hindcast_says("check writers --set writers.n=1"), "exit 3");
}

TEST_CASE("a check that cannot be made is refused with a reason and a fix") {
  expect(hindcast_says("check snowflake_partition"), "has no small configuration");
  expect(hindcast_says("check snowflake_partition"), "update_crash");
  expect(hindcast_says("check update_crash --reduction optimal"), "use --reduction none");
  expect(hindcast_says("check update_crash --system activity_platform"), "has a load of its own");
  expect(hindcast_says("check philosphers"), "philosophers");
  expect(hindcast_says("check two_locks --orders-from 1s"), "--reduction none");
  expect(hindcast_says("check update_crash --orders-from soon"), "exit 2");
}

TEST_CASE("a server is killed after each of its steps exactly once, and after no other") {
  const auto scenario = small("update_crash", "small_platform");
  // The steps of the server while the one update is under way, counted without the explorer.
  std::uint32_t steps = 0;
  {
    QuietChooser quiet;
    DeviatingChooser first_in_first_out(quiet, {}, true);
    World world(first_in_first_out, {.seed = 1});
    const auto experiment = scenario->build(world);
    const auto& clients = dynamic_cast<const Clients&>(*world.find_component("clients"));
    world.after_step(*world.find_node("mcp"), [&] {
      const auto& calls = clients.log().calls();
      if (calls.size() == 1 && calls.front().outcome == CallOutcome::open) ++steps;
    });
    world.run();
    CHECK(experiment->observe().grade == Grade::graceful);
  }
  Survey survey;
  ExploreOptions options = options_of("update_crash");
  options.orders_until = Instant();  // first in, first out: only the kills differ
  options.each = [&](const ExecutionView& view) { survey.note(view); };
  const ExploreResult result = explore(*scenario, options);
  CHECK(result.complete);
  CHECK(steps > 20);
  CHECK(result.executions == steps + 1);
  const std::vector<SurveyRow> rows = survey.rows();
  REQUIRE(rows.size() == steps + 1);
  CHECK(rows.front().answers.empty());
  for (std::uint32_t step = 0; step < steps; ++step) {
    REQUIRE(rows[step + 1].answers.size() == 1);
    CHECK(rows[step + 1].answers.front().nth == step);
  }
}

TEST_CASE(
    "a server killed in its transaction leaves a lock, and repeats take effect more than once") {
  const auto scenario = small("update_crash", "small_platform");
  ExploreOptions options = options_of("update_crash");
  bool before = false;
  bool within = false;
  options.each = [&](const ExecutionView& view) {
    std::uint64_t extra = 0;
    std::uint64_t repeats = 0;
    for (const Harm& harm : view.run->observation.harms) {
      if (harm.name.find("beyond the one") != std::string::npos) extra = harm.count;
      CHECK((!harm.unsafe() || harm.count == 0));  // nothing acknowledged is lost, nothing torn
    }
    for (const Harm& note : view.run->observation.notes) {
      if (note.name.find("repeats") != std::string::npos) repeats = note.count;
    }
    before = before || (extra == 0 && repeats == 1);
    within = within || (extra > 1 && repeats > 1);
  };
  CHECK(explore(*scenario, options).complete);
  CHECK(before);
  CHECK(within);
}

TEST_CASE("callers who miss together cost one load only where loads are shared") {
  const ExploreOptions options = options_of("stampede_order");
  const ExploreResult plain = explore(*small("stampede_order", "small_platform"), options);
  CHECK(plain.complete);
  CHECK(plain.violations == plain.executions);
  const ExploreResult shared =
      explore(*small("stampede_order", "small_platform_hardened"), options);
  CHECK(shared.complete);
  CHECK(shared.executions > 10);
  CHECK(shared.violations == 0);
}

// Snowflake aborts a transaction that blocks others once it was idle for five minutes: an objective
// of less cannot be met while a partition may come at any step.
TEST_CASE("a partition at every step of an update does not break the hardened design") {
  const ExploreResult hardened = explore(*small("update_partition", "small_platform_hardened"),
                                         options_of("update_partition"));
  CHECK(hardened.complete);
  CHECK(hardened.executions > 50);
  CHECK(hardened.violations == 0);
}

TEST_CASE("a search runs the same executions each time, and each is that of a world of its own") {
  const auto scenario = small("update_partition", "small_platform");
  ExploreOptions options = options_of("update_partition");
  std::vector<std::uint64_t> digests;
  std::vector<std::vector<Deviation>> deviations;
  options.each = [&](const ExecutionView& view) {
    digests.push_back(view.run->digest);
    deviations.push_back(view.deviations);
  };
  CHECK(explore(*scenario, options).complete);
  REQUIRE(digests.size() > 20);
  for (std::size_t nth = 0; nth < digests.size(); ++nth) {
    QuietChooser quiet;
    DeviatingChooser chooser(quiet, deviations[nth], true);
    CHECK(execute(*scenario, chooser, {.seed = 1}).digest == digests[nth]);
  }
}
