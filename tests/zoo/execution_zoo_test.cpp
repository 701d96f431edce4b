// Sins that show only when the program is executed again: in another environment, at other
// addresses.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "tests/support/choosers.hpp"
#include "tests/support/command.hpp"
#include "tests/zoo/sins.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

std::uint64_t digest_of(void (*sin)(World&)) {
  Quiet chooser;
  World world(chooser, {.seed = 1});
  sin(world);
  world.run();
  return world.digest();
}

// Executes this program anew for one of the skipped cases below, and returns the digest it prints.
std::string digest_in_new_process(const std::string& environment, const std::string& name) {
  const std::string output = output_of(fmt::format("env {} {} --no-skip '--test-case=digest of {}'",
                                                   environment, this_program(), name));
  const auto at = output.find("digest=");
  return at == std::string::npos ? "" : output.substr(at, 23);
}

}  // namespace

TEST_CASE("digest of honesty" * doctest::skip()) {
  fmt::print("digest={:016x}\n", digest_of(be_honest));
}
TEST_CASE("digest of the environment" * doctest::skip()) {
  fmt::print("digest={:016x}\n", digest_of(read_the_environment));
}
TEST_CASE("digest of an address" * doctest::skip()) {
  fmt::print("digest={:016x}\n", digest_of(print_an_address));
}

TEST_CASE("an honest program's digest is the same in every process and environment") {
  const std::string here = fmt::format("digest={:016x}", digest_of(be_honest));
  CHECK(digest_in_new_process("ZOO_HOME=/a", "honesty") == here);
  CHECK(digest_in_new_process("-i LC_ALL=C TZ=Asia/Tokyo", "honesty") == here);
}

TEST_CASE("the environment is caught by executing in another one") {
  const std::string first = digest_in_new_process("ZOO_HOME=/a", "the environment");
  CHECK(first.size() == 23);
  CHECK(first != digest_in_new_process("ZOO_HOME=/somewhere/else", "the environment"));
}

TEST_CASE("an address is caught by executing with another address layout") {
  const std::string first = digest_in_new_process("", "an address");
  CHECK(first.size() == 23);
  bool caught = false;
  for (int round = 0; round < 5 && !caught; ++round) {
    caught = digest_in_new_process("", "an address") != first;
  }
  CHECK(caught);
}
