#include <doctest/doctest.h>

#include <string>

#include "hindcast/sim/channel.hpp"
#include "hindcast/sim/event.hpp"
#include "hindcast/sim/mutex.hpp"
#include "hindcast/sim/semaphore.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

TEST_CASE("two fibers that lock in opposite orders are a deadlock, printed hop by hop") {
  Universe universe;
  const Outcome& outcome = universe.run([&] {
    Mutex a("a");
    Mutex b("b");
    spawn("one", [&] {
      const Lock first(a);
      sleep(1ms);
      const Lock second(b);
    });
    spawn("two", [&] {
      const Lock first(b);
      sleep(1ms);
      const Lock second(a);
    });
    sleep(1h);
  });
  CHECK(outcome.verdict == Verdict::deadlocked);
  CHECK(outcome.at == Instant::at(1ms));
  CHECK(outcome.detail ==
        "wait-for cycle:\n"
        "  test/two#0 waits for a since 1 ms, which only test/one#0 can end\n"
        "  test/one#0 waits for b since 1 ms, which only test/two#0 can end\n");
}

TEST_CASE("a lock whose owner ended is reported as one that nobody can end") {
  Universe universe;
  const Outcome& outcome = universe.run([&] {
    Mutex mutex("m");
    join(spawn("forgets", [&] { mutex.lock(); }));
    mutex.lock();
  });
  CHECK(outcome.verdict == Verdict::deadlocked);
  CHECK(outcome.detail.find("waits for m since 0 s, which nobody can end") != std::string::npos);
}

TEST_CASE("a fiber that joins one that waits for its lock is a deadlock") {
  Universe universe;
  const Outcome& outcome = universe.run([&] {
    Mutex mutex("m");
    const Lock lock(mutex);
    const FiberHandle child = spawn("child", [&] { const Lock inner(mutex); });
    join(child);
  });
  CHECK(outcome.verdict == Verdict::deadlocked);
  CHECK(outcome.detail.find("test/test#0 waits for join") != std::string::npos);
}

TEST_CASE("a deadlock across calls names the handlers between the callers") {
  Universe universe;
  World& world = universe.world;
  Mutex* mutex = nullptr;
  auto& client = world.add<Caller>("client", [&](Caller& self) {
    spawn("transfer", [&] {
      Mutex own("account");
      mutex = &own;
      const Lock lock(own);
      self.call(1);
    });
  });
  auto& server = world.add<Answerer>(
      "server", [](Answerer& self, const Number& request, Responder<Number> responder) {
        const auto result = self.out.call(request);
        responder.reply({result.ok() ? 1 : 0});
      });
  auto& callback = world.add_to<Answerer>(
      client.node(), "callback", [&](Answerer&, const Number&, Responder<Number> responder) {
        const Lock lock(*mutex);
        responder.reply({1});
      });
  world.connect(client.out, server.in);
  world.connect(server.out, callback.in);
  const Outcome& outcome = world.run();
  CHECK(outcome.verdict == Verdict::deadlocked);
  CHECK(outcome.detail ==
        "wait-for cycle:\n"
        "  client/in#0 waits for account since 0 s, which only client/transfer#0 can end\n"
        "  client/transfer#0 waits for in since 0 s, which only server/in#0 can end\n"
        "  server/in#0 waits for in since 0 s, which only client/in#0 can end\n");
}

TEST_CASE("waits that a timeout ends soon are no deadlock") {
  Universe universe;
  int given_up = 0;
  const Outcome& outcome = universe.run([&] {
    Mutex a("a");
    Mutex b("b");
    const auto locks = [&](Mutex& first, Mutex& second) {
      return [&] {
        const Lock lock(first);
        sleep(1ms);
        if (!second.lock_for(10ms)) {
          ++given_up;
        } else {
          second.unlock();
        }
      };
    };
    spawn("one", locks(a, b));
    spawn("two", locks(b, a));
    sleep(1h);
  });
  CHECK(outcome.verdict == Verdict::passed);
  CHECK(given_up >= 1);
}

