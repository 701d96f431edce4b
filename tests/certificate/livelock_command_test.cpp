// hindcast check over livelocks and states, as its user meets it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "tests/support/command.hpp"

using namespace hindcast::testing;

namespace {

// Runs a shell line in a directory of its own, with $hindcast as the program.
std::string says(const std::string& line) {
  const std::filesystem::path place =
      std::filesystem::temp_directory_path() / fmt::format("hindcast_livelock_{}", getpid());
  std::filesystem::create_directory(place);
  const std::string text = output_of(fmt::format("cd '{}'; hindcast='{}'; ({}) 2>&1; echo exit $?",
                                                 place.string(), HINDCAST_PROGRAM, line));
  std::filesystem::remove_all(place);
  return text;
}

void expect(const std::string& text, const std::string& part) {
  INFO(text);
  CHECK(text.find(part) != std::string::npos);
}

}  // namespace

TEST_CASE("check ends by itself where two give way for ever, and its finding replays") {
  const std::string text = says("$hindcast check polite");
  expect(text, "no livelock: ");
  expect(text, "came round 64 times");
  expect(text, "program/two#0: ");
  expect(text, "exit 1");
  expect(says("$hindcast check polite >report; $hindcast replay polite-*.hcx"), "Bit-identical");
  expect(says("$hindcast check polite --fingerprints >report; $hindcast replay polite-*.hcx"),
         "Bit-identical");
}

TEST_CASE("the variant that loses patience holds, and says that livelock was checked") {
  const std::string text = says("$hindcast check polite_bounded");
  expect(text, "livelock checked");
  expect(text, "Verdict: held");
  expect(says("$hindcast check counter --set counter.n=3"), "livelock not checked: no fingerprint");
  expect(says("$hindcast check counter --set counter.n=3 --json"),
         R"("livelock": "livelock not checked: no fingerprint)");
}

TEST_CASE("a search over states is named in the certificate with counts of its own") {
  expect(says("$hindcast check spin"), "exit 3");
  const std::string text = says("$hindcast check spin --fingerprints");
  expect(text, "by declared fingerprints");
  expect(text, "cut at a state that");
  expect(text, "exit 0");
  expect(says("$hindcast check takers --fingerprints --symmetry"), "alike may change places");
}

TEST_CASE("states are refused where none is declared, nothing is alike, or with a reduction") {
  for (const std::string arguments :
       {"counter --fingerprints", "takers --symmetry", "polite --fingerprints --symmetry",
        "polite --fingerprints --reduction optimal", "polite --fingerprints --reduction sleep"}) {
    INFO(arguments);
    expect(says("$hindcast check " + arguments), "exit 2");
  }
  expect(says("$hindcast check counter --fingerprints"), "declares no fingerprint of its state");
  expect(says("$hindcast check polite --fingerprints --reduction optimal"),
         "both together lose executions");
}
