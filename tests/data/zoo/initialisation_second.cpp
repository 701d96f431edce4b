// The other half: what it prints depends on the order of the objects on the linker's command line.
#include <cstdio>

int counted() {
  static int count = 0;
  return ++count;
}

extern int first_value;
int second_value = counted();

int main() { std::printf("%d %d\n", first_value, second_value); }
