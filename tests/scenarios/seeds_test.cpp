// The corpus tests/seeds: runs that once failed, and record files of such runs, again. It is the
// first entry of ctest, so that what is known breaks first. A token of this build's stamp must be
// the same run, bit for bit; one of an earlier stamp must fail all the same, since what it found is
// what a shipped design or program is known to do.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "hindcast/replay/corpus.hpp"
#include "hindcast/replay/record.hpp"
#include "hindcast/replay/shrink.hpp"
#include "hindcast/scenarios/cli/program_kind.hpp"
#include "hindcast/scenarios/cli/token_input.hpp"

using namespace hindcast;

namespace {

std::vector<std::string> seed_files(const std::string& ending) {
  std::vector<std::string> files;
  const std::string folder = std::string(HINDCAST_SOURCE_DIR) + "/tests/seeds";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ending) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// The registry of the program: the shipped one, and the programs of the literature.
Registry program_registry() {
  Registry registry = shipped_registry();
  if (registry.scenarios.find("philosophers") == nullptr) add_classics(registry.scenarios);
  return registry;
}

void check_fails_again(const Registry& registry, const std::string& token_or_file) {
  CAPTURE(token_or_file);
  const TokenInput input(registry, token_or_file, {});
  const auto scenario = input.bind(input.token().overrides);
  const Run run = execute_token(*scenario, input.token());
  INFO("what failed once fails no more: look why, and write the line anew if that was meant");
  CHECK(is_failure(run));
  // Where something was revised there is no digest to compare with, but a second run.
  const bool same = differences(input.token().stamp, *scenario).empty();
  CHECK(run.digest ==
        (same ? input.token().digest : execute_token(*scenario, input.token()).digest));
}

}  // namespace

TEST_CASE("the tokens of the corpus fail again, bit for bit where nothing was revised") {
  const Registry registry = program_registry();
  std::size_t tokens = 0;
  for (const std::string& file : seed_files(".tokens")) {
    for (const CorpusEntry& entry : parse_corpus(read_corpus_text(file), file)) {
      check_fails_again(registry, to_text(entry.token));
      ++tokens;
    }
  }
  CHECK(tokens >= 20);
}

TEST_CASE("the record files of the corpus fail again") {
  const Registry registry = program_registry();
  const std::vector<std::string> files = seed_files(".hcx");
  CHECK_FALSE(files.empty());
  for (const std::string& file : files) check_fails_again(registry, file);
}

TEST_CASE("findings of the corpus are read in a minute: they deviate ten times at most") {
  for (const std::string& file : seed_files(".tokens")) {
    for (const CorpusEntry& entry : parse_corpus(read_corpus_text(file), file)) {
      CAPTURE(to_text(entry.token));
      CHECK(entry.token.deviations.size() <= 10);
    }
  }
}
