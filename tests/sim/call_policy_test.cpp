#include <doctest/doctest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "hindcast/sim/semaphore.hpp"
#include "tests/support/links.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

// Times in milliseconds at which the attempts of one call reach a server that never answers well.
std::vector<std::int64_t> attempts_of(const CallPolicy& policy, std::uint64_t seed = 1) {
  Universe universe({.seed = seed});
  std::vector<std::int64_t> times;
  auto& client = universe.world.add<Caller>(
      "client", [](Caller& self) { spawn("caller", [&self] { CHECK_FALSE(self.call(1).ok()); }); });
  auto& server = universe.world.add<Answerer>(
      "server", [&](Answerer&, const Number&, Responder<Number> responder) {
        times.push_back(now_ms());
        responder.close();
      });
  universe.world.connect(client.out, server.in, policy);
  universe.world.run();
  return times;
}

// Notes what it is asked and told.
class Guard final : public CallGuard {
 public:
  Guard(Diary& diary, std::string name, std::uint32_t admits)
      : diary_(diary), name_(std::move(name)), admits_(admits) {}

  bool admit(GuardedCall& call) override {
    diary_.note(name_ + "?" + std::to_string(call.attempt));
    return call.attempt < admits_;
  }
  void settle(const GuardedCall&, const CallEnd& end) override {
    diary_.note(name_ + ":" + name_of(end.status) + (end.reply.empty() ? "" : "+"));
  }
  void abandon(const GuardedCall&) override { diary_.note(name_ + "-"); }

 private:
  Diary& diary_;
  std::string name_;
  std::uint32_t admits_;
};

}  // namespace

TEST_CASE("retries without backoff follow at once, as many as the policy says") {
  CHECK(attempts_of({.attempts_max = 3}) == std::vector<std::int64_t>{0, 0, 0});
  CHECK(attempts_of({}) == std::vector<std::int64_t>{0});
}

TEST_CASE("backoff doubles up to its maximum") {
  CHECK(attempts_of({.attempts_max = 6, .backoff = {.base = 10ms, .maximum = 50ms}}) ==
        std::vector<std::int64_t>{0, 10, 30, 70, 120, 170});
}

TEST_CASE("a backoff without a maximum doubles until it is for ever, and never overflows") {
  Universe universe;
  auto& client = universe.world.add<Caller>(
      "client", [](Caller& self) { spawn("caller", [&self] { self.call(1); }); });
  auto& server = universe.world.add<Answerer>(
      "server", [](Answerer&, const Number&, Responder<Number> responder) { responder.close(); });
  universe.world.connect(client.out, server.in, {.attempts_max = 200, .backoff = {.base = 1h}});
  universe.world.run();
  CHECK(server.handled > 20);
  CHECK(server.handled < 200);
}

TEST_CASE("full jitter waits between nothing and the backoff, equal jitter at least half of it") {
  std::set<std::int64_t> full;
  std::set<std::int64_t> equal;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const auto with = [seed](Backoff::Jitter jitter) {
      return attempts_of({.attempts_max = 2, .backoff = {.base = 100ms, .jitter = jitter}}, seed)
          .at(1);
    };
    full.insert(with(Backoff::Jitter::full));
    equal.insert(with(Backoff::Jitter::equal));
  }
  CHECK(*full.begin() < 10);
  CHECK(*full.rbegin() > 90);
  CHECK(*full.rbegin() <= 100);
  CHECK(*equal.begin() >= 50);
  CHECK(*equal.begin() < 55);
  CHECK(*equal.rbegin() > 95);
  CHECK(*equal.rbegin() <= 100);
}

TEST_CASE("the first good reply ends the attempts") {
  Universe universe;
  auto& client = universe.world.add<Caller>("client", [](Caller& self) {
    spawn("caller", [&self] {
      const auto result = self.call(1);
      CHECK(result.ok());
      CHECK(result.attempts() == 3);
      CHECK(now_ms() == 20);
    });
  });
  auto& server = universe.world.add<Answerer>(
      "server", [](Answerer& self, const Number&, Responder<Number> responder) {
        if (self.handled == 3) responder.reply({1});
      });
  universe.world.connect(client.out, server.in, {.timeout = 10ms, .attempts_max = 5});
  universe.world.run();
  CHECK(server.handled == 3);
}

TEST_CASE("guards are asked in order before each attempt and settled in reverse") {
  Universe universe;
  Diary diary;
  auto& client = universe.world.add<Caller>("client", [&](Caller& self) {
    spawn("caller", [&] {
      const auto result = self.call(1);
      diary.note(name_of(result.status()));
    });
  });
  auto& server = universe.world.add<Answerer>(
      "server", [](Answerer&, const Number&, Responder<Number> responder) { responder.close(); });
  auto& connection = universe.world.connect(client.out, server.in, {.attempts_max = 3});
  connection.policy.guards = {std::make_shared<Guard>(diary, "a", 3U),
                              std::make_shared<Guard>(diary, "b", 1U)};
  universe.world.run();
  CHECK(diary.text() == "a?0 b?0 b:closed a:closed a?1 b?1 a:rejected a?2 b?2 a:rejected rejected");
  CHECK(server.handled == 1);
  CHECK(connection.counts.rejected == 2);
}

TEST_CASE("guards see the reply of a good attempt") {
  Universe universe;
  Diary diary;
  auto& client = universe.world.add<Caller>(
      "client", [](Caller& self) { spawn("caller", [&self] { self.call(1); }); });
  auto& server = universe.world.add<Answerer>("server", answer_after(1ms));
  universe.world.connect(client.out, server.in).policy.guards = {
      std::make_shared<Guard>(diary, "a", 1U)};
  universe.world.run();
  CHECK(diary.text() == "a?0 a:ok+");
}

TEST_CASE("a cancelled call tells the guards that had admitted it, newest first") {
  Universe universe;
  Diary diary;
  auto& client = universe.world.add<Caller>("client", [](Caller& self) {
    spawn("canceller", [&self] {
      const FiberHandle call = spawn("caller", [&self] { self.call(1); });
      sleep(1ms);
      cancel(call);
    });
  });
  auto& server = universe.world.add<Answerer>("server", answer_after(1h));
  universe.world.connect(client.out, server.in).policy.guards = {
      std::make_shared<Guard>(diary, "a", 1U), std::make_shared<Guard>(diary, "b", 1U)};
  universe.world.run();
  CHECK(diary.text() == "a?0 b?0 b- a-");
}

TEST_CASE("a guard may make callers queue, as a bulkhead does") {
  class Bulkhead final : public CallGuard {
   public:
    bool admit(GuardedCall&) override {
      permits_.acquire();
      return true;
    }
    void settle(const GuardedCall&, const CallEnd&) override { permits_.release(); }

   private:
    Semaphore permits_{2};
  };
  Universe universe;
  Diary diary;
  auto& client = universe.world.add<Caller>("client", [&](Caller& self) {
    for (int index = 0; index < 5; ++index) {
      spawn("caller", [&] {
        self.call(1);
        diary.note(std::to_string(now_ms()));
      });
    }
  });
  auto& server = universe.world.add<Answerer>("server", answer_after(10ms));
  universe.world.connect(client.out, server.in).policy.guards = {std::make_shared<Bulkhead>()};
  universe.world.run();
  CHECK(diary.text() == "10 10 20 20 30");
}
