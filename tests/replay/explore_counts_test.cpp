#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "hindcast/replay/explore/classics.hpp"
#include "hindcast/replay/explore/explore.hpp"
#include "tests/replay/counts.hpp"

using namespace hindcast;
using namespace hindcast::classics;
using namespace hindcast::testing;

TEST_CASE("n writers of one cell have n! traces, with k writes each (nk)!/(k!)^n") {
  for (std::uint32_t n = 2; n <= 8; ++n) check_count(writers(n), factorial(n));
  check_count(writers(3, 2), factorial(6) / power(factorial(2), 3));
}

TEST_CASE("n readers beside one writer have 2^n traces, and so have n pairs of writers") {
  for (std::uint32_t n = 1; n <= 13; ++n) check_count(readers(n), power(2, n));
  for (std::uint32_t n = 1; n <= 6; ++n) check_count(pairs(n), power(2, n));
}

TEST_CASE("a counter of n fibers has (n!)^2 traces") {
  for (std::uint32_t n = 2; n <= 5; ++n) check_count(counter(n), power(factorial(n), 2));
}

TEST_CASE("n fibers that lock, add and unlock have n! traces, and lose no update") {
  for (std::uint32_t n = 2; n <= 5; ++n) {
    CHECK(check_count(lockinc(n), factorial(n)).violations == 0);
  }
}

TEST_CASE("two locks taken in opposite orders have 3 traces, one of them a deadlock") {
  CHECK(check_count(two_locks(), 3).deadlocks == 1);
}

TEST_CASE("n philosophers have 2^n - 1 traces and one deadlock, ordered 2^n - 2 and none") {
  for (std::uint32_t n = 2; n <= 7; ++n) {
    CHECK(check_count(philosophers(n, false), power(2, n) - 1).deadlocks == 1);
    CHECK(check_count(philosophers(n, true), power(2, n) - 2).deadlocks == 0);
  }
}

TEST_CASE("philosophers with two meals have the counts found by brute force") {
  CHECK(check_count(philosophers(3, true, 2), 90).deadlocks == 0);
  CHECK(check_count(philosophers(2, false, 2), 11).deadlocks == 5);
  CHECK(check_count(philosophers(3, false, 2), 106).deadlocks == 16);
}

TEST_CASE("n senders to one receiver of r items have n!/(n-r)! traces") {
  for (std::uint32_t n = 1; n <= 7; ++n) check_count(mailbox(n, n), factorial(n));
  for (std::uint32_t n = 1; n <= 6; ++n) check_count(mailbox(n, 1), n);
  check_count(mailbox(4, 2), 12);
  check_count(mailbox(5, 3), 60);
}

TEST_CASE("n sends that may be lost have sum C(n,k) k! traces, of 7 13,700") {
  for (std::uint32_t n = 1; n <= 7; ++n) {
    std::uint64_t expected = 0;
    for (std::uint32_t k = 0; k <= n; ++k) expected += binomial(n, k) * factorial(k);
    check_count(lossy(n), expected);
  }
}

TEST_CASE("a bound on losses counts the traces with at most that many") {
  for (std::uint32_t losses = 0; losses <= 3; ++losses) {
    std::uint64_t expected = 0;  // of 7: 5,040 10,080 12,600 13,440
    for (std::uint32_t f = 0; f <= losses; ++f) expected += binomial(7, f) * factorial(7 - f);
    check_count(lossy(7), expected, {.bounds = {.deviations_max = losses}});
  }
}

TEST_CASE("n requests and answers that may be lost have 3^n traces") {
  for (std::uint32_t n = 1; n <= 6; ++n) check_count(reqack(n), power(3, n));
}

TEST_CASE("lastzero(n) has (n+3) 2^(n-2) traces") {
  for (std::uint32_t n = 2; n <= 12; ++n) check_count(lastzero(n), (n + 3) * power(2, n) / 4);
}

TEST_CASE("indexer and filesystem have the counts of the literature") {
  check_count(indexer(12), 8);
  check_count(filesystem(14), 2);
  check_count(filesystem(16), 8);
}

