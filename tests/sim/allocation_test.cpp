#include <doctest/doctest.h>

#include <functional>
#include <memory>

#include "hindcast/sim/channel.hpp"
#include "hindcast/sim/condition_variable.hpp"
#include "hindcast/sim/event.hpp"
#include "hindcast/sim/mutex.hpp"
#include "hindcast/sim/semaphore.hpp"
#include "tests/support/universe.hpp"
#include "tests/support/watched_heap.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

constexpr int kRounds = 20'000;
// The timer queue still meets a bucket that it never used or that grows: once for each bit of time.
constexpr std::uint64_t kFew = 16;

// Returns how many allocations the second half of the rounds make.
std::uint64_t allocations_of(const std::function<void()>& round) {
  std::uint64_t during = 0;
  Universe universe;
  universe.run([&] {
    for (int index = 0; index < kRounds; ++index) round();
    const std::uint64_t before = Heap::allocations;
    for (int index = 0; index < kRounds; ++index) round();
    during = Heap::allocations - before;
    universe.world.stop({});
  });
  return during;
}

}  // namespace

TEST_CASE("the heap under watch counts") {
  const std::uint64_t before = Heap::allocations;
  const auto object = std::make_unique<std::uint64_t>(1U);
  CHECK(Heap::allocations == before + *object);
}

TEST_CASE("sleeping, yielding and drawing allocate nothing in steady state") {
  CHECK(allocations_of([] {
          sleep(Duration::nanoseconds(static_cast<std::int64_t>(draw("x") % 1000)));
          yield();
        }) <= kFew);
}

TEST_CASE("spawning and joining allocate nothing in steady state") {
  CHECK(allocations_of([] { join(spawn("child", [] { sleep(1ns); })); }) <= kFew);
}

TEST_CASE("waits that are granted and waits that expire allocate nothing in steady state") {
  std::unique_ptr<Channel<int>> ping;
  std::unique_ptr<Channel<int>> pong;
  std::unique_ptr<Event> never;
  CHECK(allocations_of([&] {
          if (!ping) {
            ping = std::make_unique<Channel<int>>(1);
            pong = std::make_unique<Channel<int>>(1);
            never = std::make_unique<Event>();
            spawn("echo",
                  [&] {
                    while (const auto item = ping->receive()) pong->send(*item);
                  },
                  {.serves = true});
          }
          ping->send(1);
          pong->receive();
          never->wait_for(1ms);
          pong->receive_for(1us);
        }) <= kFew);
}

TEST_CASE("contended locks allocate nothing in steady state, deadlock search included") {
  std::unique_ptr<Mutex> mutex;
  std::unique_ptr<ConditionVariable> condition;
  std::unique_ptr<Semaphore> semaphore;
  CHECK(allocations_of([&] {
          if (!mutex) {
            mutex = std::make_unique<Mutex>();
            condition = std::make_unique<ConditionVariable>();
            semaphore = std::make_unique<Semaphore>(1U);
            for (int index = 0; index < 3; ++index) {
              spawn("rival", [&] {
                for (;;) {
                  semaphore->acquire();
                  sleep(1us);
                  semaphore->release();
                  const Lock lock(*mutex);
                  sleep(1us);
                  condition->broadcast();
                }
              });
            }
          }
          const Lock lock(*mutex);
          condition->wait(*mutex);
          sleep(1us);
        }) <= kFew);
}

TEST_CASE("a call allocates nothing but its two payloads in steady state") {
  std::uint64_t during = 0;
  Universe universe;
  auto& client = universe.world.add<Caller>("client", [&](Caller& self) {
    spawn("caller", [&] {
      for (int index = 0; index < kRounds; ++index) self.call(index);
      const std::uint64_t before = Heap::allocations;
      for (int index = 0; index < kRounds; ++index) self.call(index);
      during = Heap::allocations - before;
    });
  });
  auto& server = universe.world.add<Answerer>("server", answer_after(1ms));
  universe.world.connect(client.out, server.in, {.timeout = 1s});
  universe.world.run();
  CHECK(during >= 2 * kRounds);
  CHECK(during <= 2 * kRounds + kFew);
}
