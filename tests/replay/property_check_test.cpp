// Properties of code as tests: seeds, a corpus first, a shrunk failure, its replay.
#include "hindcast/replay/doctest.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#include "hindcast/sim/kernel.hpp"
#include "tests/support/script.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

// A sender whose messages may be lost, and a receiver that must have all of them.
void lossy(World& world, std::uint32_t tries) {
  auto got = std::make_shared<int>(0);
  world.add<Script>("sender", [got, tries](Memory&) {
    spawn("send", [got, tries] {
      for (int message = 0; message < 3; ++message) {
        for (std::uint32_t attempt = 0; attempt < tries; ++attempt) {
          sleep(1s);
          if (choose(ChoiceKind::message, "lost", 2, Ratio::percent(10)) != 0) continue;
          ++*got;
          break;
        }
      }
    });
  });
  world.eventually(
      "all three messages arrive", [got] { return *got == 3; }, 1s);
  world.sometimes("a message arrives", [got] { return *got > 0; });
  world.inject("calm", [&world] {
    sleep(1min);
    world.calm();
  });
  world.end_at(Instant::at(2min));
}

PropertyCheck once(std::string corpus = {}) {
  return {.name = "Nothing is lost, ever",
          .build = [](World& world) { lossy(world, 1); },
          .corpus = std::move(corpus)};
}

class TokenFile {
 public:
  explicit TokenFile(const std::string& text) {
    const int file = mkstemp(path_.data());
    REQUIRE(file >= 0);
    close(file);
    std::ofstream(path_) << text;
  }
  ~TokenFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/hindcast-tokens-XXXXXX";
};

}  // namespace

HINDCAST_PROPERTY("a sender that tries ten times loses nothing", .seeds = 50) { lossy(world, 10); }

TEST_CASE("a property that fails says which seed, shrunk to one loss, and how to replay it") {
  const PropertyResult found = check_property(once());
  CHECK_FALSE(found.passed);
  INFO(found.text);
  CHECK(found.text.find("Nothing is lost, ever: seed ") == 0);
  CHECK(found.text.find("violated: all three messages arrive") != std::string::npos);
  CHECK(found.text.find("to 1, in ") != std::string::npos);
  CHECK(found.text.find("Replay: HINDCAST_REPLAY=" + found.token) != std::string::npos);
  CHECK(found.token.starts_with("hc1.nothing-is-lost-ever.code.quiet."));
}

TEST_CASE("the token of a property replays bit for bit, and only for its property") {
  const PropertyResult found = check_property(once());
  const PropertyResult again = replay_property(once(), found.token);
  CHECK_FALSE(again.passed);
  CHECK(again.text.find("Bit-identical") != std::string::npos);
  PropertyCheck other = once();
  other.name = "another";
  CHECK_THROWS_AS(replay_property(other, found.token), InputError);
  other = once();
  other.options.revision = 2;
  CHECK_THROWS_AS(replay_property(other, found.token), InputError);
  CHECK_THROWS_AS(replay_property(once(), "hc1.nonsense"), InputError);
}

TEST_CASE("tokens of the corpus run before any seed, those of other properties do not") {
  const PropertyResult found = check_property(once());
  const TokenFile corpus("# lost in March\n" + found.token + "\n");
  const PropertyResult again = check_property(once(corpus.path()));
  CHECK_FALSE(again.passed);
  CHECK(again.runs == 1);
  CHECK(again.corpus_tokens == 1);
  CHECK(again.text.find(corpus.path() + ":2 fails") != std::string::npos);
  PropertyCheck repaired = once(corpus.path());
  repaired.build = [](World& world) { lossy(world, 10); };
  repaired.options.seeds = 5;
  const PropertyResult held = check_property(repaired);
  CHECK(held.passed);
  CHECK(held.runs == 6);
  repaired.name = "another";
  CHECK(check_property(repaired).corpus_tokens == 0);
}

TEST_CASE("a broken corpus is an error, not a pass") {
  const TokenFile corpus("hc1.broken\n");
  CHECK_THROWS_AS(check_property(once(corpus.path())), InputError);
}

TEST_CASE("a property that no run exercises has not passed, nor one that never ran") {
  PropertyCheck check{.name = "vacuous", .build = [](World& world) {
                        world.sometimes("the moon is blue", [] { return false; });
                      }};
  const PropertyResult never = check_property(check);
  CHECK_FALSE(never.passed);
  CHECK(never.text.find("the moon is blue") != std::string::npos);
  check = once();
  check.options.seeds = 0;
  CHECK_FALSE(check_property(check).passed);
}

TEST_CASE("a check gives the same text twice") {
  CHECK(check_property(once()).text == check_property(once()).text);
}
