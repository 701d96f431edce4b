// HINDCAST_PROPERTY: a property of code as a doctest case. Its body builds the world of one run:
//
//   HINDCAST_PROPERTY("our breaker keeps its contract", .seeds = 200) {
//     auto& server = world.add<GenericService>("server", {});
//     ...
//     breaker_contract(world, *watched);
//   }
//
// The case runs the tokens of the corpus beside the test first (breaker_test.cpp has
// breaker_test.tokens), then the seeds, and fails with the shrunk run, its story and the line that
// replays it. From the environment, for this runner alone: HINDCAST_SEEDS=N runs other seeds than
// the case says, HINDCAST_REPLAY=TOKEN runs that token and tells its story.
//
// Includes doctest, which the program must have; hindcast's libraries do not use it.
#pragma once

#include <doctest/doctest.h>
#include <errno.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "hindcast/replay/property_check.hpp"
#include "hindcast/sim/input_error.hpp"
#include "hindcast/sim/units.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

// "tests/breaker_test.tokens" for "tests/breaker_test.cpp".
inline std::string corpus_beside(const std::string& source) {
  return source.substr(0, source.rfind('.')) + ".tokens";
}

// Returns a name as doctest's filter -tc takes it on a command line: what has a meaning of its own
// there becomes "?", which stands for any character.
inline std::string filter_text(std::string name) {
  for (char& character : name) {
    if (std::string_view(",\"\\$`!").find(character) != std::string_view::npos) character = '?';
  }
  return name;
}

// Runs a check as the environment asks, and reports to doctest.
inline void run_property(PropertyCheck check) {
  check.replay_command = fmt::format("HINDCAST_REPLAY={{}} {} -tc=\"{}\"", program_invocation_name,
                                     filter_text(check.name));
  const char* const token = std::getenv("HINDCAST_REPLAY");
  const char* const seeds = std::getenv("HINDCAST_SEEDS");
  try {
    if (seeds != nullptr) {
      const std::uint64_t count = parse_count(seeds).value_or_throw({"HINDCAST_SEEDS", 0, 0});
      check.options.seeds = static_cast<std::uint32_t>(std::min<std::uint64_t>(count, 100'000'000));
    }
    const PropertyResult result =
        token == nullptr ? check_property(check) : replay_property(check, token);
    if (token != nullptr) MESSAGE(result.text);
    if (result.passed) {
      CHECK(result.passed);
    } else if (token == nullptr) {
      FAIL_CHECK(result.text);
    } else {
      FAIL_CHECK("the replayed run fails");
    }
  } catch (const InputError& error) {
    FAIL_CHECK(error.what());
  }
}

}  // namespace hindcast

#define HINDCAST_PROPERTY_NAMED(function, title, ...)                 \
  static void function(hindcast::World& world);                       \
  TEST_CASE(title) {                                                  \
    hindcast::run_property({title,                                    \
                            &function,                                \
                            hindcast::corpus_beside(__FILE__),        \
                            {},                                       \
                            hindcast::PropertyOptions{__VA_ARGS__}}); \
  }                                                                   \
  static void function([[maybe_unused]] hindcast::World& world)

#define HINDCAST_PROPERTY(title, ...) \
  HINDCAST_PROPERTY_NAMED(DOCTEST_ANONYMOUS(hindcast_property_), title, __VA_ARGS__)
