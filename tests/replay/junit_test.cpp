#include "hindcast/replay/report/junit.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "hindcast/sim/utf8.hpp"
#include "tests/replay/samples.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

std::string tag_name(std::string_view tag) {
  return std::string(tag.substr(0, tag.find_first_of(" />")));
}

// Whether the attributes of a tag are NAME="VALUE", parted by single blanks, each name once.
bool has_good_attributes(std::string_view tag) {
  std::vector<std::string> names;
  std::size_t at = tag.find(' ');
  while (at != std::string_view::npos && at < tag.size() && tag[at] == ' ') {
    const std::size_t equals = tag.find("=\"", at);
    if (equals == std::string_view::npos) return false;
    const std::string name(tag.substr(at + 1, equals - at - 1));
    if (name.empty() || std::count(names.begin(), names.end(), name) > 0) return false;
    if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos) return false;
    names.push_back(name);
    const std::size_t close = tag.find('"', equals + 2);
    if (close == std::string_view::npos) return false;
    at = close + 1;
  }
  return at == std::string_view::npos || at == tag.size();
}

// Whether every "&" begins one of the entities that XML knows by itself.
bool has_good_entities(std::string_view text) {
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    const std::string_view rest = text.substr(at);
    const auto is = [&](std::string_view entity) { return rest.starts_with(entity); };
    if (!is("&amp;") && !is("&lt;") && !is("&gt;") && !is("&quot;") && !is("&apos;") &&
        !is("&#10;")) {
      return false;
    }
  }
  return true;
}

// Says what is not well-formed about a document of elements and attributes; "" if all is well.
std::string xml_complaint(std::string_view xml) {
  constexpr std::string_view kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  if (!xml.starts_with(kDeclaration)) return "no declaration";
  xml.remove_prefix(kDeclaration.size());
  if (utf8_valid_until(xml) != xml.size()) return "not UTF-8";
  for (const char character : xml) {
    if (static_cast<unsigned char>(character) < 0x20 && character != '\n') return "control";
  }
  if (!has_good_entities(xml)) return "entity";
  std::vector<std::string> open;
  bool closed_root = false;
  while (!xml.empty()) {
    const std::size_t begin = xml.find('<');
    if (begin == std::string_view::npos) break;
    if (closed_root) return "more than one root";
    const std::size_t end = xml.find('>', begin);
    if (end == std::string_view::npos) return "tag without end";
    const std::string_view tag = xml.substr(begin + 1, end - begin - 1);
    if (tag.starts_with('/')) {
      if (open.empty() || open.back() != tag.substr(1)) return "wrong end tag";
      open.pop_back();
      closed_root = open.empty();
    } else {
      if (!has_good_attributes(tag)) return "attributes of " + std::string(tag);
      open.push_back(tag_name(tag));
    }
    xml.remove_prefix(end + 1);
  }
  return open.empty() ? "" : "element without end";
}

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("JUnit has one test case for each scenario, and failures with token and details") {
  const std::string xml = render_junit(SampleCampaign().report());
  CHECK(xml_complaint(xml) == "");
  CHECK(occurrences(xml, "<testcase ") == 6);  // 5 scenarios and a red line
  CHECK(occurrences(xml, "<failure ") == 3);
  CHECK(occurrences(xml, "<error ") == 1);
  CHECK(occurrences(xml, "<system-out>") == 2);
  CHECK(
      xml.find("<testsuite name=\"activity_platform\" tests=\"5\" failures=\"2\" errors=\"1\">") !=
      std::string::npos);
  CHECK(xml.find("Reproduction: ./hindcast replay hc1.mcp-killed.") != std::string::npos);
  CHECK(xml.find("type=\"Hang\"") != std::string::npos);
}

TEST_CASE("JUnit stays well-formed whatever the callers' errors and names hold") {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  const std::vector<std::string> hostile = {
      every_byte,      "]]></failure></testcase>", "<!-- -- -->",        "&#0;&bogus;",
      "\" onload=\"x", "\xEF\xBF\xBE\xEF\xBF\xBF", std::string(3, '\0'), "\xF4\x90\x80\x80"};
  for (const std::string& text : hostile) {
    SampleCampaign sample(2);
    for (Run& run : sample.campaign.scenarios[0].runs) {
      run.observation.errors = {{text, 1}};
      run.observation.cause = text;
    }
    ReportInput input = sample.input();
    input.system = text;
    input.red_lines[0].kind = text;
    CHECK(xml_complaint(render_junit(chaos_report(input))) == "");
  }
}

TEST_CASE("text for XML keeps what XML can hold and shows the rest") {
  CHECK(xml_text("a < b & \"c\" '\xC3\xA9'") ==
        "a &lt; b &amp; &quot;c&quot; &apos;\xC3\xA9&apos;");
  CHECK(xml_text(std::string_view("\0\x1b\x7f\xff", 4)) == "\\x00\\x1b\\x7f\\xff");
  CHECK(xml_text("one\ntwo") == "one&#10;two");
}

TEST_CASE("tokens that ran again are a suite of their own, counted with the others") {
  const ChaosReport report = SampleCampaign().report();
  const std::vector<JunitCase> cases = {{.name = "found.tokens:1 <one>"},
                                        {.name = "found.tokens:2 two",
                                         .failed = true,
                                         .message = "broke again: hc1.x",
                                         .details = "replay"}};
  const std::string xml = render_junit(report, cases);
  CHECK(xml_complaint(xml) == "");
  CHECK(xml.find("regression tokens\" tests=\"2\" failures=\"1\" errors=\"0\"") !=
        std::string::npos);
  CHECK(xml.find("<failure message=\"broke again: hc1.x\"") != std::string::npos);
  CHECK(render_junit(report, {}) == render_junit(report));
}
