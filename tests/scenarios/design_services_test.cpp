// System files about plain services: replicas, calls, circles, and what wrong ones are told.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "hindcast/models/service/generic_service.hpp"
#include "hindcast/models/service/service_clients.hpp"
#include "hindcast/scenarios/registry.hpp"
#include "hindcast/scenarios/systems/shipped_systems.hpp"
#include "hindcast/scenarios/systems/starter.hpp"
#include "hindcast/scenarios/systems/system_source.hpp"

using namespace hindcast;
using namespace std::chrono_literals;

namespace {

const Registry& registry() {
  static const Registry shipped = shipped_registry();
  return shipped;
}

// A line for each component, link and connection, so that tests can replace what they are about.
const std::string kPair = R"json({
  "hindcast": 1, "name": "pair",
  "components": {
    "users": {"kind": "service_clients", "rate": "20/s", "operations": ["look: 1", "buy: 1"]},
    "front": {"kind": "service", "calls": ["back"]},
    "back": {"kind": "service", "workers": 2}
  },
  "links": {"lan": {"latency": "constant(1ms)"}},
  "connections": [
    {"from": "users.service", "to": "front.in", "link": "lan"},
    {"from": "front.back", "to": "back.in", "link": "lan", "timeout": "1s"}
  ]
})json";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

Design read(const std::string& text) { return read_design(text, "my.json", registry().kinds); }

InputError complaint(const std::string& text) {
  try {
    read(text);
  } catch (const InputError& error) {
    return error;
  }
  FAIL("the text was accepted: ", text);
  return InputError({}, "", "");
}

void check_complaint(const std::string& text, const std::string& cause, std::uint32_t line) {
  const InputError error = complaint(text);
  INFO(error.what());
  CHECK(std::string(error.what()).find(cause) != std::string::npos);
  CHECK(error.file() == "my.json");
  CHECK(error.line() == line);
  CHECK_FALSE(error.fix().empty());
}

class Quiet final : public Chooser {
 public:
  bool asks(ChoiceKind kind) const override { return kind != ChoiceKind::schedule; }
  std::uint32_t choose(const ChoicePoint&) override { return 0; }
};

// A world of a design that has run for a while.
struct Ran {
  explicit Ran(const std::string& text, Duration length = 60s, std::uint64_t seed = 1)
      : design(read(text)), world(chooser, {.seed = seed}) {
    build_design(design, world);
    world.end_at(Instant::at(length));
  }

  GenericService& service(const std::string& name) {
    auto* const found = dynamic_cast<GenericService*>(world.find_component(name));
    REQUIRE(found != nullptr);
    return *found;
  }
  std::uint64_t arrived(const std::string& name) { return service(name).counts().arrived; }

  Quiet chooser;
  Design design;
  World world;
};

std::string three() { return replaced(kPair, "\"workers\": 2", "\"workers\": 2, \"replicas\": 3"); }

}  // namespace

TEST_CASE("replicas stand on nodes of their own, the first under the component's name") {
  Ran ran(three());
  CHECK(ran.world.find_component("back") != nullptr);
  CHECK(ran.world.find_component("back_2") != nullptr);
  CHECK(ran.world.find_component("back_3") != nullptr);
  CHECK(ran.world.find_component("back_4") == nullptr);
  CHECK(&ran.service("back").node() != &ran.service("back_2").node());
  CHECK(ran.service("front").port("back").connections().size() == 3);
}

TEST_CASE("round robin gives each replica its turn") {
  Ran ran(three());
  ran.world.run();
  const std::uint64_t first = ran.arrived("back");
  CHECK(first > 300);
  for (const char* const other : {"back_2", "back_3"}) {
    const std::uint64_t count = ran.arrived(other);
    CHECK(std::max(count, first) - std::min(count, first) <= 1);
  }
}

TEST_CASE("a random balancer gives each replica its share and never only turns") {
  Ran ran(replaced(three(), "\"timeout\": \"1s\"", "\"balancing\": \"random\""), 600s);
  ran.world.run();
  std::uint64_t all = 0;
  for (const char* const name : {"back", "back_2", "back_3"}) all += ran.arrived(name);
  for (const char* const name : {"back", "back_2", "back_3"}) {
    // Binomial with n = 12,000 and p = 1/3: 3.3 standard deviations are about 170.
    const auto off =
        static_cast<std::int64_t>(ran.arrived(name) * 3) - static_cast<std::int64_t>(all);
    CHECK(off != 0);
    CHECK(off < 3 * 170);
    CHECK(off > -3 * 170);
  }
}

