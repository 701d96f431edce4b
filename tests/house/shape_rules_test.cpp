#include "tests/house/shape_rules.hpp"

#include <doctest/doctest.h>

using namespace hindcast;

namespace {

std::size_t findings(std::string path, std::string_view content) {
  return check_shape(parse_source(std::move(path), content)).size();
}

}  // namespace

TEST_CASE("a header has its pragma once, and begins with a comment") {
  CHECK(findings("sim/a.hpp", "// A: an example.\n#pragma once\n\nint a();\n") == 0);
  CHECK(findings("sim/a.hpp", "#pragma once\n\n// A: an example.\nint a();\n") == 0);
  CHECK(findings("sim/a.hpp", "// A: an example.\nint a();\n") == 1);
  CHECK(findings("sim/a.hpp", "#pragma once\n#include <vector>\n") == 1);
  CHECK(findings("sim/a.hpp", "// A.\n#pragma once\nusing namespace hindcast;\n") == 1);
  CHECK(findings("sim/a.cpp", "#include <vector>\n") == 0);
}

TEST_CASE("400 lines are fine, one more is not") {
  std::string content;
  for (int i = 0; i < 400; ++i) content += "int a;\n";
  CHECK(findings("sim/a.cpp", content) == 0);
  CHECK(findings("sim/a.cpp", content + "int a;\n") == 1);
}

TEST_CASE("a name is in snake_case") {
  CHECK(findings("sim/timer_queue.cpp", "int a;\n") == 0);
  CHECK(findings("sim/TimerQueue.cpp", "int a;\n") == 1);
  CHECK(findings("sim/timer-queue.cpp", "int a;\n") == 1);
}

TEST_CASE("there is one namespace") {
  CHECK(findings("sim/a.cpp", "namespace hindcast {\nnamespace {\n}\n}\n") == 0);
  CHECK(findings("sim/a.cpp", "namespace fs = std::filesystem;\n") == 0);
  CHECK(findings("sim/a.cpp", "namespace hindcast::inner {\n}\n") == 1);
  CHECK(findings("sim/a.cpp", "namespace detail {\n}\n") == 1);
}

TEST_CASE("tabs, blanks at the end and a missing last line end are found") {
  CHECK(check_blanks("a.md", "fine\n\nfine\n").empty());
  CHECK(check_blanks("a.md", "").empty());
  CHECK(check_blanks("a.md", "a\tb\n").size() == 1);
  CHECK(check_blanks("a.md", "a \n").size() == 1);
  CHECK(check_blanks("a.md", "a\r\n").size() == 1);
  CHECK(check_blanks("a.md", "a").size() == 1);
}

TEST_CASE("only the rooms, the fixed files, dot files and what git ignores stand at the top") {
  const std::vector<std::string> ignored = {"/build/", "/*.hcx"};
  CHECK(
      check_top_level({"sim", "README.md", "hindcast", ".ci", "build", "a.hcx"}, ignored).empty());
  CHECK(check_top_level({"docs"}, ignored).size() == 1);
  CHECK(check_top_level({"src", "tools", "notes.md"}, ignored).size() == 3);
}
