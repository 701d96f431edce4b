#include "hindcast/models/load/clients.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <functional>
#include <map>

#include "hindcast/replay/choosers.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

struct ToolsOptions {
  // Answers a call; runs on its fiber.
  std::function<mcp::ToolResult(const mcp::ToolCall&)> answer{};
};

// Stands for any MCP server that keeps its promise or breaks it in one way.
class Tools final : public Component {
 public:
  using Options = ToolsOptions;

  Tools(const Place& place, Options options) : Component(place), options_(std::move(options)) {}

  std::map<std::string, std::uint64_t> calls;

 private:
  Options options_;
  ServerPort<mcp::ToolCall, mcp::ToolResult> port_{
      *this, "tools", [this](const mcp::ToolCall& call, Responder<mcp::ToolResult> responder) {
        ++calls[call.tool];
        responder.reply(options_.answer(call));
      }};
};

struct LoadRig {
  LoadRig(ClientsOptions options, std::function<mcp::ToolResult(const mcp::ToolCall&)> answer,
          std::uint64_t seed = 1)
      : world(chooser, {.seed = seed}),
        tools(world.add<Tools>("tools", {std::move(answer)})),
        clients(world.add<Clients>("clients", options)) {
    world.connect(clients.port("mcp"), tools.port("tools"), {.timeout = 60s});
  }

  void run(
      Duration length, std::function<void()> during = [] {}) {
    world.inject("adversary", std::move(during));
    world.end_at(Instant::at(length));
    world.run();
  }

  QuietChooser chooser;
  World world;
  Tools& tools;
  Clients& clients;
};

constexpr auto& wait_until_later = hindcast::sleep;

mcp::ToolResult after_ten_milliseconds(const mcp::ToolCall&) {
  wait_until_later(10ms);
  return {};
}

// A store that is always right.
struct Store {
  std::map<std::string, std::string> contexts{};

  mcp::ToolResult operator()(const mcp::ToolCall& call) {
    if (call.tool == "update_context") contexts[call.customer] = call.value;
    if (call.tool != "get_context") return {};
    return {.text = contexts[call.customer]};
  }
};

