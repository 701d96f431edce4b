#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/mutex.hpp"
#include "tests/support/links.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

std::vector<std::uint64_t> draws(Label label, int count) {
  std::vector<std::uint64_t> values;
  for (int index = 0; index < count; ++index) values.push_back(draw(label));
  return values;
}

}  // namespace

TEST_CASE("draws depend on seed, component, label, subject and count, and on nothing else") {
  const auto first_of = [](std::uint64_t seed, const char* component, Label label, Label fiber,
                           Duration delay) {
    Universe universe({.seed = seed});
    std::uint64_t value = 0;
    universe.script(component, [&] {
      spawn(fiber, [&] {
        sleep(delay);
        value = draw(label);
      });
    });
    universe.world.run();
    return value;
  };
  const std::uint64_t base = first_of(1, "a", "x", "f", 1ms);
  CHECK(first_of(1, "a", "x", "f", 1ms) == base);
  CHECK(first_of(1, "a", "x", "f", 9ms) == base);
  CHECK(first_of(2, "a", "x", "f", 1ms) != base);
  CHECK(first_of(1, "b", "x", "f", 1ms) != base);
  CHECK(first_of(1, "a", "y", "f", 1ms) != base);
  CHECK(first_of(1, "a", "x", "g", 1ms) != base);
}

TEST_CASE("one label's draws do not move when another label draws in between") {
  const auto run = [](bool interleaved) {
    Universe universe;
    std::vector<std::uint64_t> values;
    universe.run([&] {
      for (int index = 0; index < 10; ++index) {
        values.push_back(draw("x"));
        if (interleaved) draw("y");
      }
    });
    return values;
  };
  CHECK(run(false) == run(true));
}

TEST_CASE("a fiber of a later life has a stream of its own, the same whenever that life begins") {
  const auto lives = [](Duration down_for) {
    Universe universe;
    std::vector<std::vector<std::uint64_t>> values;
    auto& script =
        universe.script("node", [&] { spawn("fiber", [&] { values.push_back(draws("x", 4)); }); });
    universe.world.inject("kill", [&, down_for] {
      for (int life = 0; life < 2; ++life) {
        sleep(5ms);
        script.node().crash();
        sleep(down_for);
        script.node().restart();
      }
      sleep(1ms);
    });
    universe.world.run();
    return values;
  };
  const auto values = lives(1ms);
  REQUIRE(values.size() == 3);
  CHECK(values[0] != values[1]);
  CHECK(values[1] != values[2]);
  CHECK(values[0] != values[2]);
  CHECK(lives(7ms) == values);
}

TEST_CASE("a request keeps its draws when others are added, delayed or reordered") {
  const auto draws_by_request = [](std::vector<std::int64_t> starts_ms) {
    Universe universe({.seed = 5});
    std::map<std::int64_t, std::uint64_t> found;
    auto& client = universe.world.add<Caller>("client", [&](Caller& self) {
      for (std::size_t index = 0; index < starts_ms.size(); ++index) {
        spawn("request", [&, index] {
          sleep(std::chrono::milliseconds(starts_ms[index]));
          self.call(static_cast<std::int64_t>(index));
        });
      }
    });
    auto& server = universe.world.add<Answerer>(
        "server", [&](Answerer&, const Number& request, Responder<Number> responder) {
          found[request.value] = draw("service");
          responder.reply({0});
        });
    universe.world.connect(client.out, server.in);
    universe.world.run();
    return found;
  };
  const auto base = draws_by_request({0, 1, 2});
  const auto reordered = draws_by_request({5, 4, 3});
  const auto more = draws_by_request({0, 0, 0, 0, 0});
  CHECK(base == reordered);
  for (const auto& [request, value] : base) CHECK(more.at(request) == value);
}

TEST_CASE("each attempt of a call has draws of its own") {
  Universe universe;
  std::vector<std::uint64_t> values;
  auto& client = universe.world.add<Caller>(
      "client", [](Caller& self) { spawn("caller", [&self] { self.call(1); }); });
  auto& server = universe.world.add<Answerer>(
      "server", [&](Answerer&, const Number&, Responder<Number> responder) {
        values.push_back(draw("service"));
        responder.close();
      });
  universe.world.connect(client.out, server.in, {.attempts_max = 2});
  universe.world.run();
  REQUIRE(values.size() == 2);
  CHECK(values[0] != values[1]);
}

TEST_CASE("one alternative is never asked, and an answer is part of the digest") {
  const auto digest_of = [](std::uint32_t answer) {
    Scripted chooser({{"two", {answer}}});
    World world(chooser);
    world.add<Script>("test", [](Memory&) {
      spawn("asker", [] {
        CHECK(choose(ChoiceKind::value, "one", 1, Ratio::one()) == 0);
        choose(ChoiceKind::value, "two", 2, Ratio::one());
      });
    });
    world.run();
    CHECK(chooser.asked == std::vector<std::string>{"two"});
    return world.digest();
  };
  CHECK(digest_of(0) != digest_of(1));
}

