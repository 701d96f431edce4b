#include "hindcast/replay/report/score.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace hindcast;

namespace {

ScoreRow row(std::uint32_t level, std::uint64_t runs) {
  ScoreRow row;
  row.scenario = "scenario_of_level_" + std::to_string(level);
  row.family = "family";
  row.level = level;
  row.runs = runs;
  return row;
}

std::vector<ScoreRow> clean_rows(std::uint64_t runs) {
  return {row(1, runs), row(2, runs), row(3, runs), row(4, runs)};
}

ScoreContext whole_catalogue() {
  ScoreContext context;
  context.applicable = {5, 5, 5, 5};
  return context;
}

std::uint32_t value(const std::vector<ScoreRow>& rows) {
  return score_of(rows, whole_catalogue()).value;
}

std::string first_cap(const std::vector<ScoreRow>& rows, const ScoreContext& context) {
  const Score score = score_of(rows, context);
  return score.caps.empty() ? "none" : score.caps.front().reason;
}

}  // namespace

TEST_CASE("few seeds cost credit") {
  CHECK(credit_of(row(1, 10)) == doctest::Approx(0.72).epsilon(0.005));
  CHECK(credit_of(row(1, 100)) == doctest::Approx(0.96).epsilon(0.005));
  CHECK(credit_of(row(1, 299)) == doctest::Approx(0.99).epsilon(0.005));
  CHECK(credit_of(row(1, 0)) == 0);
}

TEST_CASE("credit falls by half with each run that degrades, and wholly when it breaks") {
  ScoreRow degraded = row(1, 1'000'000);
  degraded.degraded = degraded.runs;
  CHECK(credit_of(degraded) == doctest::Approx(0.5).epsilon(0.001));
  ScoreRow broken = row(1, 100);
  broken.broke = 100;
  CHECK(credit_of(broken) == 0);
}

TEST_CASE("what was vacuous, inconclusive or not calm on a calm day earns nothing") {
  ScoreRow vacuous = row(1, 300);
  vacuous.exercised = false;
  ScoreRow inconclusive = row(1, 300);
  inconclusive.conclusive = false;
  ScoreRow uneasy = row(1, 300);
  uneasy.calm_day_met = false;
  for (const ScoreRow& one : {vacuous, inconclusive, uneasy}) {
    CHECK(credit_of(one) == 0);
    std::vector<ScoreRow> rows = clean_rows(300);
    rows[0] = one;
    CHECK(value(rows) == 39);
  }
}

TEST_CASE("for every n below 400, one more failure never raises a row's credit") {
  for (std::uint64_t n = 1; n < 400; ++n) {
    for (std::uint64_t broke = 0; broke <= n; broke += 1 + broke / 8) {
      for (std::uint64_t degraded = 0; broke + degraded <= n; degraded += 1 + degraded / 8) {
        ScoreRow one = row(1, n);
        one.broke = broke;
        one.degraded = degraded;
        const double credit = credit_of(one);
        ScoreRow more = one;  // the failure comes beside the other runs
        ++more.runs;
        ++more.broke;
        REQUIRE(credit_of(more) <= credit);
        more = one;  // or instead of a pass, or of something less bad
        if (broke + degraded < n) {
          ++more.degraded;
          REQUIRE(credit_of(more) <= credit);
        }
        more = one;
        if (degraded > 0) {
          --more.degraded;
          ++more.broke;
          REQUIRE(credit_of(more) <= credit);
        }
        more = one;  // one more pass
        ++more.runs;
        REQUIRE(credit_of(more) >= credit);
      }
    }
  }
}

TEST_CASE("with n held, one more failure never raises the score; one more pass never lowers it") {
  for (std::uint64_t n = 1; n < 400; ++n) {
    for (std::size_t level = 0; level < 4; ++level) {
      std::vector<ScoreRow> rows = clean_rows(n);
      std::uint32_t before = value(rows);
      for (const std::uint64_t failures : {1U, 2U, 50U, 399U}) {
        if (failures > n) continue;
        rows[level].degraded = failures;
        const std::uint32_t degraded = value(rows);
        REQUIRE(degraded <= before);
        rows[level].broke = 1;
        rows[level].degraded = failures - 1;
        REQUIRE(value(rows) <= degraded);
        rows[level].broke = 0;
        before = degraded;
      }
      rows[level].degraded = n / 2;
      const std::uint32_t few = value(rows);
      ++rows[level].runs;
      REQUIRE(value(rows) >= few);
    }
  }
}

