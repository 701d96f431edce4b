// Sins that show only between builds: other compilers, other flags, another order of objects.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/command.hpp"

using namespace hindcast::testing;

namespace {

const std::string kSources = std::string(HINDCAST_SOURCE_DIR) + "/tests/data/zoo/";

bool is_installed(const std::string& program) {
  return !output_of("command -v " + program).empty();
}

// Builds one program from sources of the zoo, in their order, and returns what it prints.
std::string output_of_build(const std::string& compiler, const std::vector<std::string>& sources) {
  const std::string program =
      (std::filesystem::temp_directory_path() / fmt::format("hindcast-zoo-{}", getpid())).string();
  std::string command = compiler + " -std=c++20";
  for (const std::string& source : sources) command += " " + kSources + source;
  const std::string output = output_of(fmt::format("{} -o {} && {}", command, program, program));
  std::filesystem::remove(program);
  return output;
}

}  // namespace

TEST_CASE("two draws in one expression are caught by building with g++ and clang++") {
  if (!is_installed("g++") || !is_installed("clang++")) {
    MESSAGE("needs g++ and clang++");
    return;
  }
  const std::string first = output_of_build("g++ -O2", {"argument_order.cpp"});
  const std::string second = output_of_build("clang++ -O2", {"argument_order.cpp"});
  CHECK(first.size() == 17);
  CHECK(second.size() == 17);
  CHECK(first != second);
}

TEST_CASE("contraction of floating point is caught by building with and without it") {
  if (!is_installed("g++") || !__builtin_cpu_supports("fma")) {
    MESSAGE("needs g++ and a processor with fused multiply-add");
    return;
  }
  const std::string off = output_of_build("g++ -O2 -mfma -ffp-contract=off", {"contraction.cpp"});
  const std::string fast = output_of_build("g++ -O2 -mfma -ffp-contract=fast", {"contraction.cpp"});
  CHECK_FALSE(off.empty());
  CHECK_FALSE(fast.empty());
  CHECK(off != fast);
}

TEST_CASE("the order of static initialisation is caught by another order of objects") {
  if (!is_installed("g++")) {
    MESSAGE("needs g++");
    return;
  }
  const std::string first = "initialisation_first.cpp";
  const std::string second = "initialisation_second.cpp";
  CHECK(output_of_build("g++", {first, second}) == "1 2\n");
  CHECK(output_of_build("g++", {second, first}) == "2 1\n");
}
