#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "hindcast/sim/channel.hpp"
#include "hindcast/sim/event.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/timer_queue.hpp"
#include "tests/support/death.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

// Pushes and takes at random and compares with a std::multimap, which keeps equal times in order.
void compare_with_multimap(std::uint64_t seed, std::uint64_t spread, int rounds) {
  KeyedStream stream(seed);
  TimerQueue queue;
  std::multimap<std::int64_t, std::uint32_t> model;
  std::int64_t last = 0;
  std::uint32_t next = 0;
  for (int round = 0; round < rounds; ++round) {
    for (std::uint64_t push = bounded(stream.next(), 6); push > 0; --push) {
      const std::int64_t time = last + static_cast<std::int64_t>(bounded(stream.next(), spread));
      queue.push(time, {next, 0});
      model.emplace(time, next++);
    }
    REQUIRE(queue.size() == model.size());
    if (model.empty() || bounded(stream.next(), 2) == 0) continue;
    last = model.begin()->first;
    REQUIRE(queue.lowest() == last);
    std::vector<std::uint32_t> expected;
    const auto [first, end] = model.equal_range(last);
    for (auto entry = first; entry != end; ++entry) expected.push_back(entry->second);
    model.erase(first, end);
    std::vector<std::uint32_t> got;
    queue.drain_lowest([&](Due due) { got.push_back(due.slot); });
    REQUIRE(got == expected);
  }
}

}  // namespace

TEST_CASE("the radix heap agrees with a multimap on random monotone sequences") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    compare_with_multimap(seed, 3, 400);
    compare_with_multimap(seed, 1000, 400);
    compare_with_multimap(seed, std::uint64_t{1} << 40, 400);
    compare_with_multimap(seed, std::uint64_t{1} << 55, 60);
  }
}

TEST_CASE("the radix heap keeps the order of what it retains") {
  TimerQueue queue;
  for (std::uint32_t slot = 0; slot < 100; ++slot) queue.push(slot % 5, {slot, 0});
  queue.retain([](Due due) { return due.slot % 2 == 0; });
  CHECK(queue.size() == 50);
  std::vector<std::uint32_t> got;
  while (!queue.empty()) queue.drain_lowest([&](Due due) { got.push_back(due.slot); });
  std::vector<std::uint32_t> expected;
  for (std::uint32_t time = 0; time < 5; ++time) {
    for (std::uint32_t slot = 0; slot < 100; slot += 2) {
      if (slot % 5 == time) expected.push_back(slot);
    }
  }
  CHECK(got == expected);
}

TEST_CASE("a timer in the past is a broken program") {
  CHECK(!death_of([] {
           TimerQueue queue;
           queue.push(10, {1, 0});
           queue.drain_lowest([](Due) {});
           queue.push(9, {2, 0});
         }).empty());
}

TEST_CASE("timers of one instant fire in the order in which they were set") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    for (int index = 0; index < 5; ++index) {
      spawn("sleeper", [&, index] {
        sleep(Duration(1ms) * index);
        sleep(Duration(10ms) - Duration(1ms) * index);
        diary.note(std::to_string(index));
      });
    }
  });
  CHECK(diary.text() == "0 1 2 3 4");
}

TEST_CASE("a sleep of zero lets everything that is ready run first, at the same instant") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    spawn("a", [&] { diary.note("a"); });
    spawn("b", [&] {
      diary.note("b");
      yield();
      diary.note("b2");
    });
    sleep(Duration::zero());
    diary.note("test");
    CHECK(now() == Instant());
  });
  CHECK(diary.text() == "a b test b2");
}

TEST_CASE("a negative sleep is a broken program") {
  CHECK(!death_of([] {
           Universe universe;
           universe.run([] { sleep(Duration::nanoseconds(-1)); });
         }).empty());
}

TEST_CASE("a sleep beyond the end of time never returns, and does not overflow") {
  Universe universe;
  bool returned = false;
  universe.run([&] {
    const auto nearly_for_ever = Duration::nanoseconds(Duration::infinite().count() - 5);
    spawn("for ever", [&] {
      sleep(Duration::infinite());
      returned = true;
    });
    sleep(1ms);
    Event event("event");
    spawn("long wait",
          [&] {
            event.wait_for(nearly_for_ever);
            returned = true;
          },
          {.serves = true});
    sleep(nearly_for_ever);
    returned = true;
  });
  CHECK_FALSE(returned);
  CHECK(universe.world.now() == Instant::at(1ms));
}

TEST_CASE("a run ends at its end, and what is due exactly then still happens") {
  Universe universe;
  universe.world.end_at(Instant::at(10ms));
  int ticks = 0;
  universe.run([&] {
    for (;;) {
      sleep(1ms);
      ++ticks;
    }
  });
  CHECK(ticks == 10);
  CHECK(universe.world.now() == Instant::at(10ms));
}

TEST_CASE("a run that has nothing left to do before its end is at its end all the same") {
  Universe universe;
  universe.world.end_at(Instant::at(10ms));
  universe.run([] { sleep(1ms); });
  CHECK(universe.world.now() == Instant::at(10ms));
}

TEST_CASE("timeouts of waits that were granted are swept out, so memory stays bounded") {
  Universe universe;
  constexpr int kWaits = 1'000'000;
  std::size_t pending_max = 0;
  universe.run([&] {
    Channel<int> channel;
    spawn("sender", [&] {
      for (int index = 0; index < kWaits; ++index) {
        channel.send(index);
        sleep(Duration::nanoseconds(1));
      }
    });
    for (int index = 0; index < kWaits; ++index) {
      CHECK(channel.receive_for(1h).has_value());
      pending_max = std::max(pending_max, universe.world.scheduler().timers_pending());
    }
  });
  CHECK(pending_max < 20'000);
}

TEST_CASE("timers of cancelled sleepers are swept out") {
  Universe universe;
  std::size_t pending_max = 0;
  universe.run([&] {
    for (int index = 0; index < 200'000; ++index) {
      const FiberHandle child = spawn("child", [] { sleep(1h); });
      yield();
      cancel(child);
      pending_max = std::max(pending_max, universe.world.scheduler().timers_pending());
    }
  });
  CHECK(pending_max < 20'000);
  CHECK(universe.world.now() == Instant());
}
