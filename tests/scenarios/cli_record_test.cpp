// Record files as their user meets them: what check and hunt write, replay and shrink read, and
// what is damaged or foreign is refused by its name.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "tests/scenarios/program.hpp"

using namespace hindcast::testing;

namespace {

// The record file that a command wrote into the directory.
std::string record_in(const Scratch& scratch) {
  std::string found;
  for (const auto& entry : std::filesystem::directory_iterator(scratch.path())) {
    if (entry.path().extension() == ".hcx") found = entry.path().string();
  }
  REQUIRE_FALSE(found.empty());
  return found;
}

// So many changes that no line has room for them.
std::string many_changes() {
  std::string arguments;
  for (int nth = 0; nth < 80; ++nth) arguments += " --set philosophers.k=1";
  return arguments;
}

}  // namespace

TEST_CASE("check writes a finding too long for a line to a record file that replays") {
  const Scratch scratch;
  const Ended checked = run_program("check philosophers" + many_changes(), scratch.path());
  CHECK(checked.code == 1);
  const std::string record = record_in(scratch);
  CHECK(checked.err.find("wrote ") != std::string::npos);
  const std::string name = std::filesystem::path(record).filename().string();
  CHECK(checked.out.find("replay " + name) != std::string::npos);
  const Ended replayed = run_program("replay " + record);
  CHECK(replayed.code == 0);
  CHECK(replayed.out.find("Bit-identical") != std::string::npos);
  CHECK(replayed.out.find("deadlock") != std::string::npos);
}

TEST_CASE("a damaged, cut, foreign or later record is refused by name, by every verb") {
  const Scratch scratch;
  CHECK(run_program("check philosophers" + many_changes(), scratch.path()).code == 1);
  const std::string whole = contents(record_in(scratch));
  std::string later = whole;
  later.replace(later.find("record 1"), 8, "record 9");
  std::string changed = whole;
  changed[changed.size() / 2] ^= 1;
  const std::string cut = scratch.write("cut.hcx", whole.substr(0, whole.size() / 2));
  const std::string foreign = scratch.write("foreign.hcx", "PK\x03\x04 an archive");
  const std::string empty = scratch.write("empty.hcx", "");
  const std::string future = scratch.write("future.hcx", later);
  const std::string damaged = scratch.write("damaged.hcx", changed);
  for (const std::string verb : {"replay ", "shrink ", "blame "}) {
    check_refused(verb + cut, "cut.hcx");
    check_refused(verb + foreign, "foreign.hcx");
    check_refused(verb + empty, "empty.hcx");
    check_refused(verb + future, "future.hcx");
    check_refused(verb + damaged, "damaged.hcx");
  }
  check_refused("replay " + cut, "cut off");
  check_refused("replay " + foreign, "no record of hindcast");
  check_refused("replay " + future, "a later one");
  check_refused("replay " + damaged, "was changed");
}

TEST_CASE("a hunt's long findings are record files, and so are the small ones only if they must") {
  const Scratch scratch;
  const std::string command =
      "hunt cache_poisoning --system activity_platform --strategy pos --runs 2";
  const Ended hunted = run_program(command, scratch.path());
  CHECK(hunted.code == 1);
  CHECK(run_program("replay " + record_in(scratch)).code == 0);
  const std::size_t at = hunted.out.find("Shrunk: ");
  REQUIRE(at != std::string::npos);
  CHECK(run_program("replay " + token_in(hunted.out.substr(at), "hc1.cache-poisoning")).code == 0);
}

TEST_CASE("the nearest execution of a check needs every one of its deviations") {
  for (const std::string program : {"two_locks", "twostage", "reorder", "lock_orders"}) {
    CAPTURE(program);
    const Ended checked = run_program("check " + program);
    CHECK(checked.code == 1);
    const Ended shrunk =
        run_program("shrink " + token_in(checked.out, "hc1.") + " --ascii --trials 400");
    CHECK(shrunk.code == 0);
    const std::size_t line = shrunk.out.find("answers other than the quiet ones");
    REQUIRE(line != std::string::npos);
    std::string counts = shrunk.out.substr(line + 33, shrunk.out.find(';', line) - line - 33);
    counts.erase(0, counts.find_first_not_of(' '));
    const std::size_t arrow = counts.find(" -> ");
    CHECK(counts.substr(0, arrow) == counts.substr(arrow + 4));
  }
}