TEST_CASE("a replica that is gone is passed over once that is noticed, and used again when back") {
  const auto refused = [](const std::string& noticed) {
    Ran ran(
        replaced(replaced(three(), "\"timeout\": \"1s\"", "\"exit_noticed\": \"" + noticed + "\""),
                 "\"replicas\": 3", "\"replicas\": 3, \"supervised\": false"),
        100s);
    ran.world.inject("crash", [&ran] {
      sleep(20s);
      ran.service("back_2").node().crash();
      sleep(30s);
      CHECK(ran.arrived("back") > 10);
      ran.service("back_2").node().restart();
    });
    ran.world.run();
    CHECK(ran.arrived("back_2") > 200);
    return ran.service("front").counts().calls_failed;
  };
  // A third of 20/s meets the dead replica until it is noticed.
  const std::uint64_t soon = refused("1s");
  const std::uint64_t late = refused("10s");
  CHECK(soon >= 3);
  CHECK(soon <= 15);
  CHECK(late >= 45);
  CHECK(late <= 95);
  CHECK(refused("infinite") >= 160);
}

TEST_CASE("a retry goes to the next replica") {
  const std::string text = replaced(replaced(three(), "\"timeout\": \"1s\"",
                                             "\"exit_noticed\": \"infinite\", \"attempts_max\": 3"),
                                    "\"replicas\": 3", "\"replicas\": 3, \"supervised\": false");
  Ran ran(text);
  ran.world.inject("crash", [&ran] {
    sleep(20s);
    ran.service("back_2").node().crash();
  });
  ran.world.run();
  CHECK(ran.service("front").counts().calls_failed == 0);
}

TEST_CASE("one more replica changes no draw of the others") {
  const auto calls = [](const std::string& text) {
    Ran ran(text, 30s);
    ran.world.run();
    auto* const users = dynamic_cast<ServiceClients*>(ran.world.find_component("users"));
    return users->log().calls();
  };
  const std::string drawn =
      replaced(kPair, "\"workers\": 2", "\"service_time\": \"uniform(1ms, 9ms)\"");
  const auto one = calls(drawn);
  const auto two = calls(replaced(drawn, "\"service_time\"", "\"replicas\": 2, \"service_time\""));
  REQUIRE(one.size() == two.size());
  std::size_t same = 0;
  for (std::size_t index = 0; index < one.size(); ++index) {
    CHECK(one[index].started == two[index].started);
    same += one[index].latency == two[index].latency ? 1U : 0U;
  }
  // Those that the first replica serves take as long as before.
  CHECK(same >= one.size() / 2);
  CHECK(same < one.size());
}

TEST_CASE("a share of the requests, and several calls for one, are the laws that they say") {
  Ran ran(replaced(kPair, "[\"back\"]", "[\"back 25% x2\"]"), 600s);
  ran.world.run();
  const double calls =
      static_cast<double>(ran.arrived("back")) / static_cast<double>(ran.arrived("front"));
  // 12,000 requests of which each makes 0 or 2 calls: the deviation of the mean is .0079.
  CHECK(calls > 0.5 - 3.3 * 0.0079);
  CHECK(calls < 0.5 + 3.3 * 0.0079);
}

TEST_CASE("a design says what a run needs: the same file, the same digest") {
  const auto digest = [](const std::string& text) {
    Ran ran(text, 20s);
    ran.world.run();
    return ran.world.digest();
  };
  CHECK(digest(three()) == digest(three()));
  CHECK(digest(three()) != digest(kPair));
}

TEST_CASE("wrong replicas are told why") {
  check_complaint(replaced(kPair, "\"workers\": 2", "\"replicas\": 0"), "replicas", 6);
  check_complaint(replaced(kPair, "\"workers\": 2", "\"replicas\": 101"), "replicas", 6);
  check_complaint(replaced(kPair, "\"workers\": 2", "\"replicas\": 2, \"on\": \"front\""),
                  "stands on front", 6);
  check_complaint(replaced(kPair, "\"rate\": \"20/s\"", "\"replicas\": 2"), "replicas", 4);
  check_complaint(replaced(three(), "\"back\": {\"kind\"",
                           "\"back_2\": {\"kind\": \"service\"},\n    \"back\": {\"kind\""),
                  "name of a replica of back", 6);
  check_complaint(replaced(kPair, "\"timeout\": \"1s\"", "\"balancing\": \"fair\""), "fair", 11);
}

