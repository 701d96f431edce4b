// Programs that are in no paper: each count is a formula, and for small numbers it is also what all
// interleavings give.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

#include "hindcast/replay/explore/explore.hpp"
#include "tests/replay/counts.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

// The count, and, where there are few interleavings, what they give.
void check_both(const Program& program, std::uint64_t expected) {
  check_count(program, expected);
  const ExploreResult all = explore(program, {.reduction = Reduction::none,
                                              .executions_max = 20'000,
                                              .starts_first = true,
                                              .split = WaitSplit::permits});
  if (all.complete) CHECK(all.classes == expected);
}

Program groups(std::uint32_t count, std::uint32_t size) {
  return [=](ProgramBuilder& builder) {
    for (std::uint32_t group = 0; group < count; ++group) {
      auto& mutex = builder.mutex("mutex");
      for (std::uint32_t nth = 0; nth < size; ++nth) {
        builder.fiber("locks", [&mutex] { const Lock lock(mutex); });
      }
    }
  };
}

Program writers_and_readers(std::uint32_t writers, std::uint32_t readers, std::uint32_t cells) {
  return [=](ProgramBuilder& builder) {
    std::vector<Cell<std::uint32_t>*> all;
    for (std::uint32_t nth = 0; nth < cells; ++nth) {
      auto& cell = *all.emplace_back(&builder.cell<std::uint32_t>("cell"));
      for (std::uint32_t writer = 0; writer < writers; ++writer) {
        builder.fiber("writes", [&cell, writer] { cell.write(writer + 1); });
      }
    }
    for (std::uint32_t nth = 0; nth < readers; ++nth) {
      builder.fiber("reads", [all] {
        for (Cell<std::uint32_t>* const cell : all) cell->read();
      });
    }
  };
}

// Some sends are sure, the others may be lost.
Program sure_and_lossy(std::uint32_t sure, std::uint32_t lossy) {
  return [=](ProgramBuilder& builder) {
    auto& inbox = builder.channel<std::uint32_t>("inbox");
    builder.fiber("receives",
                  [&inbox] {
                    for (;;) inbox.receive();
                  },
                  {.serves = true});
    for (std::uint32_t nth = 0; nth < sure + lossy; ++nth) {
      builder.fiber("sends", [&inbox, nth, sure] {
        if (nth < sure || !lost("item")) inbox.send(nth);
      });
    }
  };
}

// Each sender sends to both mailboxes, in the same order.
Program two_mailboxes(std::uint32_t senders) {
  return [=](ProgramBuilder& builder) {
    auto& left = builder.channel<std::uint32_t>("left");
    auto& right = builder.channel<std::uint32_t>("right");
    for (auto* const inbox : {&left, &right}) {
      builder.fiber("receives", [inbox, senders] {
        for (std::uint32_t nth = 0; nth < senders; ++nth) inbox->receive();
      });
    }
    for (std::uint32_t nth = 0; nth < senders; ++nth) {
      builder.fiber("sends", [&left, &right, nth] {
        left.send(nth);
        right.send(nth);
      });
    }
  };
}

Program contenders(std::uint32_t fibers, const std::function<void(Mutex&, Semaphore&)>& body) {
  return [=](ProgramBuilder& builder) {
    auto& mutex = builder.mutex("mutex");
    auto& permits = builder.semaphore("permits", fibers);
    for (std::uint32_t nth = 0; nth < fibers; ++nth) {
      builder.fiber("contends", [&mutex, &permits, body] { body(mutex, permits); });
    }
  };
}

Program waiters_of_an_event(std::uint32_t waiters) {
  return [=](ProgramBuilder& builder) {
    auto& event = builder.event("event");
    builder.fiber("sets", [&event] { event.set(); });
    for (std::uint32_t nth = 0; nth < waiters; ++nth) {
      builder.fiber("waits", [&event] { event.wait(); });
    }
  };
}

// Who comes before the signal waits for it; who comes after finds that it was given.
Program condition(std::uint32_t waiters, bool wakes_all) {
  return [=](ProgramBuilder& builder) {
    auto& mutex = builder.mutex("mutex");
    auto& condition = builder.condition("condition");
    auto& ready = builder.cell<bool>("ready");
    for (std::uint32_t nth = 0; nth < waiters; ++nth) {
      builder.fiber("waits", [&mutex, &condition, &ready] {
        const Lock lock(mutex);
        while (!ready.read()) condition.wait(mutex);
      });
    }
    builder.fiber("signals", [&mutex, &condition, &ready, wakes_all] {
      const Lock lock(mutex);
      ready.write(true);
      wakes_all ? condition.broadcast() : condition.signal();
    });
  };
}

Program timers_in_groups(std::uint32_t instants, std::uint32_t each) {
  return [=](ProgramBuilder& builder) {
    auto& cell = builder.cell<std::uint32_t>("cell");
    for (std::uint32_t instant = 1; instant <= instants; ++instant) {
      for (std::uint32_t nth = 0; nth < each; ++nth) {
        builder.fiber("timer", [&cell, instant, nth] {
          sleep(std::chrono::milliseconds(instant));
          cell.write(nth + 1);
        });
      }
    }
  };
}

