#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/death.hpp"
#include "tests/support/links.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

// One caller, one server, and what became of the calls: "ok=2@10" is a reply of 2 at 10 ms.
class Pair {
 public:
  explicit Pair(Answerer::Options answer, CallPolicy policy = {})
      : caller(universe.world.add<Caller>("client", [this](Caller& self) { boot(self); })),
        server(universe.world.add<Answerer>("server", std::move(answer))),
        link(universe.world.add<ScriptedLink>("link")),
        connection(universe.world.connect(caller.out, link, server.in, std::move(policy))) {}

  // Has the caller call once, at a time.
  void call_at(Duration at, CallOptions options = {}) { calls_.push_back({at, options}); }
  const Outcome& run() { return universe.world.run(); }

  Universe universe;
  Diary diary;
  Caller& caller;
  Answerer& server;
  ScriptedLink& link;
  Connection& connection;

 private:
  struct Call {
    Duration at;
    CallOptions options;
  };

  void boot(Caller& self) {
    for (std::size_t index = 0; index < calls_.size(); ++index) {
      spawn("call", [this, &self, index] {
        sleep(calls_[index].at);
        const auto result = self.call(static_cast<std::int64_t>(index), calls_[index].options);
        std::string note = name_of(result.status());
        if (result.ok()) note += "=" + std::to_string(result.reply().value);
        diary.note(note + "@" + std::to_string(now_ms()));
      });
    }
  }

  std::vector<Call> calls_;
};

// Speaks another protocol than all others here.
struct Text {
  static constexpr const char* kProtocol = "text";
  std::uint64_t hash() const { return 1; }
};
class Speaker final : public Component {
 public:
  struct Options {};
  Speaker(const Place& place, Options) : Component(place) {}
  ClientPort<Text, Text> out{*this, "out"};
};

}  // namespace

TEST_CASE("a call is handled on a fiber of the server's node, and its reply comes back") {
  Node* where = nullptr;
  Pair pair([&](Answerer&, const Number& request, Responder<Number> responder) {
    where = Scheduler::current().running()->node;
    sleep(10ms);
    responder.reply({request.value + 1});
    CHECK(responder.answered());
  });
  pair.call_at(0ms);
  pair.call_at(3ms);
  pair.run();
  CHECK(where == &pair.server.node());
  CHECK(pair.diary.text() == "ok=1@10 ok=2@13");
  CHECK(pair.connection.counts.ok == 2);
  CHECK(pair.connection.counts.in_flight == 0);
  CHECK(pair.universe.world.exchanges().open() == 0);
}

TEST_CASE("a call that times out is over for its caller only: the work goes on") {
  Pair pair(answer_after(10ms), {.timeout = 4ms});
  pair.call_at(0ms);
  pair.run();
  CHECK(pair.diary.text() == "timed out@4");
  CHECK(pair.server.handled == 1);
  CHECK(pair.connection.counts.timed_out == 1);
  CHECK(pair.connection.counts.late == 1);
  CHECK(pair.universe.world.exchanges().open() == 0);
}

TEST_CASE("the earlier of the call's timeout and the policy's counts") {
  Pair pair(answer_after(10ms), {.timeout = 4ms});
  pair.call_at(0ms, {.timeout = 2ms});
  pair.call_at(0ms, {.timeout = 1h});
  pair.run();
  CHECK(pair.diary.text() == "timed out@2 timed out@4");
}

TEST_CASE("a reply and a timeout that fall due together: what was set first counts") {
  Pair pair(answer_after(4ms), {.timeout = 4ms});
  pair.call_at(0ms);
  pair.run();
  CHECK(pair.diary.text() == "timed out@4");
}

TEST_CASE("nobody listens on a dead process or one that boots: refused") {
  Pair pair(answer_after(1ms));
  pair.universe.world.inject("kill", [&] {
    sleep(5ms);
    pair.server.node().crash();
  });
  pair.call_at(6ms);
  pair.run();
  CHECK(pair.diary.text() == "refused@6");
  CHECK(pair.server.handled == 0);
}

