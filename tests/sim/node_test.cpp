#include <doctest/doctest.h>

#include <string>

#include "hindcast/sim/channel.hpp"
#include "hindcast/sim/mutex.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

// A component with a disk: each life counts up from what the last one had written.
class Counter final : public Component {
 public:
  struct Options {
    Duration boot_time = Duration::zero();
  };

  Counter(const Place& place, Options options) : Component(place), options_(options) {}

  int disk = 0;
  int lives = 0;
  int crashes = 0;
  int processes_destroyed = 0;
  std::string after_death;

 private:
  struct Memory final : Process {
    explicit Memory(Counter& owner) : counter(owner), value(owner.disk) {}
    ~Memory() override {
      ++counter.processes_destroyed;
      counter.after_death += "process ";
    }
    Counter& counter;
    int value;
  };

  std::unique_ptr<Process> boot() override {
    ++lives;
    sleep(options_.boot_time);
    spawn("count", [this] {
      struct Note {
        Counter& counter;
        ~Note() { counter.after_death += "fiber "; }
      } note{*this};
      for (;;) {
        sleep(1ms);
        disk = ++process<Memory>().value;
      }
    });
    return std::make_unique<Memory>(*this);
  }
  void crashed(CrashKind) override {
    ++crashes;
    after_death += "crashed ";
  }

  Options options_;
};

}  // namespace

TEST_CASE("a crash unwinds the fibers, then tells the component, then destroys the process") {
  Universe universe;
  auto& counter = universe.world.add<Counter>("counter");
  universe.world.inject("kill", [&] {
    sleep(3500us);
    counter.node().crash();
    CHECK(counter.after_death == "fiber crashed process ");
    CHECK_FALSE(counter.node().alive());
    CHECK_FALSE(counter.up());
  });
  universe.world.run();
  CHECK(counter.disk == 3);
  CHECK(counter.processes_destroyed == 1);
}

TEST_CASE("a crash and restart equals a fresh boot on the same disk") {
  const auto end_of = [](int disk, bool crashes) {
    Universe universe;
    auto& counter = universe.world.add<Counter>("counter");
    counter.disk = disk;
    universe.world.end_at(Instant::at(20500us));
    if (crashes) {
      universe.world.inject("kill", [&] {
        sleep(10500us);
        counter.node().crash();
        counter.node().restart();
      });
    }
    universe.world.run();
    return counter.disk;
  };
  CHECK(end_of(0, true) == 20);
  CHECK(end_of(10, false) == 30);
}

TEST_CASE("a supervisor restarts after its delay, life after life") {
  Universe universe;
  auto& counter = universe.world.add<Counter>("counter");
  counter.node().supervise({true, 5ms});
  universe.world.end_at(Instant::at(100ms));
  universe.world.inject("kill", [&] {
    for (int round = 0; round < 3; ++round) {
      sleep(10ms);
      counter.node().crash();
      sleep(4ms);
      CHECK_FALSE(counter.node().alive());
      sleep(2ms);
      CHECK(counter.node().alive());
    }
  });
  universe.world.run();
  CHECK(counter.lives == 4);
  CHECK(counter.node().life() == 3);
}

TEST_CASE("a node that is restarted by hand is not restarted again by its supervisor") {
  Universe universe;
  auto& counter = universe.world.add<Counter>("counter");
  counter.node().supervise({true, 5ms});
  universe.world.end_at(Instant::at(20ms));
  universe.world.inject("kill", [&] {
    sleep(1ms);
    counter.node().crash();
    counter.node().restart();
  });
  universe.world.run();
  CHECK(counter.lives == 2);
}

TEST_CASE("a fiber may crash its own node: the call does not return") {
  Universe universe;
  Diary diary;
  Node* node = nullptr;
  auto& script = universe.script("self", [&] {
    spawn("suicide", [&] {
      struct Note {
        Diary& diary;
        ~Note() { diary.note("unwound"); }
      } note{diary};
      sleep(1ms);
      node->crash();
      diary.note("returned");
    });
    spawn("other", [&] {
      sleep(1ms);
      diary.note("other");
    });
  });
  node = &script.node();
  universe.world.run();
  CHECK(diary.text() == "unwound");
  CHECK_FALSE(node->alive());
}

