#include <doctest/doctest.h>

#include <string>

#include "hindcast/sim/condition_variable.hpp"
#include "hindcast/sim/mutex.hpp"
#include "tests/support/death.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

TEST_CASE("a mutex is handed over first in, first out, and nobody barges in") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    Mutex mutex;
    mutex.lock();
    for (int index = 0; index < 3; ++index) {
      spawn("waiter", [&, index] {
        const Lock lock(mutex);
        diary.note(std::to_string(index));
        sleep(1ms);
      });
    }
    sleep(1ms);
    CHECK(mutex.waiting() == 3);
    mutex.unlock();
    CHECK_FALSE(mutex.try_lock());
    mutex.lock();
    diary.note("test");
    mutex.unlock();
  });
  CHECK(diary.text() == "0 1 2 test");
}

TEST_CASE("a lock that is not granted in time returns false and leaves the queue") {
  Universe universe;
  universe.run([&] {
    Mutex mutex;
    const FiberHandle holder = spawn("holder", [&] {
      const Lock lock(mutex);
      sleep(10ms);
    });
    yield();
    CHECK_FALSE(mutex.lock_for(4ms));
    CHECK(now_ms() == 4);
    CHECK(mutex.waiting() == 0);
    CHECK(mutex.owner() == holder);
    CHECK(mutex.lock_for(10ms));
    CHECK(now_ms() == 10);
    mutex.unlock();
    CHECK_FALSE(mutex.locked());
  });
}

TEST_CASE("a lock with a timeout of zero gets the mutex only if it is free by its turn") {
  Universe universe;
  universe.run([&] {
    Mutex mutex;
    CHECK(mutex.lock_for(Duration::zero()));
    const FiberHandle other =
        spawn("other", [&] { CHECK_FALSE(mutex.lock_for(Duration::zero())); });
    join(other);
    CHECK(now() == Instant());
    mutex.unlock();
  });
}

TEST_CASE("a grant and a timeout at one instant: what comes first counts") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    Mutex mutex;
    spawn("holder", [&] {
      const Lock lock(mutex);
      sleep(5ms);
    });
    yield();
    spawn("late", [&] { diary.note(mutex.lock_for(5ms) ? "granted" : "expired"); });
    sleep(1h);
  });
  CHECK(diary.text() == "granted");
}

TEST_CASE("a cancelled waiter leaves the queue") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    Mutex mutex;
    mutex.lock();
    const FiberHandle first = spawn("first", [&] {
      const Lock lock(mutex);
      diary.note("first");
    });
    const FiberHandle second = spawn("second", [&] {
      const Lock lock(mutex);
      diary.note("second");
    });
    sleep(1ms);
    cancel(first);
    CHECK(mutex.waiting() == 1);
    mutex.unlock();
    join(second);
  });
  CHECK(diary.text() == "second");
}

TEST_CASE("a waiter that is cancelled between its grant and its turn hands the mutex on") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    Mutex mutex;
    mutex.lock();
    const FiberHandle first = spawn("first", [&] {
      const Lock lock(mutex);
      diary.note("first");
    });
    const FiberHandle second = spawn("second", [&] {
      const Lock lock(mutex);
      diary.note("second");
    });
    sleep(1ms);
    mutex.unlock();
    CHECK(mutex.owner() == first);
    cancel(first);
    CHECK(mutex.owner() == second);
    join(second);
    CHECK_FALSE(mutex.locked());
  });
  CHECK(diary.text() == "second");
}

TEST_CASE("a cancelled owner releases what its Lock holds") {
  Universe universe;
  universe.run([&] {
    Mutex mutex;
    const FiberHandle owner = spawn("owner", [&] {
      const Lock lock(mutex);
      sleep(1h);
    });
    sleep(1ms);
    cancel(owner);
    CHECK(mutex.try_lock());
    mutex.unlock();
  });
}

TEST_CASE("locking twice and unlocking another's mutex are broken programs") {
  const auto dies = [](const std::function<void(Mutex&)>& act) {
    return !death_of([&] {
              Universe universe;
              universe.run([&] {
                Mutex mutex;
                act(mutex);
              });
            }).empty();
  };
  CHECK(dies([](Mutex& mutex) {
    mutex.lock();
    mutex.lock();
  }));
  CHECK(dies([](Mutex& mutex) { mutex.unlock(); }));
  CHECK(dies([](Mutex& mutex) {
    mutex.lock();
    join(spawn("other", [&] { mutex.unlock(); }));
  }));
}

TEST_CASE("a condition's wait releases the mutex and owns it again afterwards") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    Mutex mutex;
    ConditionVariable condition;
    const FiberHandle waiter = spawn("waiter", [&] {
      const Lock lock(mutex);
      condition.wait(mutex);
      CHECK(mutex.owner() == this_fiber());
      diary.note("woken@" + std::to_string(now_ms()));
    });
    sleep(1ms);
    {
      const Lock lock(mutex);
      condition.signal();
      sleep(2ms);
    }
    join(waiter);
  });
  CHECK(diary.text() == "woken@3");
}

TEST_CASE("a signal wakes the oldest waiter, a broadcast all, and neither is remembered") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    Mutex mutex;
    ConditionVariable condition;
    condition.signal();
    for (int index = 0; index < 4; ++index) {
      spawn("waiter", [&, index] {
        const Lock lock(mutex);
        condition.wait(mutex);
        diary.note(std::to_string(index));
      });
    }
    sleep(1ms);
    CHECK(condition.waiting() == 4);
    condition.signal();
    sleep(1ms);
    diary.note("|");
    condition.broadcast();
    sleep(1ms);
  });
  CHECK(diary.text() == "0 | 1 2 3");
}

TEST_CASE("a condition's wait that times out owns the mutex again all the same") {
  Universe universe;
  universe.run([&] {
    Mutex mutex;
    ConditionVariable condition;
    const Lock lock(mutex);
    CHECK_FALSE(condition.wait_for(mutex, 3ms));
    CHECK(mutex.owner() == this_fiber());
    CHECK(now_ms() == 3);
  });
}

TEST_CASE("a fiber that is cancelled in a condition's wait leaves the mutex alone") {
  Universe universe;
  universe.run([&] {
    Mutex mutex;
    ConditionVariable condition;
    const FiberHandle waiter = spawn("waiter", [&] {
      const Lock lock(mutex);
      condition.wait(mutex);
    });
    sleep(1ms);
    {
      const Lock lock(mutex);
      cancel(waiter);
      CHECK(mutex.owner() == this_fiber());
    }
    CHECK_FALSE(mutex.locked());
    CHECK(condition.waiting() == 0);
  });
}

TEST_CASE("a signal is not lost with the waiter that it woke") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    Mutex mutex;
    ConditionVariable condition;
    const auto waiter = [&](const char* name) {
      return spawn("waiter", [&, name] {
        const Lock lock(mutex);
        condition.wait(mutex);
        diary.note(name);
      });
    };
    const FiberHandle first = waiter("first");
    const FiberHandle second = waiter("second");
    sleep(1ms);
    condition.signal();
    cancel(first);
    join(second);
  });
  CHECK(diary.text() == "second");
}