TEST_CASE("what keeps state has no replicas, and is not one of many behind a port") {
  const std::string platform(starter_system(Starter::platform));
  const std::string two = replaced(platform, "\"mcp\": {\"kind\": \"mcp_server\"}",
                                   "\"mcp\": {\"kind\": \"mcp_server\", \"replicas\": 2}");
  CHECK(replicas_of(read(two), *read(two).find("database")) == 2);
  CHECK_THROWS_AS(read(replaced(two, "\"redis\": {\"kind\": \"redis\"}",
                                "\"redis\": {\"kind\": \"redis\", \"on\": \"mcp\"}")),
                  InputError);
  CHECK_THROWS_AS(read(replaced(platform, "\"redis\": {\"kind\": \"redis\"}",
                                "\"redis\": {\"kind\": \"redis\", \"replicas\": 2}")),
                  InputError);
}

TEST_CASE("calls in a circle for every request are refused with the circle, others are legal") {
  const std::string circle =
      replaced(replaced(kPair, "\"workers\": 2", "\"calls\": [\"again\"]"), "\"timeout\": \"1s\"}",
               "\"timeout\": \"1s\"},\n    {\"from\": \"back.again\", \"to\": \"front.in\", "
               "\"link\": \"lan\"}");
  check_complaint(circle, "front -> back -> front", 5);
  CHECK_NOTHROW(read(replaced(circle, "[\"again\"]", "[\"again 50%\"]")));
  CHECK_NOTHROW(read(replaced(circle, "[\"again\"]", "[\"refund: again\"]")));
  check_complaint(replaced(circle, "[\"again\"]", "[\"buy: again\"]"), "buy", 5);
  check_complaint(replaced(kPair, "[\"back\"]", "[\"again\", \"back\"]"), "front.again", 5);
  const std::string self =
      replaced(replaced(kPair, "[\"back\"]", "[\"back\", \"self\"]"), "\"timeout\": \"1s\"}",
               "\"timeout\": \"1s\"},\n    {\"from\": \"front.self\", \"to\": \"front.in\"}");
  check_complaint(self, "front -> front", 5);
}

TEST_CASE("wrong calls and mixes are told the grammar") {
  for (const char* const wrong : {"[\"\"]", "[\"back 0%\"]", "[\"back 101%\"]", "[\"back x0\"]",
                                  "[\"back x101\"]", "[\"back often\"]", "[\"in\"]", "[\"b/c\"]"}) {
    CAPTURE(wrong);
    check_complaint(replaced(kPair, "[\"back\"]", wrong), "calls", 5);
  }
  check_complaint(replaced(kPair, "\"calls\"", "\"tolerates\": [\"nobody\"], \"calls\""),
                  "tolerate", 5);
  check_complaint(replaced(kPair, "\"look: 1\"", "\"look\""), "weight", 4);
  check_complaint(replaced(kPair, "\"workers\": 2", "\"queue_max\": 5"), "rejected", 6);
}

TEST_CASE("a connection to nothing names what there is") {
  check_complaint(replaced(kPair, "\"to\": \"back.in\"", "\"to\": \"bak.in\""), "back", 11);
  check_complaint(replaced(kPair, "\"to\": \"back.in\"", "\"to\": \"back.out\""), "back.in", 11);
  check_complaint(replaced(kPair, "\"to\": \"back.in\"", "\"to\": \"back\""), "component.port", 11);
  check_complaint(replaced(kPair, "\"from\": \"front.back\"", "\"from\": \"front.in\""), "front.in",
                  11);
}

TEST_CASE("parameters that are set are checked with all parts together") {
  const SystemSource source("online_shop", registry().kinds);
  CHECK(source.load({{"cart.replicas", "3"}})->content_hash() != source.load({})->content_hash());
  CHECK_THROWS_AS(source.load({{"cart.calls", "[cart_store, nobody]"}}), InputError);
  CHECK_THROWS_AS(source.load({{"cart.replicas", "0"}}), InputError);
  CHECK_THROWS_AS(source.load({{"cart.queue_max", "5"}}), InputError);
}

TEST_CASE("the shop has eleven services, and the starters are read and differ") {
  const auto shop = SystemSource("online_shop", registry().kinds).load({});
  std::size_t services = 0;
  for (const ComponentDesign& component : shop->components) {
    services += component.kind->name == "service" ? 1U : 0U;
  }
  CHECK(services == 11);
  CHECK(read(std::string(starter_system(Starter::services))).name == "my_system");
  CHECK(read(std::string(starter_system(Starter::platform))).name == "my_system");
}