TEST_CASE("a crash while the node boots ends the boot") {
  Universe universe;
  auto& counter = universe.world.add<Counter>("counter", {.boot_time = 10ms});
  universe.world.inject("kill", [&] {
    sleep(5ms);
    counter.node().crash();
  });
  universe.world.run();
  CHECK(counter.crashes == 1);
  CHECK(counter.processes_destroyed == 0);
  CHECK(universe.world.now() == Instant::at(5ms));
}

TEST_CASE("what a dead node's fibers do while they are unwound has no effect") {
  Universe universe;
  Diary diary;
  Channel<int>* channel = nullptr;
  struct Last {
    std::function<void()> act;
    ~Last() { act(); }
  };
  auto& victim = universe.world.add<Script>("victim", [&](Memory& memory) {
    auto& mutex = memory.make<Mutex>(Label("mutex"));
    spawn("fiber", [&] {
      const Last last{[&] {
        CHECK(universe.world.scheduler().voided());
        CHECK_FALSE(channel->send(1));
        CHECK_FALSE(channel->try_send(2));
        CHECK_FALSE(channel->receive().has_value());
        channel->close();
        CHECK(spawn("child", [&] { diary.note("child"); }).empty());
        CHECK(choose(ChoiceKind::value, "x", 2, Ratio::one()) == 0);
        sleep(1ms);
        universe.world.adversary().crash();
        universe.world.find_node("victim")->restart();
      }};
      const Lock lock(mutex);
      sleep(1h);
    });
  });
  universe.script("witness", [&] {
    spawn("witness", [&] {
      Channel<int> own(Channel<int>::kUnbounded, "own");
      channel = &own;
      sleep(2ms);
      CHECK(own.size() == 0);
      CHECK_FALSE(own.closed());
    });
  });
  universe.world.inject("kill", [&] {
    sleep(1ms);
    const std::uint64_t before = universe.world.digest();
    victim.node().crash();
    CHECK(universe.world.digest() != before);
  });
  universe.world.run();
  CHECK(diary.text().empty());
  CHECK(universe.world.now() == Instant::at(2ms));
}

TEST_CASE("destroying a process has no effect on the world") {
  struct Closes {
    explicit Closes(Channel<int>& closed) : channel(closed) {}
    Channel<int>& channel;
    ~Closes() { channel.close(); }
  };
  Universe universe;
  Channel<int> survivor(Channel<int>::kUnbounded, "survivor");
  auto& victim =
      universe.world.add<Script>("victim", [&](Memory& memory) { memory.make<Closes>(survivor); });
  universe.world.inject("kill", [&] {
    sleep(1ms);
    victim.node().crash();
    CHECK_FALSE(survivor.closed());
  });
  universe.world.run();
}

TEST_CASE("a paused node's timers are late, and its other work waits") {
  Universe universe;
  Diary diary;
  auto& paused = universe.script("paused", [&] {
    spawn("sleeper", [&] {
      sleep(5ms);
      diary.note("woke@" + std::to_string(now_ms()));
      sleep(5ms);
      diary.note("again@" + std::to_string(now_ms()));
    });
  });
  universe.world.inject("pause", [&] {
    sleep(2ms);
    paused.node().pause();
    CHECK(paused.node().paused());
    sleep(10ms);
    paused.node().resume();
  });
  universe.world.run();
  CHECK(diary.text() == "woke@12 again@17");
}