TEST_CASE("a process that dies closes what it was serving") {
  Pair pair(answer_after(10ms));
  pair.universe.world.inject("kill", [&] {
    sleep(5ms);
    pair.server.node().crash();
  });
  pair.call_at(0ms);
  pair.call_at(1ms);
  pair.run();
  CHECK(pair.diary.text() == "closed@5 closed@5");
  CHECK(pair.universe.world.exchanges().open() == 0);
}

TEST_CASE("a host that dies is silent: only timeouts end calls to it") {
  Pair pair(answer_after(10ms), {.timeout = 50ms});
  pair.universe.world.inject("kill", [&] {
    sleep(5ms);
    pair.server.node().crash(CrashKind::host);
  });
  pair.call_at(0ms);
  pair.call_at(20ms);
  pair.run();
  CHECK(pair.diary.text() == "timed out@50 timed out@70");
}

TEST_CASE("a caller that dies does not stop the work that it asked for") {
  Pair pair(answer_after(10ms));
  pair.universe.world.inject("kill", [&] {
    sleep(5ms);
    pair.caller.node().crash();
  });
  pair.call_at(0ms);
  pair.run();
  CHECK(pair.diary.text().empty());
  CHECK(pair.server.handled == 1);
  CHECK(pair.connection.counts.late == 1);
  CHECK(pair.connection.counts.in_flight == 0);
}

TEST_CASE("a call to a paused node waits for it, and is served late") {
  Pair pair(answer_after(1ms), {.timeout = 10ms});
  pair.universe.world.inject("pause", [&] {
    sleep(1ms);
    pair.server.node().pause();
    sleep(12ms);
    pair.server.node().resume();
  });
  pair.call_at(2ms);
  pair.call_at(5ms);
  pair.run();
  CHECK(pair.diary.text() == "timed out@12 ok=2@14");
  CHECK(pair.connection.counts.late == 1);
}

TEST_CASE("a dropped responder is silence, a closed one a closed connection") {
  Pair pair(
      [](Answerer&, const Number& request, Responder<Number> responder) {
        if (request.value == 1) responder.close();
      },
      {.timeout = 10ms});
  pair.call_at(0ms);
  pair.call_at(1ms);
  pair.run();
  CHECK(pair.diary.text() == "closed@1 timed out@10");
}

TEST_CASE("a responder may be answered later, by another fiber") {
  Pair pair([](Answerer&, const Number& request, Responder<Number> responder) {
    auto held = std::make_shared<Responder<Number>>(std::move(responder));
    CHECK_FALSE(held->caller().empty());
    spawn("later", [held, value = request.value] {
      sleep(7ms);
      held->reply({value * 10});
    });
  });
  pair.call_at(0ms);
  pair.call_at(0ms);
  pair.run();
  CHECK(pair.diary.text() == "ok=0@7 ok=10@7");
}

TEST_CASE("a responder that outlives its node answers nobody") {
  std::vector<Responder<Number>> kept;
  Pair pair([&](Answerer&, const Number& request, Responder<Number> responder) {
    if (request.value == 0) {
      kept.push_back(std::move(responder));
    } else {
      kept.front().reply({99});
      sleep(1ms);
      responder.reply({request.value});
    }
  });
  pair.server.node().supervise({true, 1ms});
  pair.universe.world.inject("kill", [&] {
    sleep(5ms);
    pair.server.node().crash();
  });
  pair.call_at(0ms);
  pair.call_at(10ms);
  pair.run();
  CHECK(pair.diary.text() == "closed@5 ok=1@11");
}

