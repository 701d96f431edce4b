#include "hindcast/replay/story_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <string>
#include <vector>

#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/utf8.hpp"
#include "tests/replay/samples.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// A partition as models tell it: turning points among thousands of like lines.
Run partition_run() {
  Run run = sample_run(50, broken_observation(50));
  run.outcome = {Verdict::violated, "every call is answered", "mcp waits for pool\npool waits", {}};
  run.outcome.at = Instant::at(53min);
  auto tell = [&](Duration at, std::string where, Weight weight, std::string what) {
    run.story.push_back({Instant::at(at), std::move(where), std::move(what), weight});
  };
  tell(0s, "mcp", Weight::notable, "boots and connects to redis and to the pool");
  tell(10min, "link", Weight::turning_point,
       "drops everything between pool and snowflake, silently");
  for (std::uint64_t call = 0; call < 1'205; ++call) {
    tell(10min + std::chrono::seconds(call), "clients", Weight::detail,
         "call " + std::to_string(call) + " waits behind the pooled connection");
  }
  tell(11min, "clients", Weight::turning_point,
       "the first caller gives up after 60 s: to it the server is down");
  for (std::uint64_t call = 0; call < 300; ++call) {
    tell(11min + std::chrono::seconds(call), "clients", Weight::notable,
         "a caller has left; its work stays in the queue");
  }
  tell(35min + 31s + 204ms, "pool", Weight::turning_point,
       "the 16th post of 90 s fails: the server notices, 25 min 31 s after the first caller");
  tell(40min, "link", Weight::turning_point, "delivers again");
  return run;
}

}  // namespace

TEST_CASE("a story fits on a page, in the order of time, and ends with the cause") {
  const std::string expected = R"(
  0:00:00.000  mcp      boots and connects to redis and to the pool
> 0:10:00.000  link     drops everything between pool and snowflake, silently
  0:10:00.000  clients  call 0 waits behind the pooled connection ... 60 more like it until
                        0:11:00.000
> 0:11:00.000  clients  the first caller gives up after 60 s: to it the server is down
  0:11:00.000  clients  a caller has left; its work stays in the queue ... 299 more like it until
                        0:15:59.000
  0:11:01.000  clients  call 61 waits behind the pooled connection ... 1,143 more like it until
                        0:30:04.000
> 0:35:31.204  pool     the 16th post of 90 s fails: the server notices, 25 min 31 s after the first
                        caller
> 0:40:00.000  link     delivers again
Verdict: broke, Hang: the one pooled connection posts 16 x 90 s, callers queue without bound
   violated at 0:53:00.000: every call is answered
   mcp waits for pool
   pool waits
)";
  CHECK("\n" + render_story(partition_run()) == expected);
}

TEST_CASE("whatever was told, a story keeps to its lines, its turning points and its verdict") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    KeyedStream stream(seed);
    Run run = partition_run();
    run.story.clear();
    std::size_t turning = 0;
    const std::uint64_t lines = bounded(stream.next(), 400);
    const std::uint64_t turning_max = seed % 9;
    for (std::uint64_t line = 0; line < lines; ++line) {
      auto weight = static_cast<Weight>(bounded(stream.next(), 3));
      if (weight == Weight::turning_point && turning++ >= turning_max) weight = Weight::notable;
      std::string what(bounded(stream.next(), 300), 'w');
      for (std::size_t at = 7; at < what.size(); at += 8) what[at] = ' ';
      if (weight == Weight::turning_point) what = "TURN " + what;
      run.story.push_back({Instant::at(std::chrono::seconds(bounded(stream.next(), 9'999))), "node",
                           std::move(what), weight});
    }
    const std::string text = render_story(run);
    const std::vector<std::string> printed = lines_of(text);
    CHECK(printed.size() <= 40);
    for (const std::string& line : printed) CHECK(utf8_characters(line) <= 100);
    CHECK(has(text, "Verdict: broke, Hang: "));
    std::vector<std::string> times;
    std::size_t kept = 0;
    for (const std::string& line : printed) {
      if (line.size() > 13 && line[3] == ':') times.push_back(line.substr(2, 11));
      if (has(line, "TURN")) ++kept;
    }
    CHECK(std::is_sorted(times.begin(), times.end()));
    CHECK(kept == std::min<std::size_t>(turning, turning_max));
  }
}

TEST_CASE("more turning points than fit are cut in the middle and counted") {
  Run run = partition_run();
  run.story.clear();
  for (int turn = 0; turn < 500; ++turn) {
    run.story.push_back({Instant::at(std::chrono::seconds(turn)), "breaker",
                         "turn " + std::to_string(turn), Weight::turning_point});
  }
  const std::string text = render_story(run);
  CHECK(lines_of(text).size() == 40);
  CHECK(has(text, "turn 0\n"));
  CHECK(has(text, "turn 499\n"));
  CHECK_FALSE(has(text, "turn 250\n"));
  CHECK(has(text, "(465 more lines are left out)"));
}

TEST_CASE("a run that told nothing still has a verdict") {
  CHECK(render_story(sample_run(1, handled_observation(1))) == "Verdict: graceful\n");
  CHECK(has(render_story(sample_run(1, degraded_observation(1))), "Verdict: degraded\n"));
}

TEST_CASE("a hostile story cannot drive the terminal or outgrow the page") {
  Run run = partition_run();
  run.outcome.detail = std::string(100'000, '\n') + std::string(50'000, 'x');
  run.observation.cause = std::string(20'000, 'y') + "\x1b[2J";
  for (StoryLine& line : run.story) line.what += "\x1b[31m\r\xff";
  run.story[0].where = std::string(400, 'n');
  const std::string text = render_story(run, {.ascii = true});
  CHECK(text.find_first_of("\x1b\r\xff") == std::string::npos);
  CHECK(lines_of(text).size() <= 40);
}

TEST_CASE("times are printed to the millisecond") {
  CHECK(clock_text(Instant::at(0s)) == "0:00:00.000");
  CHECK(clock_text(Instant::at(25h + 3min + 4s + 56ms)) == "25:03:04.056");
}
