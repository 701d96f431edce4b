#include "tests/house/function_rules.hpp"

#include <doctest/doctest.h>

#include <tuple>

using namespace hindcast;

namespace {

std::vector<Function> functions(std::string_view content) {
  return find_functions(parse_source("sim/a.cpp", content));
}

std::string lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "  step();\n";
  return text;
}

// The first and last line and the number of parameters of the only function.
std::tuple<std::size_t, std::size_t, std::size_t> only(std::string_view content) {
  const auto found = functions(content);
  REQUIRE(found.size() == 1);
  return {found[0].first_line, found[0].last_line, found[0].parameters};
}

using Shape = std::tuple<std::size_t, std::size_t, std::size_t>;

}  // namespace

TEST_CASE("a function reaches from its first word to its last brace") {
  CHECK(only("void f() {\n  g();\n}\n") == Shape(1, 3, 0));
  CHECK(only("\ntemplate <typename T>\nvoid f(T a,\n       int b) {\n  if (a) {\n    g();\n  "
             "}\n}\n") == Shape(2, 8, 2));
}

TEST_CASE("namespaces, classes, enumerations and suites are no functions") {
  CHECK(only("namespace hindcast {\nnamespace {\nclass A : public B {\n public:\n  int f(int a) "
             "const override {\n"
             "    return a;\n  }\n};\nenum class E { a, b };\n}\n}\n") == Shape(5, 7, 1));
  CHECK(only("struct alignas(64) Slot {\n  int a = 0;\n  int get() { return a; }\n};\n") ==
        Shape(3, 3, 0));
  CHECK(only("TEST_SUITE(\"s\") {\nTEST_CASE(\"a\") {\n  CHECK(1);\n}\n}\n") == Shape(2, 4, 1));
}

TEST_CASE("tables and variables are no functions") {
  CHECK(functions("constexpr int kTable[] = {\n1,\n2,\n};\nstd::vector<int> all{1, "
                  "2};\nstd::map<int, F> m = {{1, f(2)}};\n")
            .empty());
}

TEST_CASE(
    "a lambda that is a constant is a function, and one inside belongs to the function around it") {
  CHECK(only("const auto f = [](int a) {\n  return a;\n};\n") == Shape(1, 3, 1));
  CHECK(only("void f() {\n  auto g = [] {\n    h();\n  };\n}\n") == Shape(1, 5, 0));
}

TEST_CASE("a constructor with initialisers in braces is one function") {
  CHECK(only("Clock::Clock(int a, int b) : now_{a}, step_(b), kind_{Kind::x} {\n  g();\n}\n") ==
        Shape(1, 3, 2));
  CHECK(only("explicit Clock(World& world) : world_{world} {}\n") == Shape(1, 1, 1));
  CHECK(functions("Clock() : a_{1} {}\nvoid f() {}\n").size() == 2);
}

TEST_CASE("operators and trailing words do not confuse the finder") {
  CHECK(only("bool operator()(int a, int b) const noexcept { return a < b; }\n") == Shape(1, 1, 2));
  CHECK(only("bool operator<(const A& a, const A& b) { return true; }\n") == Shape(1, 1, 2));
  CHECK(only("A& operator=(A&& other) noexcept { return *this; }\n") == Shape(1, 1, 1));
  CHECK(only("bool operator==(const A& a) const { return true; }\n") == Shape(1, 1, 1));
  CHECK(only("auto f(int a) -> std::vector<int> {\n}\n") == Shape(1, 2, 1));
  CHECK(only("std::function<void(int, int)> f(std::map<int, int> a, void (*b)(int, int)) {\n}\n") ==
        Shape(1, 2, 2));
  CHECK(only("int f(int a = g(1, 2), std::array<int, 2> b = {1, 2}) {\n}\n") == Shape(1, 2, 2));
}

TEST_CASE("braces in literals, comments and directives do not count") {
  CHECK(only("void f() {\n  g(\"{\", '{');  // {\n#define OPEN {\n}\n") == Shape(1, 4, 0));
}

TEST_CASE("functions after declarations begin where they begin") {
  const auto found =
      functions("void a();\nint b = 1;\nvoid c() {}\n\nclass D;\nvoid e(int) {\n}\n");
  REQUIRE(found.size() == 2);
  CHECK(found[0].first_line == 3);
  CHECK(found[1].first_line == 6);
}

TEST_CASE("70 lines and 5 parameters are fine, one more is not") {
  const auto check = [](std::string_view content) {
    return check_functions(parse_source("sim/a.cpp", content)).size();
  };
  CHECK(check("void f() {\n" + lines(68) + "}\n") == 0);
  CHECK(check("void f() {\n" + lines(69) + "}\n") == 1);
  CHECK(check("void f(int a, int b, int c, int d, int e) {}\n") == 0);
  CHECK(check("void f(int a, int b, int c, int d, int e, int f) {}\n") == 1);
}