TEST_CASE("links delay, lose, refuse, reset and duplicate, in either direction") {
  Pair pair(answer_after(1ms), {.timeout = 20ms});
  pair.link.next(Direction::request, {.delay = 2ms});
  pair.link.next(Direction::reply, {.delay = 3ms});
  pair.call_at(0ms);
  pair.link.next(Direction::request, {.fate = Fate::lost});
  pair.call_at(100ms);
  pair.link.next(Direction::request, {.fate = Fate::refused, .delay = 4ms});
  pair.call_at(200ms);
  pair.link.next(Direction::request, {.fate = Fate::reset, .delay = 5ms});
  pair.call_at(300ms);
  pair.link.next(Direction::request, {});
  pair.link.next(Direction::reply, {.fate = Fate::lost});
  pair.call_at(400ms);
  pair.link.next(Direction::request, {});
  pair.link.next(Direction::reply, {.fate = Fate::reset, .delay = 6ms});
  pair.call_at(500ms);
  pair.link.next(Direction::request, {.duplicated = true, .duplicate_delay = 7ms});
  pair.call_at(600ms);
  pair.run();
  CHECK(pair.diary.text() ==
        "ok=1@6 timed out@120 refused@204 closed@305 timed out@420 closed@507 ok=7@601");
  CHECK(pair.server.handled == 5);
  CHECK(pair.connection.counts.late == 1);
  CHECK(pair.universe.world.exchanges().open() == 0);
}

TEST_CASE("a posted message is handled, and nobody waits") {
  Universe universe;
  auto& client = universe.world.add<Caller>("client", [](Caller& self) {
    spawn("poster", [&self] {
      self.out.post({1});
      CHECK(now() == Instant());
    });
  });
  auto& server = universe.world.add<Answerer>(
      "server",
      [](Answerer&, const Number&, Responder<Number> responder) { responder.reply({0}); });
  auto& connection = universe.world.connect(client.out, server.in);
  universe.world.run();
  CHECK(server.handled == 1);
  CHECK(connection.counts.sent == 1);
  CHECK(universe.world.exchanges().open() == 0);
}

TEST_CASE("one port may have several connections, and the caller picks") {
  Universe universe;
  Diary diary;
  auto& client = universe.world.add<Caller>("client", [&](Caller& self) {
    spawn("caller", [&] {
      for (const std::size_t index : {std::size_t{1}, std::size_t{0}}) {
        diary.note(std::to_string(self.call(5, {.connection = index}).reply().value));
      }
    });
  });
  for (const char* name : {"plus", "minus"}) {
    const int step = name == std::string("plus") ? 1 : -1;
    auto& server = universe.world.add<Answerer>(
        name, [step](Answerer&, const Number& request, Responder<Number> responder) {
          responder.reply({request.value + step});
        });
    universe.world.connect(client.out, server.in);
  }
  universe.world.run();
  CHECK(diary.text() == "4 6");
}

TEST_CASE("calls from another node's fiber, and over unconnected ports, are broken programs") {
  const auto misuse = [](bool connected) {
    return death_of([connected] {
      Universe universe;
      auto& client = universe.world.add<Caller>("client", [connected](Caller& self) {
        if (!connected) spawn("caller", [&self] { self.call(1); });
      });
      auto& server = universe.world.add<Answerer>("server", answer_after(1ms));
      if (connected) universe.world.connect(client.out, server.in);
      universe.world.inject("foreign", [&] { client.call(1); });
      universe.world.run();
    });
  };
  CHECK(misuse(true).find("caller->node") != std::string::npos);
  CHECK(misuse(false).find("port client.out is not connected") != std::string::npos);
}

TEST_CASE("ports of different protocols cannot be connected") {
  CHECK(death_of([] {
          Universe universe;
          auto& other = universe.world.add<Speaker>("other");
          auto& server = universe.world.add<Answerer>("server", answer_after(1ms));
          universe.world.connect(other.out, server.in);
        }).find("same_protocol") != std::string::npos);
}

TEST_CASE("a port that does not exist is named with those that do") {
  CHECK(death_of([] {
          Universe universe;
          auto& server = universe.world.add<Answerer>("server", answer_after(1ms));
          server.port("sql");
        }).find("component server has no port sql; it has in out") != std::string::npos);
}
