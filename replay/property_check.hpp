// check_property: a property of code as a test. A function builds a world with its properties; the
// check runs it under many seeds, the tokens of a corpus first, shrinks the first failure and says
// how to repeat it. HINDCAST_PROPERTY (doctest.hpp) makes a test case of it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "hindcast/sim/verdict.hpp"

namespace hindcast {

class World;

struct PropertyOptions {
  std::uint32_t seeds = 100;
  std::uint64_t first_seed = 1;
  Limits limits{};
  std::uint32_t shrink_trials = 200;
  // Moves when the code under test answers differently on purpose: part of every token.
  std::uint32_t revision = 1;
};

struct PropertyCheck {
  std::string name{};
  // Builds the world of one run: components, connections, faults and at least one property. Called
  // once for each run; keeps nothing between them.
  std::function<void(World&)> build{};
  // The file with tokens of this and other properties that run first; it may be absent.
  std::string corpus{};
  // What is typed to replay a token, with {} in its place.
  std::string replay_command = "HINDCAST_REPLAY={}";
  PropertyOptions options{};
};

struct PropertyResult {
  bool passed = false;
  std::uint64_t runs = 0;           // seeds and tokens, without those of the shrinker
  std::uint64_t corpus_tokens = 0;  // of them
  std::string token{};              // of the failure, shrunk
  std::string text{};               // what a person needs to know; of a pass, one line
};

// Runs the tokens of the corpus that are of this property, then the seeds, up to the first failure:
// a verdict other than passed, or a `sometimes` that no run saw. A token of the corpus pins a
// verdict, not a digest: it runs though the code was changed since. Throws InputError for a broken
// corpus.
PropertyResult check_property(const PropertyCheck& check);

// Runs one token again and tells its story. Passed: its verdict is, and the digest is the token's.
// Throws InputError for what is no token of this property, or was made by other code.
PropertyResult replay_property(const PropertyCheck& check, std::string_view token);

// The name under which tokens know a property: its letters and digits, others as underscores.
std::string property_token_name(std::string_view name);

}  // namespace hindcast
