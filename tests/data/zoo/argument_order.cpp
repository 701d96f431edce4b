// The sin of two draws in one full expression: g++ and clang++ evaluate arguments in opposite
// orders. Built by both in tests/zoo/build_zoo_test.cpp.
#include <cstdint>
#include <cstdio>

static std::uint64_t state = 1;

static std::uint64_t next() {
  return state = state * 6364136223846793005ULL + 1442695040888963407ULL;
}

static std::uint64_t pair(std::uint64_t first, std::uint64_t second) { return first * 3 + second; }

int main() { std::printf("%016llx\n", static_cast<unsigned long long>(pair(next(), next()))); }