TEST_CASE("what was due during a pause runs in its order after it") {
  Universe universe;
  Diary diary;
  auto& paused = universe.script("paused", [&] {
    for (const int at : {7, 3, 5}) {
      spawn("sleeper", [&diary, at] {
        sleep(Duration(1ms) * at);
        diary.note(std::to_string(at));
      });
    }
  });
  universe.world.inject("pause", [&] {
    sleep(1ms);
    paused.node().pause();
    sleep(10ms);
    paused.node().resume();
  });
  universe.world.run();
  CHECK(diary.text() == "3 5 7");
}

TEST_CASE("a fiber that pauses its own node stops there and then") {
  Universe universe;
  Diary diary;
  Node* node = nullptr;
  auto& script = universe.script("self", [&] {
    spawn("fiber", [&] {
      node->pause();
      diary.note("after@" + std::to_string(now_ms()));
    });
  });
  node = &script.node();
  universe.world.inject("resume", [&] {
    sleep(5ms);
    node->resume();
  });
  universe.world.run();
  CHECK(diary.text() == "after@5");
}

TEST_CASE("a crash ends a pause, and nothing of the old life runs in the new one") {
  Universe universe;
  Diary diary;
  auto& paused = universe.script("paused", [&] {
    const std::uint32_t life = universe.world.find_node("paused")->life();
    spawn("sleeper", [&, life] {
      sleep(5ms);
      diary.note("life" + std::to_string(life) + "@" + std::to_string(now_ms()));
    });
  });
  universe.world.inject("pause", [&] {
    sleep(2ms);
    paused.node().pause();
    sleep(10ms);
    paused.node().crash();
    paused.node().restart();
  });
  universe.world.run();
  CHECK(diary.text() == "life1@17");
}

TEST_CASE("components of one node share its fate, those of another do not") {
  Universe universe;
  Node& host = universe.world.add_node("host");
  auto& first = universe.world.add_to<Counter>(host, "first");
  auto& second = universe.world.add_to<Counter>(host, "second");
  auto& other = universe.world.add<Counter>("other");
  universe.world.end_at(Instant::at(10500us));
  universe.world.inject("kill", [&] {
    sleep(5500us);
    host.crash(CrashKind::host);
    CHECK(host.crash_kind() == CrashKind::host);
  });
  universe.world.run();
  CHECK(first.disk == 5);
  CHECK(second.disk == 5);
  CHECK(other.disk == 10);
}

TEST_CASE("crashing a dead node, restarting a living one and resuming a running one do nothing") {
  Universe universe;
  auto& counter = universe.world.add<Counter>("counter");
  universe.world.end_at(Instant::at(5ms));
  universe.world.inject("faults", [&] {
    sleep(1ms);
    counter.node().restart();
    counter.node().resume();
    CHECK(counter.lives == 1);
    counter.node().crash();
    counter.node().crash();
    counter.node().pause();
    CHECK(counter.crashes == 1);
    CHECK_FALSE(counter.node().paused());
  });
  universe.world.run();
}

TEST_CASE("the supervisors of two nodes have names of their own, whoever dies first") {
  const auto chains = [](bool unrelated) {
    Universe universe({.keeps_trace = true});
    if (unrelated) {
      universe.script("other", [&] {
        spawn("suicide", [&] {
          sleep(1ms);
          universe.world.find_node("other")->crash();
        });
      });
      universe.world.find_node("other")->supervise({true, 10ms});
      universe.world.end_at(Instant::at(9ms));
    }
    universe.world.end_at(Instant::at(9ms));
    universe.script("node", [&] {
      spawn("suicide", [&] {
        sleep(5ms);
        universe.world.find_node("node")->crash();
      });
    });
    universe.world.find_node("node")->supervise({true, 1ms});
    universe.world.run();
    std::string found;
    for (const TraceRecord& record : universe.world.scheduler().trace()) {
      if (std::string(record.name) == "supervisor" && record.event.time == 6'000'000) {
        found += std::to_string(record.actor.value) + " ";
      }
    }
    return found;
  };
  CHECK_FALSE(chains(false).empty());
  CHECK(chains(false) == chains(true));
}
