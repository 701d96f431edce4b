#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "hindcast/sim/event.hpp"
#include "hindcast/sim/semaphore.hpp"
#include "tests/support/death.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

TEST_CASE("a semaphore lets as many in as it has permits, the others in order") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    Semaphore semaphore(2);
    for (int index = 0; index < 5; ++index) {
      spawn("user", [&, index] {
        semaphore.acquire();
        diary.note(std::to_string(index) + "@" + std::to_string(now_ms()));
        sleep(1ms);
        semaphore.release();
      });
    }
    sleep(1h);
    CHECK(semaphore.permits() == 2);
  });
  CHECK(diary.text() == "0@0 1@0 2@1 3@1 4@2");
}

TEST_CASE("a permit may be released by another fiber, before anybody wants it") {
  Universe universe;
  universe.run([&] {
    Semaphore semaphore(0);
    CHECK_FALSE(semaphore.try_acquire());
    semaphore.release();
    semaphore.release();
    CHECK(semaphore.permits() == 2);
    CHECK(semaphore.try_acquire());
    semaphore.acquire();
    CHECK(semaphore.permits() == 0);
  });
}

TEST_CASE("an acquisition that is not granted in time leaves the queue") {
  Universe universe;
  universe.run([&] {
    Semaphore semaphore(0);
    CHECK_FALSE(semaphore.acquire_for(2ms));
    CHECK(now_ms() == 2);
    semaphore.release();
    CHECK(semaphore.permits() == 1);
  });
}

TEST_CASE("nobody overtakes who waits for a permit, not even a try") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    Semaphore semaphore(0);
    spawn("waiter", [&] {
      semaphore.acquire();
      diary.note("waiter");
    });
    sleep(1ms);
    semaphore.release();
    CHECK_FALSE(semaphore.try_acquire());
    yield();
    CHECK(semaphore.permits() == 0);
  });
  CHECK(diary.text() == "waiter");
}

TEST_CASE("a permit is not lost with a waiter that is cancelled between its grant and its turn") {
  Universe universe;
  universe.run([&] {
    Semaphore semaphore(0);
    const FiberHandle first = spawn("first", [&] { semaphore.acquire(); });
    const FiberHandle second = spawn("second", [&] { semaphore.acquire(); });
    sleep(1ms);
    semaphore.release();
    cancel(first);
    join(second);
    CHECK(semaphore.permits() == 0);
    const FiberHandle third = spawn("third", [&] { semaphore.acquire(); });
    sleep(1ms);
    semaphore.release();
    cancel(third);
    CHECK(semaphore.permits() == 1);
  });
}

TEST_CASE("an event stays set for all who come, until it is reset") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    Event event;
    for (int index = 0; index < 2; ++index) {
      spawn("waiter", [&, index] {
        event.wait();
        diary.note(std::to_string(index) + "@" + std::to_string(now_ms()));
      });
    }
    sleep(3ms);
    CHECK(event.waiting() == 2);
    event.set();
    event.reset();
    sleep(1ms);
    CHECK_FALSE(event.wait_for(1ms));
    event.set();
    CHECK(event.wait_for(1ms));
    CHECK(event.is_set());
    CHECK(now_ms() == 5);
  });
  CHECK(diary.text() == "0@3 1@3");
}

TEST_CASE("destroying what a fiber waits for is a broken program, unless the node is dead") {
  CHECK(death_of([] {
          Universe universe;
          universe.run([&] {
            auto event = std::make_unique<Event>();
            spawn("waiter", [&] { event->wait(); });
            sleep(1ms);
            event.reset();
          });
        }).find("destroyed_while_a_fiber_waits") != std::string::npos);

  Universe universe;
  Event* shared = nullptr;
  auto& node = universe.script("node", [&] {
    spawn("older waiter", [&] {
      sleep(1ms);
      shared->wait_for(1h);
    });
    spawn("newer owner", [&] {
      Event own("own");
      shared = &own;
      sleep(1h);
    });
  });
  universe.world.inject("kill", [&] {
    sleep(2ms);
    node.node().crash();
  });
  CHECK(universe.world.run().verdict == Verdict::passed);
}