TEST_CASE("callers arrive at the rate and in the mix that were asked for") {
  LoadRig rig({}, after_ten_milliseconds);
  rig.run(10'000s);
  const auto calls = static_cast<std::int64_t>(rig.clients.log().calls().size());
  // Poisson with mean 60,000: within four standard deviations of 245. So is each tool's share.
  CHECK(std::abs(calls - 60'000) < 980);
  CHECK(std::abs(static_cast<std::int64_t>(rig.tools.calls["get_context"]) - 42'000) < 820);
  CHECK(std::abs(static_cast<std::int64_t>(rig.tools.calls["update_context"]) - 6'000) < 310);
  CHECK(std::abs(static_cast<std::int64_t>(rig.tools.calls["track_activity"]) - 12'000) < 440);
}

TEST_CASE("an open loop does not slow down with the server") {
  LoadRig fast({}, after_ten_milliseconds);
  fast.run(100s);
  LoadRig slow({}, [](const mcp::ToolCall&) {
    wait_until_later(30s);
    return mcp::ToolResult{};
  });
  slow.run(100s);
  CHECK(fast.clients.log().calls().size() == slow.clients.log().calls().size());
}

TEST_CASE("Little's law: the time integral of open calls is the sum of their latencies") {
  LoadRig rig({.rate = Rate::per_second(50)}, [](const mcp::ToolCall&) {
    wait_until_later(draw_duration("work", Distribution::exponential(Duration(300ms))));
    return mcp::ToolResult{};
  });
  rig.run(1'000s);
  const CallLog& log = rig.clients.log();
  const Instant end = rig.world.now();
  CallLog::Integral stays = log.latency_sum();
  for (const CallRecord& call : log.calls()) {
    if (call.outcome != CallOutcome::open) continue;
    stays += static_cast<CallLog::Integral>((end - call.started).count());
  }
  CHECK(log.calls().size() > 48'000);
  CHECK((stays == log.time_integral(end)));
}

TEST_CASE("a burst is that many calls at one instant, and changes no arrival") {
  LoadRig quiet({}, after_ten_milliseconds);
  quiet.run(20s);
  LoadRig rig({}, after_ten_milliseconds);
  rig.run(20s, [&rig] {
    wait_until_later(5s);
    rig.clients.burst(1'000, Tool::get_context, 123);
  });
  CHECK(rig.clients.log().calls().size() == quiet.clients.log().calls().size() + 1'000);
  std::size_t at_once = 0;
  std::vector<Instant> others;
  for (const CallRecord& call : rig.clients.log().calls()) {
    if (call.started == Instant::at(5s)) {
      ++at_once;
    } else {
      others.push_back(call.started);
    }
  }
  CHECK(at_once == 1'000);
  std::vector<Instant> expected;
  for (const CallRecord& call : quiet.clients.log().calls()) expected.push_back(call.started);
  CHECK(others == expected);
}

TEST_CASE("a call without an answer fails after the connection's timeout with the SDK's error") {
  LoadRig rig({}, [](const mcp::ToolCall&) {
    wait_until_later(300s);
    return mcp::ToolResult{};
  });
  rig.run(100s);
  const CallLog& log = rig.clients.log();
  const CallRecord& first = log.calls().front();
  CHECK(first.outcome == CallOutcome::failed);
  CHECK(first.latency == Duration(60s));
  CHECK(log.errors().at(first.error) == "MCP error -32001: Request timed out");
  CHECK(log.first_failure(Instant{}) == first.started + 60s);
}

TEST_CASE("a store that is always right gives no stale and no invalid read") {
  LoadRig rig({.rate = Rate::per_second(50), .customers = 20}, Store{});
  rig.run(1'000s);
  CHECK(rig.clients.contexts().reads() > 30'000);
  CHECK(rig.clients.contexts().stale() == 0);
  CHECK(rig.clients.contexts().invalid() == 0);
  CHECK(rig.clients.contexts().served_unacknowledged().empty());
}

TEST_CASE("a store that loses its writes at 500 s is seen by its stale reads") {
  LoadRig rig({.customers = 20}, [store = Store{}](const mcp::ToolCall& call) mutable {
    const bool first = now() >= Instant::at(500s) && now() < Instant::at(501s);
    if (first) store.contexts.clear();
    return store(call);
  });
  rig.run(1'000s);
  CHECK(rig.clients.contexts().stale() > 0);
  CHECK(rig.clients.contexts().invalid() == 0);
}

TEST_CASE("a poisoned value and one that nobody wrote are invalid") {
  for (const char* const poison : {"INVALID{{{JSON", "v4000000"}) {
    LoadRig rig({.customers = 20}, [store = Store{}, poison](const mcp::ToolCall& call) mutable {
      if (call.tool == "get_context" && call.customer == Clients::customer_name(0)) {
        return mcp::ToolResult{.text = poison};
      }
      return store(call);
    });
    rig.run(100s);
    CHECK(rig.clients.contexts().invalid() > 20);
  }
}

TEST_CASE("a write that failed and is served all the same is seen") {
  LoadRig rig({.customers = 20}, [store = Store{}](const mcp::ToolCall& call) mutable {
    mcp::ToolResult result = store(call);
    if (call.tool == "update_context") result.is_error = true;
    return result;
  });
  rig.run(100s);
  CHECK_FALSE(rig.clients.contexts().served_unacknowledged().empty());
}

TEST_CASE("the objective's last bad window ends with the fault") {
  LoadRig rig({}, [](const mcp::ToolCall&) {
    const bool faulty = now() >= Instant::at(300s) && now() < Instant::at(400s);
    return mcp::ToolResult{.is_error = faulty, .text = faulty ? "down" : ""};
  });
  rig.run(1'000s);
  const CallLog& log = rig.clients.log();
  const Instant end = Instant::at(1'000s);
  CHECK_FALSE(log.last_bad(Instant{}, Instant::at(290s), end));
  CHECK_FALSE(log.last_bad(Instant::at(400s), end, end));
  const auto last = log.last_bad(Instant{}, end, end);
  REQUIRE(last);
  CHECK(*last >= Instant::at(395s));
  CHECK(*last < Instant::at(400s));
  CHECK(*log.first_failure(Instant{}) >= Instant::at(300s));
  CHECK(*log.first_failure(Instant{}) < Instant::at(302s));
}

TEST_CASE("quantiles of the latency are exact") {
  CallLog spread({"call"}, {});
  std::vector<std::uint32_t> calls;
  for (int nth = 0; nth < 100; ++nth) calls.push_back(spread.begin(0, Instant::at(1s)));
  for (int nth = 0; nth < 100; ++nth) {
    spread.end_good(calls[static_cast<std::size_t>(nth)], Instant::at(1s + 1ms * (nth + 1)));
  }
  const Instant end = Instant::at(10s);
  CHECK(spread.latency(Ratio::percent(50), Instant{}, end) == Duration(50ms));
  CHECK(spread.latency(Ratio::percent(99), Instant{}, end) == Duration(99ms));
}

std::uint64_t digest_for(std::uint64_t seed) {
  LoadRig rig({}, after_ten_milliseconds, seed);
  rig.run(100s);
  return rig.world.digest();
}

TEST_CASE("the same seed gives the same load, another seed another") {
  CHECK(digest_for(1) == digest_for(1));
  CHECK(digest_for(1) != digest_for(2));
}

}  // namespace
}  // namespace hindcast
