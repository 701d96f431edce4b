// The sin of floating point where a fused multiply-add may or may not be used. Built with and
// without contraction in tests/zoo/build_zoo_test.cpp.
#include <cstdio>

int main(int count, char**) {
  volatile double third = 1.0 / 3.0 * count;
  const double factor = third;
  const double product = factor * 3.0000000000000004 - 1.0000000000000002;
  std::printf("%a\n", product);
}
