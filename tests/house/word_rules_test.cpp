#include "tests/house/word_rules.hpp"

#include <doctest/doctest.h>

using namespace hindcast;

namespace {

bool flagged(std::string path, std::string_view line) {
  return !check_words(parse_source(std::move(path), line)).empty();
}

}  // namespace

TEST_CASE("a banned word is found with its line and its name") {
  const auto findings = check_words(parse_source("sim/a.cpp", "int a;\nint b = rand();\n"));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].path == "sim/a.cpp");
  CHECK(findings[0].line == 2);
  CHECK(findings[0].sentence.starts_with("'rand(': "));
}

TEST_CASE("each kind of variation is banned in each room") {
  for (const char* line :
       {"int a = rand();", "#include <random>", "std::random_device d;", "std::shuffle(a, b, c);",
        "std::hash<int> h;", "auto t = std::chrono::steady_clock::now();",
        "gettimeofday(&t, nullptr);", "std::time(nullptr);", "time(nullptr);", "std::thread t;",
        "std::atomic<int> a;", "std::mutex m;", "getenv(\"HOME\");", "std::locale l;",
        "setlocale(LC_ALL, \"\");", "puts(__DATE__);", "printf(\"%p\", a);", "print(\"{:p}\", a);",
        "assert(a);"}) {
    CAPTURE(line);
    CHECK(flagged("sim/a.cpp", line));
    CHECK(flagged("models/redis/a.hpp", line));
    CHECK(flagged("replay/explore/a.cpp", line));
    CHECK(flagged("scenarios/a.cpp", line));
  }
}

TEST_CASE("floating point and hash tables are banned where the simulation is, and free elsewhere") {
  for (const char* line :
       {"double x = 0;", "float y;", "std::unordered_map<int, int> m;", "#include <cmath>"}) {
    CAPTURE(line);
    CHECK(flagged("sim/a.cpp", line));
    CHECK(flagged("models/load/a.cpp", line));
    CHECK_FALSE(flagged("replay/report/a.cpp", line));
  }
}

TEST_CASE("a word counts neither in a comment, nor in a string, nor as a part of a longer name") {
  for (const char* line :
       {"// double the rand() of std::hash", "say(\"a double rand()\");", "int operand(int a);",
        "auto double_sided = 1;", "my_std::hash_table h;", "runtime(nullptr);", "static_assert(a);",
        "world.random_walk();", "int subenviron;"}) {
    CAPTURE(line);
    CHECK_FALSE(flagged("sim/a.cpp", line));
  }
}

TEST_CASE("nothing sleeps, in tests neither") {
  CHECK(flagged("tests/sim/a_test.cpp", "std::this_thread::sleep_for(1ms);"));
  CHECK(flagged("sim/a.cpp", "std::this_thread::sleep_for(1ms);"));
  CHECK_FALSE(flagged("sim/a.cpp", "world.sleep(1ms);"));
}

TEST_CASE("tests may commit the sins that the detectors must catch") {
  CHECK_FALSE(flagged("tests/sim/leak_zoo_test.cpp", "auto t = std::chrono::steady_clock::now();"));
}

TEST_CASE("the namespace of literals may be opened, the whole standard library may not") {
  CHECK(flagged("tests/sim/a_test.cpp", "using namespace std;"));
  CHECK_FALSE(flagged("tests/sim/a_test.cpp", "using namespace std::chrono_literals;"));
}

TEST_CASE("an owner may use its own word and no other") {
  CHECK_FALSE(flagged("scenarios/cli/a.cpp", "auto now = std::chrono::steady_clock::now();"));
  CHECK_FALSE(flagged("replay/workers.cpp", "std::thread thread;"));
  CHECK(flagged("replay/workers.cpp", "std::chrono::steady_clock::now();"));
  CHECK(flagged("scenarios/laws/a.cpp", "std::chrono::steady_clock::now();"));
}

TEST_CASE("a bare catch is banned where fibers run") {
  CHECK(flagged("models/mcp/a.cpp", "} catch (...) {"));
  CHECK_FALSE(flagged("models/mcp/a.cpp", "} catch (const Cancelled&) {"));
  CHECK_FALSE(flagged("replay/a.cpp", "} catch (...) {"));
}

TEST_CASE("left-overs and paths of one machine are found in comments, too") {
  CHECK(flagged("tests/sim/a_test.cpp",
                "// TO"
                "DO: later"));
  CHECK(flagged("bench/a.cpp",
                "// FIX"
                "ME"));
  CHECK(flagged("README.md",
                "see /ho"
                "me/somebody/notes"));
  CHECK(flagged("models/a.cpp",
                "open(\"/ro"
                "ot/file\");"));
  CHECK_FALSE(flagged("README.md", "see build/work/notes and ./home/it"));
  CHECK_FALSE(flagged("models/a.cpp", "open(\"/var/lib/queue/events.ndjson\");"));
}