TEST_CASE("a disabled fault asks and draws nothing more") {
  const auto asked = [](std::uint32_t active) {
    Scripted chooser({{"active", {active}}});
    World world(chooser);
    world.inject("fault", [&] {
      if (!world.fault_active("kill", Ratio::percent(50))) return;
      for (int round = 0; round < 3; ++round) world.fault_fires("kill", Ratio::percent(10));
    });
    world.run();
    return chooser.asked.size();
  };
  CHECK(asked(0) == 1);
  CHECK(asked(1) == 4);
}

TEST_CASE("a question's name depends on its asker's own history only") {
  const auto names = [](bool other_asks) {
    class Recorder final : public Chooser {
     public:
      bool asks(ChoiceKind kind) const override { return kind != ChoiceKind::schedule; }
      std::uint32_t choose(const ChoicePoint& point) override {
        if (std::string(point.label.text()) == "mine") keys.push_back(point.key().value);
        return 0;
      }
      std::vector<std::uint64_t> keys;
    };
    Recorder chooser;
    World world(chooser);
    world.add<Script>("test", [other_asks](Memory&) {
      spawn("a", [] {
        for (int round = 0; round < 3; ++round) {
          choose(ChoiceKind::value, "mine", 3, Ratio::zero());
          sleep(1ms);
        }
      });
      spawn("b", [other_asks] {
        if (!other_asks) return;
        for (int round = 0; round < 5; ++round)
          choose(ChoiceKind::value, "other", 2, Ratio::zero());
      });
    });
    world.run();
    return chooser.keys;
  };
  const auto keys = names(false);
  REQUIRE(keys.size() == 3);
  CHECK(keys[0] != keys[1]);
  CHECK(keys == names(true));
}

TEST_CASE("a chooser may prune a run: it ends at once, inconclusive") {
  class Pruning final : public Chooser {
   public:
    bool asks(ChoiceKind kind) const override { return kind != ChoiceKind::schedule; }
    std::uint32_t choose(const ChoicePoint&) override { return kStop; }
  };
  Pruning chooser;
  World world(chooser);
  bool unwound = false;
  bool after = false;
  world.add<Script>("test", [&](Memory&) {
    spawn("asker", [&] {
      struct Note {
        bool& set;
        ~Note() { set = true; }
      } note{unwound};
      choose(ChoiceKind::value, "question", 2, Ratio::zero());
      after = true;
    });
  });
  CHECK(world.run().verdict == Verdict::inconclusive);
  CHECK(world.outcome().property == "pruned");
  CHECK(unwound);
  CHECK_FALSE(after);
}

TEST_CASE("objects that a component makes while the world is built are named after it") {
  class Holder final : public Component {
   public:
    struct Options {};
    Holder(const Place& place, Options) : Component(place), drawn(Scheduler::current().draw("x")) {}
    Mutex mutex{"mutex"};
    Mutex second{"mutex"};
    std::uint64_t drawn;
  };
  Universe alone;
  const auto& holder = alone.world.add<Holder>("holder");
  Universe crowded;
  const auto& other = crowded.world.add<Holder>("other");
  const auto& same = crowded.world.add<Holder>("holder");
  CHECK(holder.mutex.key() == same.mutex.key());
  CHECK(holder.second.key() == same.second.key());
  CHECK(holder.drawn == same.drawn);
  CHECK(holder.mutex.key() != holder.second.key());
  CHECK(other.mutex.key() != same.mutex.key());
  CHECK(other.drawn != same.drawn);
}

TEST_CASE("the trace is kept only on request, and says what happened to whom") {
  const auto trace_of = [](bool keeps) {
    Universe universe({.keeps_trace = keeps});
    universe.run([] {
      sleep(3ms);
      draw("x");
    });
    return universe.world.scheduler().trace();
  };
  CHECK(trace_of(false).empty());
  std::string story;
  for (const TraceRecord& record : trace_of(true)) {
    std::string_view kind = "?";
    for (const EventKind& known : kernel_event_kinds()) {
      if (known.code() == record.event.kind) kind = known.name();
    }
    story += std::string(record.name) + ":" + std::string(kind) + "@" +
             std::to_string(record.event.time / 1'000'000) + " ";
  }
  CHECK(story ==
        "message:node.booted@0 boot:fiber.spawned@0 boot:fiber.exited@0 test:sleep.returned@3 "
        "test:draw@3 test:fiber.exited@3 world:verdict@3 ");
}

TEST_CASE("no two kernel event kinds share a code") {
  std::map<std::uint32_t, std::string_view> names;
  for (const EventKind& kind : kernel_event_kinds()) {
    CHECK(names.emplace(kind.code(), kind.name()).second);
  }
  CHECK(names.size() == kernel_event_kinds().size());
}