TEST_CASE(
    "a timeout beyond wait_max does not save a cycle, and the report says when it would end") {
  Universe universe({.limits = {.wait_max = 10min}});
  const Outcome& outcome = universe.run([&] {
    Mutex a("a");
    Mutex b("b");
    spawn("one", [&] {
      const Lock lock(a);
      sleep(1ms);
      if (b.lock_for(11min)) b.unlock();
    });
    spawn("two", [&] {
      const Lock lock(b);
      sleep(1ms);
      const Lock second(a);
    });
    sleep(1h);
  });
  CHECK(outcome.verdict == Verdict::deadlocked);
  CHECK(outcome.detail.find("(would give up at 11 min") != std::string::npos);
}

TEST_CASE("waits that an unknown fiber may end are never reported as a deadlock") {
  Universe universe;
  const Outcome& outcome = universe.run([&] {
    Semaphore semaphore(0);
    Event event;
    Channel<int> channel;
    Mutex mutex;
    spawn("a", [&] {
      const Lock lock(mutex);
      semaphore.acquire();
    });
    spawn("b", [&] {
      const Lock lock(mutex);
      event.wait();
    });
    spawn("c", [&] { channel.receive(); });
    sleep(1min);
    semaphore.release();
    event.set();
    channel.send(1);
    sleep(1min);
  });
  CHECK(outcome.verdict == Verdict::passed);
}

TEST_CASE("a long convoy behind a living owner is no deadlock") {
  Universe universe;
  int served = 0;
  const Outcome& outcome = universe.run([&] {
    Mutex mutex;
    for (int index = 0; index < 500; ++index) {
      spawn("member", [&] {
        const Lock lock(mutex);
        sleep(1s);
        ++served;
      });
    }
    sleep(1h);
  });
  CHECK(outcome.verdict == Verdict::passed);
  CHECK(served == 500);
}

TEST_CASE("random lock orders end in a deadlock exactly when somebody is left waiting") {
  int deadlocks = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const auto run = [&](Duration wait_max) {
      Universe universe({.seed = seed, .limits = {.wait_max = wait_max}});
      std::vector<std::unique_ptr<Mutex>> mutexes;
      int finished = 0;
      universe.run([&] {
        for (int index = 0; index < 3; ++index) mutexes.push_back(std::make_unique<Mutex>());
        for (int index = 0; index < 4; ++index) {
          spawn("worker", [&] {
            const auto first = draw("first") % 3;
            const auto second = (first + 1 + draw("second") % 2) % 3;
            sleep(Duration::nanoseconds(static_cast<std::int64_t>(draw("start") % 100)));
            const Lock lock(*mutexes[first]);
            sleep(Duration::nanoseconds(static_cast<std::int64_t>(draw("hold") % 100)));
            const Lock inner(*mutexes[second]);
            ++finished;
          });
        }
        sleep(1s);
      });
      CHECK((universe.world.outcome().verdict == Verdict::deadlocked) == (finished < 4));
      return finished < 4;
    };
    deadlocks += run(1h) ? 1 : 0;
  }
  CHECK(deadlocks > 0);
  CHECK(deadlocks < 60);
}

TEST_CASE("fibers that wait when nothing can happen any more are stranded") {
  Universe universe;
  const Outcome& outcome = universe.run([&] {
    Event event("never set");
    event.wait();
  });
  CHECK(outcome.verdict == Verdict::deadlocked);
  CHECK(outcome.detail ==
        "nothing can happen any more, and still:\n"
        "  test/test#0 waits for never set since 0 s\n");
}

TEST_CASE("fibers that serve may wait at the end, and so may all when the run has an end") {
  Universe serving;
  serving.script("server", [] {
    spawn("server",
          [] {
            Channel<int> channel;
            channel.receive();
          },
          {.serves = true});
  });
  CHECK(serving.world.run().verdict == Verdict::passed);

  Universe ending;
  ending.world.end_at(Instant::at(1s));
  CHECK(ending
            .run([] {
              Event event;
              event.wait();
            })
            .verdict == Verdict::passed);
}

TEST_CASE("a fiber that waits longer than starved_after is starved, at that very instant") {
  Universe universe({.limits = {.starved_after = 10s}});
  universe.world.end_at(Instant::at(1h));
  const Outcome& outcome = universe.run([&] {
    Semaphore semaphore(0, "permit");
    spawn("patient", [&] {
      sleep(3s);
      semaphore.acquire();
    });
    spawn("served", [&] { semaphore.acquire(); });
    spawn("ticker", [] {
      for (;;) sleep(700ms);
    });
    sleep(9s);
    semaphore.release();
    sleep(1h);
  });
  CHECK(outcome.verdict == Verdict::violated);
  CHECK(outcome.property == "no starvation");
  CHECK(outcome.at == Instant::at(13s + 1ns));
  CHECK(outcome.detail == "  test/patient#0 waits for permit since 3 s");
}