Program children(std::uint32_t count) {
  return [=](ProgramBuilder& builder) {
    auto& cell = builder.cell<std::uint32_t>("cell");
    builder.fiber("parent", [&cell, count] {
      std::vector<FiberHandle> spawned;
      for (std::uint32_t nth = 0; nth < count; ++nth) {
        spawned.push_back(
            spawn("child", [&cell, nth] { cell.write(nth + 1); }, {.isolated = true}));
      }
      for (const FiberHandle child : spawned) join(child);
      cell.read();
    });
  };
}

Program killed_writer(std::uint32_t writes) {
  return [=](ProgramBuilder& builder) {
    Node& node = builder.add_node("dies");
    auto& cell = builder.cell<std::uint32_t>("cell");
    builder.fiber("writes",
                  [&cell, writes] {
                    for (std::uint32_t nth = 1; nth <= writes; ++nth) cell.write(nth);
                  },
                  {.node = &node});
    builder.crash(node, {.may_not_happen = false});
  };
}

}  // namespace

TEST_CASE("k independent groups of n that lock have (n!)^k traces") {
  for (std::uint32_t k = 1; k <= 3; ++k) {
    for (std::uint32_t n = 1; n <= 3; ++n) check_both(groups(k, n), power(factorial(n), k));
  }
}

TEST_CASE("k writers and n readers of each of c cells have (k! (k+1)^n)^c traces") {
  for (std::uint32_t k = 1; k <= 3; ++k) {
    for (std::uint32_t n = 0; n <= 3; ++n) {
      check_both(writers_and_readers(k, n, 1), factorial(k) * power(k + 1, n));
      if (k < 3) check_both(writers_and_readers(k, n, 2), power(factorial(k) * power(k + 1, n), 2));
    }
  }
}

TEST_CASE("m sure sends and n that may be lost have sum C(n,k) (m+k)! traces") {
  for (std::uint32_t m = 0; m <= 3; ++m) {
    for (std::uint32_t n = 0; n <= 3; ++n) {
      std::uint64_t expected = 0;
      for (std::uint32_t k = 0; k <= n; ++k) expected += binomial(n, k) * factorial(m + k);
      check_both(sure_and_lossy(m, n), expected);
    }
  }
}

TEST_CASE("n senders to two mailboxes have (n!)^2 traces") {
  for (std::uint32_t n = 1; n <= 4; ++n) check_both(two_mailboxes(n), power(factorial(n), 2));
}

TEST_CASE("n tries of a mutex, and n requests for as many permits, have n! traces") {
  for (std::uint32_t n = 1; n <= 5; ++n) {
    check_both(contenders(n, [](Mutex& mutex, Semaphore&) { mutex.try_lock(); }), factorial(n));
    check_both(contenders(n, [](Mutex&, Semaphore& permits) { permits.acquire(); }), factorial(n));
  }
}

TEST_CASE("n who wait for an event that one sets have 2^n traces") {
  for (std::uint32_t n = 1; n <= 6; ++n) check_both(waiters_of_an_event(n), power(2, n));
}

TEST_CASE("n who wait for a condition that one broadcasts have n! sum n!/(n-k)! traces") {
  // k wait before the broadcast, in some order; then k wake-ups and n - k others ask for the mutex.
  for (std::uint32_t n = 1; n <= 4; ++n) {
    std::uint64_t expected = 0;
    for (std::uint32_t k = 0; k <= n; ++k) {
      expected += factorial(n) / factorial(n - k) * factorial(n);
    }
    check_both(condition(n, true), expected);
  }
}

TEST_CASE("with one signal n! + sum n! (n-k+1), and a deadlock where two or more wait") {
  for (std::uint32_t n = 1; n <= 4; ++n) {
    std::uint64_t expected = factorial(n);
    std::uint64_t deadlocks = 0;
    for (std::uint32_t k = 1; k <= n; ++k) {
      expected += factorial(n) * (n - k + 1);
      if (k > 1) deadlocks += factorial(n) * (n - k + 1);
    }
    CHECK(check_count(condition(n, false), expected).deadlocks == deadlocks);
  }
}

TEST_CASE("n timers at each of k instants have (n!)^k traces, and n children n!") {
  for (std::uint32_t n = 1; n <= 3; ++n) {
    for (std::uint32_t k = 1; k <= 3; ++k) {
      check_both(timers_in_groups(k, n), power(factorial(n), k));
    }
    check_both(children(n), factorial(n));
  }
}

TEST_CASE("a fiber of n writes that is killed at any moment has n + 2 traces") {
  // Before it begins, and after each number of writes; its end is no step of its own.
  for (std::uint32_t n = 1; n <= 8; ++n) check_count(killed_writer(n), n + 2);
}
