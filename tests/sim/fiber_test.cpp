#include <doctest/doctest.h>

#include <exception>
#include <stdexcept>
#include <string>

#include "hindcast/sim/event.hpp"
#include "hindcast/sim/kernel.hpp"
#include "tests/support/death.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

// Notes its name when it is destroyed.
struct Note {
  Note(Diary& in, std::string what) : diary(in), name(std::move(what)) {}
  Note(const Note&) = delete;
  Note& operator=(const Note&) = delete;
  ~Note() { diary.note(name); }

  Diary& diary;
  std::string name;
};

}  // namespace

TEST_CASE("fibers start in the order in which they were spawned") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    for (const char* name : {"a", "b", "c"}) spawn("child", [&diary, name] { diary.note(name); });
    diary.note("parent");
  });
  CHECK(diary.text() == "parent a b c");
}

TEST_CASE("two fibers that switch inside catch rethrow their own exceptions") {
  Universe universe;
  Diary diary;
  const auto body = [&](const char* text) {
    return [&diary, text] {
      try {
        try {
          throw std::runtime_error(text);
        } catch (const std::runtime_error&) {
          sleep(1ms);
          throw;
        }
      } catch (const std::runtime_error& error) {
        diary.note(std::string(text) + "=" + error.what());
      }
    };
  };
  universe.run([&] {
    spawn("one", body("one"));
    spawn("two", body("two"));
    sleep(5ms);
    diary.note(std::to_string(std::uncaught_exceptions()));
  });
  CHECK(diary.text() == "one=one two=two 0");
}

TEST_CASE("a fiber may be cancelled while it handles an exception of its own") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    const FiberHandle child = spawn("child", [&] {
      try {
        throw std::runtime_error("x");
      } catch (const std::runtime_error&) {
        const Note note(diary, "unwound");
        sleep(1h);
      }
    });
    try {
      throw std::logic_error("mine");
    } catch (const std::logic_error& error) {
      sleep(1ms);
      cancel(child);
      diary.note(error.what());
    }
    CHECK(std::uncaught_exceptions() == 0);
    CHECK(std::current_exception() == nullptr);
  });
  CHECK(diary.text() == "unwound mine");
}

TEST_CASE("cancelling runs destructors, newest first, before cancel returns") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    const FiberHandle child = spawn("child", [&] {
      const Note outer(diary, "outer");
      const Note inner(diary, "inner");
      sleep(1h);
      diary.note("never");
    });
    sleep(1ms);
    cancel(child);
    diary.note("cancelled");
    CHECK(universe.world.scheduler().ended(child));
  });
  CHECK(diary.text() == "inner outer cancelled");
  CHECK(universe.world.now() == Instant::at(1ms));
}

TEST_CASE("cancelling a fiber that never ran drops what it captured") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    const FiberHandle child = spawn(
        "child", [&diary, note = std::make_shared<Note>(diary, "dropped")] { diary.note("ran"); });
    cancel(child);
    CHECK(universe.world.scheduler().ended(child));
    sleep(1ms);
  });
  CHECK(diary.text() == "dropped");
}

TEST_CASE("cancelling an ended fiber does nothing, even when its slot lives again") {
  Universe universe;
  bool ran = false;
  universe.run([&] {
    const FiberHandle first = spawn("first", [] {});
    sleep(1ms);
    spawn("second", [&] {
      sleep(1ms);
      ran = true;
    });
    sleep(Duration::zero());
    cancel(first);
  });
  CHECK(ran);
}

TEST_CASE("a fiber that swallows Cancelled gets it again at its next suspending call") {
  Universe universe;
  int caught = 0;
  bool after = false;
  universe.run([&] {
    const FiberHandle child = spawn("child", [&] {
      for (int round = 0; round < 3; ++round) {
        try {
          sleep(1h);
        } catch (const Cancelled&) {
          ++caught;
        }
      }
      sleep(1h);
      after = true;
    });
    sleep(1ms);
    cancel(child);
  });
  CHECK(caught == 3);
  CHECK_FALSE(after);
}