TEST_CASE("servers, waits with a timeout and short waits are not starved") {
  Universe universe({.limits = {.starved_after = 10s}});
  universe.world.end_at(Instant::at(1min));
  const Outcome& outcome = universe.run([&] {
    Semaphore semaphore(0);
    spawn("server", [&] { semaphore.acquire(); }, {.serves = true});
    spawn("timed", [&] { semaphore.acquire_for(30s); });
    spawn("short", [&] {
      Event event;
      spawn("setter", [&] {
        sleep(10s);
        event.set();
      });
      event.wait();
    });
    sleep(1h);
  });
  CHECK(outcome.verdict == Verdict::passed);
}

TEST_CASE("a waiter that is overtaken too often is starved") {
  // A queue that serves the youngest first, as a stack of idle connections does.
  class Stack final : public Waitable {
   public:
    Stack() : Waitable("stack") {}
    void wait() {
      Waiter waiter;
      Scheduler::current().wait(*this, queue_, waiter, Duration::infinite());
    }
    void serve() {
      if (queue_.empty()) return;
      Waiter* youngest = &queue_.oldest();
      while (youngest->newer != nullptr) youngest = youngest->newer;
      Scheduler::current().grant(*youngest);
    }

   private:
    WaitQueue queue_;
  };
  Universe universe({.limits = {.overtakes_max = 5}});
  const Outcome& outcome = universe.run([&] {
    Stack stack;
    spawn("old", [&] { stack.wait(); });
    for (int round = 0; round < 10; ++round) {
      yield();
      spawn("young", [&] { stack.wait(); });
      yield();
      stack.serve();
    }
    sleep(1s);
    stack.serve();
  });
  CHECK(outcome.verdict == Verdict::violated);
  CHECK(outcome.detail == "test/old#0 was overtaken 6 times while it waited for stack");
}

TEST_CASE("who waits for a lock whose owner is killed, cancelled or forgets it is in a deadlock") {
  enum class End { crash, cancel, exit };
  for (const End end : {End::crash, End::cancel, End::exit}) {
    for (const bool waits_before : {true, false}) {
      Universe universe;
      World& world = universe.world;
      world.end_at(Instant::at(1h));
      Node& victim = world.add_live_node("victim");
      Mutex* mutex = nullptr;
      const Outcome& outcome = universe.run([&] {
        Mutex shared("m");
        mutex = &shared;
        const FiberHandle holder = world.scheduler().spawn(victim, "holder", [&] {
          mutex->lock();
          sleep(end == End::exit ? 1ms : 1min);
        });
        spawn("waits", [&] {
          sleep(waits_before ? 500us : 2ms);
          mutex->lock();
        });
        sleep(1ms);
        if (end == End::crash) victim.crash();
        if (end == End::cancel) cancel(holder);
        for (;;) sleep(1min);
      });
      CAPTURE(static_cast<int>(end));
      CAPTURE(waits_before);
      CHECK(outcome.verdict == Verdict::deadlocked);
      CHECK(outcome.detail.find("waits for m since") != std::string::npos);
      CHECK(outcome.detail.find("which nobody can end") != std::string::npos);
      const Duration found = waits_before ? (end == End::exit ? Duration(1h) : 1ms) : 2ms;
      CHECK(outcome.at == Instant::at(found));
    }
  }
}

TEST_CASE("a cycle that a cancellation breaks within its instant is no deadlock") {
  Universe universe;
  const Outcome& outcome = universe.run([&] {
    Mutex a("a");
    Mutex b("b");
    const auto locks = [](Mutex& first, Mutex& second) {
      return [&] {
        const Lock outer(first);
        sleep(1ms);
        const Lock inner(second);
      };
    };
    const FiberHandle one = spawn("one", locks(a, b));
    const FiberHandle two = spawn("two", locks(b, a));
    sleep(1ms);
    yield();  // both wait for each other
    cancel(one);
    join(two);
  });
  CHECK(outcome.verdict == Verdict::passed);
}
