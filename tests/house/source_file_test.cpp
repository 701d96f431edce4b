#include "tests/house/source_file.hpp"

#include <doctest/doctest.h>

using namespace hindcast;

namespace {

std::string code_of(std::string_view content) {
  std::string joined;
  for (const std::string& line : parse_source("sim/a.cpp", content).code) joined += line + "\n";
  return joined;
}

}  // namespace

TEST_CASE("comments are gone from the code, and lines keep their numbers") {
  CHECK(code_of("int a;  // rand()\nint b;\n") == "int a;           \nint b;\n");
  CHECK(code_of("/* one\ntwo */ int c;\n") == "      \n       int c;\n");
}

TEST_CASE("the contents of strings and characters are gone from the code and kept in the text") {
  const SourceFile file = parse_source("sim/a.cpp", "f(\"a // b\\\"c\", '\"');  // d\n");
  CHECK(file.code[0] == "f(\"         \", ' ');      ");
  CHECK(file.text[0] == "f(\"a // b\\\"c\", '\"');      ");
}

TEST_CASE("a raw string ends at its own delimiter") {
  CHECK(code_of("auto s = R\"x(a)\" rand( )x\"; int t;\n") ==
        "auto s = R\"              \"; int t;\n");
  CHECK(code_of("auto s = R\"(one\ntwo)\"; g();\n") == "auto s = R\"    \n    \"; g();\n");
}

TEST_CASE("a quote between digits is no character literal") {
  CHECK(code_of("int n = 1'000'000; char c = 'x'; int h = 0xff'ff;\n") ==
        "int n = 1'000'000; char c = ' '; int h = 0xff'ff;\n");
}

TEST_CASE("an unfinished literal or comment ends with the file") {
  CHECK(code_of("char c = '") == "char c = '\n");
  CHECK(code_of("auto s = R\"x(never") == "auto s = R\"       \n");
  CHECK(code_of("/* never") == "        \n");
}

TEST_CASE("the views have as many lines as the file") {
  const SourceFile file = parse_source("sim/a.cpp", "a\n\n/* b\n\n c */\n\"d\"\ne");
  CHECK(file.lines.size() == 7);
  CHECK(file.text.size() == 7);
  CHECK(file.code.size() == 7);
}
