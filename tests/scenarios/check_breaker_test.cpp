// hindcast check breaker_orders: what every order of events does to each library's breaker.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/scenarios/small/breaker_orders.hpp"
#include "tests/scenarios/check_rig.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

constexpr const char* kWedged = "never wedged: calls pass again once all is well";
constexpr const char* kStale = "no stale result decides";
constexpr const char* kFlooded = "never more probes at once than it may";
constexpr const char* kReopens = "a failed probe opens it again";
constexpr const char* kOpens = "it opens when it must";

std::vector<Assignment> with(const std::string& breaker, std::uint32_t moves) {
  return {{.path = "breaker_orders.breaker", .value = breaker},
          {.path = "breaker_orders.moves", .value = std::to_string(moves)}};
}

SmallSearch search(const std::string& breaker, std::uint32_t moves) {
  return search_small("breaker_orders", "small_platform", with(breaker, moves));
}

// How many rounds there are and how many break a claim, by plain recursion: no world, no explorer.
struct Counted {
  std::uint64_t rounds = 0;
  std::uint64_t broken = 0;
};

void count(const BreakerRoundOptions& options, std::vector<BreakerRound::Move>& played,
           std::size_t moves, Counted& counted) {
  BreakerRound round(options);
  for (const BreakerRound::Move& move : played) round.play(move);
  if (played.size() == moves || !round.broken().empty()) {
    if (round.broken().empty()) round.settle_down();
    ++counted.rounds;
    counted.broken += round.broken().empty() ? 0U : 1U;
    return;
  }
  for (const BreakerRound::Move& move : round.moves()) {
    played.push_back(move);
    count(options, played, moves, counted);
    played.pop_back();
  }
}

Counted count(SmallBreaker breaker, std::size_t moves) {
  Counted counted;
  std::vector<BreakerRound::Move> played;
  count(breaker_round(breaker), played, moves, counted);
  return counted;
}

}  // namespace

TEST_CASE("two moves of three callers come in 14 orders") {
  // First: a call, time, a step either way. After a call 6 moves (another, two ends, and the
  // rest), after time 4, after a step, of which there is one only, 2.
  CHECK(search("hardened", 1).result.executions == 4);
  CHECK(search("hardened", 2).result.executions == 6 + 4 + 2 + 2);
  CHECK(search("opossum", 2).result.executions == 6 + 4 + 2 + 2);
}

TEST_CASE("the search of a breaker plays every round that a plain recursion plays") {
  const std::vector<std::pair<const char*, SmallBreaker>> breakers = {
      {"opossum", SmallBreaker::opossum},     {"opossum_timeout", SmallBreaker::opossum_timeout},
      {"cockatiel", SmallBreaker::cockatiel}, {"gobreaker", SmallBreaker::gobreaker},
      {"polly", SmallBreaker::polly},         {"resilience4j", SmallBreaker::resilience4j},
      {"hardened", SmallBreaker::hardened}};
  for (const auto& breaker : breakers) {
    INFO(breaker.first);
    const SmallSearch all = search(breaker.first, 6);
    const Counted plain = count(breaker.second, 6);
    CHECK(all.result.complete);
    CHECK(all.result.executions == plain.rounds);
    CHECK(all.result.violations == plain.broken);
  }
}

TEST_CASE("opossum without a timeout is wedged by a hung probe, and closed by a stale success") {
  const SmallSearch all = search("opossum", 7);
  CHECK(all.result.complete);
  CHECK(all.found(kWedged));  // A2
  CHECK(all.found(kStale));   // A3
  CHECK_FALSE(all.found(kFlooded));
  CHECK_FALSE(all.found(kReopens));
  CHECK_FALSE(all.found(kOpens));
  for (const SurveyFinding& finding : all.findings) {
    CHECK(digest_again("breaker_orders", "small_platform", with("opossum", 7), finding) ==
          finding.digest);
  }
}

TEST_CASE("a breaker that drops late results and leaves half-open by time keeps every claim") {
  const SmallSearch all = search("hardened", 7);
  CHECK(all.result.complete);
  CHECK(all.result.executions == count(SmallBreaker::hardened, 7).rounds);
  CHECK(all.findings.empty());
  CHECK(search("hardened", 7).digests == all.digests);
}

TEST_CASE("a hardened breaker is opened, probed and probed again in the rounds that it keeps") {
  BreakerRound round(breaker_round(SmallBreaker::hardened));
  using What = BreakerRound::What;
  const What hung_probe[] = {What::call, What::failure, What::time, What::call,
                             What::time, What::time,    What::time, What::call};
  for (const What what : hung_probe) round.play({what});
  CHECK(round.opened() == 2);
  CHECK(round.probes() == 2);
  round.settle_down();
  CHECK(round.broken().empty());
}

TEST_CASE("breakers that go by the wall clock stay open when it steps back, others do not") {
  for (const char* const breaker : {"cockatiel", "polly", "resilience4j"}) {
    CHECK(search(breaker, 5).found(kWedged));
  }
  CHECK(search("gobreaker", 7).found(kWedged));  // A13: its probe hangs
  CHECK_FALSE(search("gobreaker", 7).found(kStale));
  CHECK(search("opossum_timeout", 7).findings.empty());
}
