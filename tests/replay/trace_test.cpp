#include "hindcast/replay/trace_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "hindcast/replay/campaign.hpp"
#include "hindcast/sim/event_kinds.hpp"
#include "tests/replay/tiny_scenario.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

inline constexpr EventKind kOpened{"breaker.opened"};

std::string trace_of(const Run& run, const TraceEnd& end = {}) {
  std::string text;
  write_trace(run, EventNames(), end, [&](std::string_view line) { text += line; });
  return text;
}

std::ptrdiff_t lines_in(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

}  // namespace

TEST_CASE("a trace has one line for each event, by its registered name") {
  const TinyScenario scenario("one");
  const Run run = run_seed(scenario, Base::random, {.seed = 2, .keeps_trace = true});
  const std::string text = trace_of(run);
  CHECK(lines_in(text) == static_cast<std::ptrdiff_t>(run.trace.size()));
  for (const std::string_view name : {"node.booted", "sleep.returned", "choice.answered", "draw"}) {
    CHECK(text.find(name) != std::string::npos);
  }
  CHECK(text.find("caller#") != std::string::npos);
  CHECK(text.find("  ?") == std::string::npos);
}

TEST_CASE("an event of a kind that nobody registered has its code for a name") {
  EventNames names;
  CHECK(names.name_of(kOpened.code())[0] == '?');
  CHECK_FALSE(names.knows("breaker.opened"));
  names.add(std::array{kOpened});
  CHECK(names.name_of(kOpened.code()) == "breaker.opened");
  CHECK(names.knows("breaker.opened"));
  const TraceRecord record{{1'500'000'123, kOpened.code(), 7, 0xab, 1}, Key{0x10}, "mcp"};
  CHECK(event_text(record, 12, names) ==
        "      12  0:00:01.500000123  mcp#0000000000000010  breaker.opened  a=ab b=1 argument=7");
}

TEST_CASE("a trace ends at an event's number, at a time or at the first event of a kind") {
  const TinyScenario scenario("one");
  const Run run = run_seed(scenario, Base::random, {.seed = 2, .keeps_trace = true});
  const EventNames names;
  const auto end = [&](std::string_view text) { return parse_trace_end(text, names).value(); };
  CHECK(lines_in(trace_of(run, end("5"))) == 5);
  CHECK(lines_in(trace_of(run, end("0"))) == 0);
  CHECK(lines_in(trace_of(run, end("99999999"))) == lines_in(trace_of(run)));
  const std::string until_time = trace_of(run, end("20ms"));
  CHECK(lines_in(until_time) > 0);
  CHECK(lines_in(until_time) < lines_in(trace_of(run)));
  CHECK(until_time.find(":00.03") == std::string::npos);
  const std::string until_choice = trace_of(run, end("choice.answered"));
  const std::size_t first = until_choice.find("choice.answered");
  REQUIRE(first != std::string::npos);
  CHECK(until_choice.find('\n', first) == until_choice.size() - 1);
}

TEST_CASE("an end that is none is refused with the nearest name") {
  const EventNames names;
  const auto wrong = parse_trace_end("node.crashd", names);
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().fix.find("node.crashed") != std::string::npos);
  CHECK_FALSE(parse_trace_end("", names).ok());
  CHECK_FALSE(parse_trace_end("-5", names).ok());
}