TEST_CASE("the score weighs levels, takes the mean over families and is rounded down") {
  std::vector<ScoreRow> rows = clean_rows(1'000'000'000);
  CHECK(score_of(rows, whole_catalogue()).uncapped == 99);
  CHECK(score_of(rows, whole_catalogue()).readiness == Readiness::ready);
  rows[3].broke = rows[3].runs;
  CHECK(score_of(rows, whole_catalogue()).uncapped == 89);
  // Two rows of one family count as much as one row of another.
  ScoreRow sibling = rows[3];
  ScoreRow other = row(4, 1'000'000'000);
  other.family = "other family";
  rows.push_back(sibling);
  rows.push_back(other);
  CHECK(score_of(rows, whole_catalogue()).levels[3].credit == doctest::Approx(0.5).epsilon(1e-6));
  CHECK(score_of(rows, whole_catalogue()).levels[3].families == 2);
}

TEST_CASE("a level that is not survived caps the score") {
  constexpr std::uint32_t kCaps[] = {39, 59, 79};
  for (std::size_t level = 0; level < 3; ++level) {
    std::vector<ScoreRow> rows = clean_rows(100'000);
    rows[level].broke = 1;
    CHECK(value(rows) == kCaps[level]);
    CHECK(first_cap(rows, whole_catalogue()) ==
          "level " + std::to_string(level + 1) + " not survived");
  }
  std::vector<ScoreRow> rows = clean_rows(100'000);
  rows[3].broke = 1;
  CHECK(first_cap(rows, whole_catalogue()) == "none");
}

TEST_CASE("a level is survived with 100 runs of each row and not with 99") {
  std::vector<ScoreRow> rows = clean_rows(300);
  rows[0].runs = 99;
  CHECK(value(rows) == 39);
  rows[0].runs = 100;
  CHECK(value(rows) == 79);  // fewer than 299 runs in a row
  rows[0].runs = 298;
  CHECK(value(rows) == 79);
  rows[0].runs = 299;
  CHECK(value(rows) > 79);
}

TEST_CASE("lost data, an operator and red lines cap the score up to level 3") {
  std::vector<ScoreRow> rows = clean_rows(100'000);
  rows[2].lost_or_corrupt = true;
  CHECK(value(rows) == 59);
  rows[2].lost_or_corrupt = false;
  rows[2].manual_recovery = true;
  CHECK(value(rows) == 79);
  rows[2].manual_recovery = false;
  rows[3].lost_or_corrupt = true;
  rows[3].manual_recovery = true;
  CHECK(value(rows) > 79);

  ScoreContext context = whole_catalogue();
  context.red_lines = {"NO TIMEOUT"};
  CHECK(first_cap(clean_rows(100'000), context) == "red line: NO TIMEOUT");
  context = whole_catalogue();
  context.missing_rows = {"one", "two"};
  CHECK(first_cap(clean_rows(100'000), context) ==
        "2 rows of the catalogue are not in this campaign");
  context = whole_catalogue();
  context.weak_objectives = {"weak objective"};
  CHECK(score_of(clean_rows(100'000), context).value == 79);
}

TEST_CASE("leaving components out never makes a level survived") {
  ScoreContext context = whole_catalogue();
  context.applicable[0] = 2;
  const Score score = score_of(clean_rows(100'000), context);
  CHECK_FALSE(score.levels[0].assessed);
  CHECK_FALSE(score.levels[0].survived);
  CHECK(score.value == 39);
  CHECK(score.caps.front().reason == "level 1 not assessed");
}

TEST_CASE("the verdict follows from the capped number") {
  CHECK(std::string(name_of(Readiness::not_ready)) == "Not Ready");
  std::vector<ScoreRow> rows = clean_rows(100'000);
  rows[1].broke = 1;
  CHECK(score_of(rows, whole_catalogue()).readiness == Readiness::not_ready);
  rows[1].broke = 0;
  rows[2].broke = 1;
  CHECK(score_of(rows, whole_catalogue()).readiness == Readiness::conditional);
}

TEST_CASE("a filtered run gives no score") {
  ScoreContext context = whole_catalogue();
  context.filtered = true;
  CHECK_FALSE(score_of(clean_rows(300), context).given);
}