TEST_CASE("blow(n), on which source sets alone explode, has 2n traces") {
  for (const std::uint32_t n : {2U, 6U, 10U, 20U}) check_count(blow(n), 2 * n);
}

TEST_CASE("timers at one instant race only through what they touch") {
  check_count(timers(6, 3), factorial(3));
  check_count(timers(6, 1), 1);
  CHECK(check_count(periodic(), 1).nothing_to_explore());
}

TEST_CASE("a reply and a timeout at one instant have 2 traces") {
  check_count(reply_or_timeout(), 2);
}

TEST_CASE("without reduction 4 fibers that sleep twice have (4!)^3 interleavings") {
  // Each fiber takes 3 steps (start, wake, wake), and each instant runs 4 of them in any order.
  const ExploreResult result = explore(sleepers(4, 2), {.reduction = Reduction::none});
  CHECK(result.complete);
  CHECK(result.executions == power(factorial(4), 3));
  CHECK(result.classes == 1);
}

TEST_CASE("without reduction 3 fibers that sleep 3 times have (3!)^4 interleavings") {
  CHECK(explore(sleepers(3, 3), {.reduction = Reduction::none}).executions == power(6, 4));
}

TEST_CASE("sleep sets alone find the same classes") {
  for (const Program& program : {counter(3), philosophers(4, false), lossy(4), lastzero(5)}) {
    const ExploreResult optimal = explore(program);
    const ExploreResult sleeping = explore(program, {.reduction = Reduction::sleep_sets});
    CHECK(sleeping.complete);
    CHECK(sleeping.classes == optimal.classes);
    CHECK((sleeping.deadlocks > 0) == (optimal.deadlocks > 0));
  }
}

TEST_CASE("a budget that ends first leaves the search inconclusive") {
  const ExploreResult result = explore(counter(4), {.executions_max = 100});
  CHECK_FALSE(result.complete);
  CHECK(result.executions == 100);
  CHECK(result.verdict() == Verdict::inconclusive);
}

TEST_CASE("a counterexample runs again from its deviations") {
  const ExploreResult result = explore(two_locks());
  REQUIRE(result.counterexamples.size() == 1);
  CHECK(result.verdict() == Verdict::deadlocked);
  CHECK(replay(two_locks(), result.counterexamples.front()).verdict == Verdict::deadlocked);
}

TEST_CASE(
    "where order shows only to who finds a channel closed, all sends are in order, and it is "
    "said") {
  const auto explored = [](bool closes) {
    std::uint64_t counted = 0;
    const Program program = [=](ProgramBuilder& builder) {
      auto& channel = builder.channel<int>("channel");
      builder.fiber("sender", [&channel] { channel.send(1); });
      builder.fiber("second", [&channel, closes] {
        channel.send(2);
        if (closes) channel.close();
      });
      builder.fiber("receiver", [&channel] { channel.receive(); }, {.serves = true});
    };
    ExploreOptions options;
    options.each = [&](const ExecutionView&) { ++counted; };
    options.begins_anew = [&] { counted = 0; };
    const ExploreResult result = explore(program, options);
    CHECK(result.complete);
    CHECK(result.reduction == Reduction::optimal);
    CHECK(counted == result.executions);
    return result;
  };
  CHECK_FALSE(explored(false).orders_sends);
  CHECK(explored(true).orders_sends);
}

TEST_CASE("who joins a fiber goes on where a cancellation comes after both") {
  // The cancellation and the end of the grandchild know nothing of each other; only the join, which
  // happens in no execution where the cancellation came first, tells them apart. The child is
  // cancelled before it begins, while it waits, or not at all.
  const Program program = [](ProgramBuilder& builder) {
    builder.fiber("parent", [] {
      const FiberHandle child =
          spawn("child", [] { join(spawn("grandchild", [] {}, {.isolated = true})); },
                {.isolated = true});
      yield();
      cancel(child);
    });
  };
  check_count(program, 3);
}