TEST_CASE("a destructor that suspends while its fiber is cancelled is a broken program") {
  const std::string text = death_of([] {
    struct Sleeper {
      ~Sleeper() { sleep(1ms); }
    };
    Universe universe;
    universe.run([] {
      const FiberHandle child = spawn("child", [] {
        const Sleeper sleeper;
        sleep(1h);
      });
      sleep(1ms);
      cancel(child);
    });
  });
  CHECK(text.find("destructor_suspends") != std::string::npos);
}

TEST_CASE("join waits for the end, and returns at once after it") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    const FiberHandle child = spawn("child", [] { sleep(5ms); });
    join(child);
    diary.note(std::to_string(now_ms()));
    join(child);
    diary.note(std::to_string(now_ms()));
  });
  CHECK(diary.text() == "5 5");
}

TEST_CASE("several fibers may join one, and a cancelled fiber counts as ended") {
  Universe universe;
  int joined = 0;
  universe.run([&] {
    const FiberHandle child = spawn("child", [] { sleep(1h); });
    for (int index = 0; index < 3; ++index) {
      spawn("joiner", [&, child] {
        join(child);
        ++joined;
      });
    }
    sleep(1ms);
    cancel(child);
    sleep(1ms);
    CHECK(joined == 3);
  });
  CHECK(universe.world.now() == Instant::at(2ms));
}

TEST_CASE("a joiner may be cancelled before the end that it waits for") {
  Universe universe;
  universe.run([&] {
    const FiberHandle child = spawn("child", [] { sleep(5ms); });
    const FiberHandle joiner = spawn("joiner", [child] { join(child); });
    sleep(1ms);
    cancel(joiner);
    join(child);
    CHECK(now_ms() == 5);
  });
  CHECK(universe.world.outcome().verdict == Verdict::passed);
}

TEST_CASE("cancelling may cascade: a destructor cancels another fiber") {
  Universe universe;
  Diary diary;
  struct Canceller {
    explicit Canceller(FiberHandle other) : fiber(other) {}
    ~Canceller() { cancel(fiber); }
    FiberHandle fiber;
  };
  universe.run([&] {
    const FiberHandle inner = spawn("inner", [&] {
      const Note note(diary, "inner");
      sleep(1h);
    });
    const FiberHandle outer = spawn("outer", [&, inner] {
      const Note note(diary, "outer");
      const Canceller canceller(inner);
      sleep(1h);
    });
    sleep(1ms);
    cancel(outer);
    diary.note("done");
  });
  CHECK(diary.text() == "inner outer done");
}

TEST_CASE("an exception that leaves a fiber is a broken program and names it") {
  const std::string text = death_of([] {
    Universe universe;
    universe.run([] { throw std::runtime_error("escaped"); });
  });
  CHECK(text.find("escaped (test:0)") != std::string::npos);
}

TEST_CASE("stacks and control blocks are used again") {
  Universe universe;
  std::uint32_t alive_max = 0;
  std::uint32_t slot_max = 0;
  universe.run([&] {
    for (int round = 0; round < 1000; ++round) {
      const FiberHandle child = spawn("child", [] { sleep(1us); });
      slot_max = std::max(slot_max, child.slot);
      alive_max = std::max(alive_max, universe.world.scheduler().fibers_alive());
      join(child);
    }
  });
  CHECK(alive_max <= 3);
  CHECK(slot_max <= 4);
}

TEST_CASE("a deep recursion below the stack's size works on a fiber") {
  Universe universe;
  struct Recursion {
    static int depth(int rest) {
      volatile char block[256] = {};
      block[0] = static_cast<char>(rest);
      return rest == 0 ? 0 : 1 + depth(rest - 1) + (block[0] == 0 ? 0 : 0);
    }
  };
  int reached = 0;
  universe.run([&] { reached = Recursion::depth(200); });
  CHECK(reached == 200);
}

TEST_CASE("worlds run side by side on one thread, one inside another's fiber") {
  Universe outer;
  std::int64_t inner_end = 0;
  outer.run([&] {
    sleep(3ms);
    const auto nested = [&] {
      Universe inner;
      inner.run([] { sleep(7ms); });
      inner_end = inner.world.now().count();
    };
    nested();
    sleep(1ms);
  });
  CHECK(inner_end == 7'000'000);
  CHECK(outer.world.now() == Instant::at(4ms));
}
