#include "hindcast/replay/report/junit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/replay/report/report_words.hpp"
#include "hindcast/replay/report/shrunk.hpp"
#include "hindcast/sim/utf8.hpp"

namespace hindcast {
namespace {

std::string details(const ReportItem& item) {
  std::string text;
  const auto add = [&](std::string_view name, const std::string& words) {
    text += fmt::format("{}: {}\n", name, words);
  };
  add("Reproduction", item.witness.command);
  if (item.shrunk && item.shrunk->is_smaller()) {
    add("Shrunk", fmt::format("{} ({})", item.shrunk->witness.command, shrunk_words(*item.shrunk)));
  }
  for (const ModeShare& mode : item.modes) {
    add("Failure Mode",
        fmt::format("{} ({}) {}", mode_words(mode), runs_text(mode.share), mode.witness.token));
  }
  add("MTTR", recovery_time_words(item));
  add("Detected", detection_words(item));
  add("Customer Impact", impact_words(item));
  add("Error Message", error_words(item));
  add("Recovery", recovery_words(item));
  for (const std::string& doubt : doubts(item)) add("Doubt", doubt);
  return text;
}

std::string case_head(const std::string& name, const std::string& suite) {
  return fmt::format("    <testcase name=\"{}\" classname=\"{}\"", xml_text(name), xml_text(suite));
}

std::string element(std::string_view name, const std::string& message, const std::string& type,
                    const std::string& body) {
  return fmt::format("      <{0} message=\"{1}\" type=\"{2}\">{3}</{0}>\n", name, xml_text(message),
                     xml_text(type), xml_text(body));
}

std::string case_of(const ReportItem& item, const std::string& suite) {
  const std::string head = case_head(item.info.name, suite);
  if (item.runs == 0 || (item.grade == Grade::graceful && !doubts(item).empty())) {
    std::string reasons;
    for (const std::string& doubt : doubts(item)) reasons += doubt + "\n";
    return head + ">\n" +
           element("error", item.info.title + ": not judged", "inconclusive", reasons) +
           "    </testcase>\n";
  }
  if (item.grade == Grade::broke) {
    const std::string message =
        fmt::format("{} (level {}), {}: {}", item.info.title, item.info.level,
                    frequency_words(item), item.witness.token);
    return head + ">\n" +
           element("failure", message, name_of(item.modes.front().mode), details(item)) +
           "    </testcase>\n";
  }
  const std::string words =
      item.grade == Grade::degraded ? degraded_words(item) : handled_words(item);
  return fmt::format("{}>\n      <system-out>{}</system-out>\n    </testcase>\n", head,
                     xml_text(fmt::format("{}, {}: {}\n{}\n", name_of(item.grade),
                                          frequency_words(item), words, item.witness.command)));
}

std::string suite_of(const std::string& name, std::size_t tests, std::size_t failures,
                     std::size_t errors) {
  return fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n",
                     xml_text(name), tests, failures, errors);
}

std::size_t failed_of(const std::vector<JunitCase>& cases) {
  return static_cast<std::size_t>(
      std::count_if(cases.begin(), cases.end(), [](const JunitCase& one) { return one.failed; }));
}

std::string regression_suite(const std::string& system, const std::vector<JunitCase>& cases) {
  if (cases.empty()) return "";
  const std::string suite = system + ": regression tokens";
  std::string xml = suite_of(suite, cases.size(), failed_of(cases), 0);
  for (const JunitCase& one : cases) {
    xml += case_head(one.name, suite) + ">\n";
    if (one.failed) xml += element("failure", one.message, "regression", one.details);
    xml += "    </testcase>\n";
  }
  return xml + "  </testsuite>\n";
}

bool is_xml_control(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 || byte == 0x7f;
}

bool is_noncharacter(std::string_view character) {
  return character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
}

std::string_view markup(char character) {
  switch (character) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&apos;";
    case '\n':
      return "&#10;";
    default:
      return "";
  }
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string safe;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    const std::string_view character = text.substr(at, length == 0 ? 1 : length);
    at += character.size();
    if (const std::string_view escape = markup(character[0]); !escape.empty()) {
      safe += escape;
    } else if (length == 0 || is_xml_control(character[0]) || is_noncharacter(character)) {
      for (const char byte : character) {
        safe += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
      }
    } else {
      safe += character;
    }
  }
  return safe;
}

std::string render_junit(const ChaosReport& report, const std::vector<JunitCase>& regressions) {
  const std::string red_lines = report.system + ": critical vulnerabilities";
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  xml += fmt::format("<testsuites name=\"hindcast\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n",
                     report.scenarios() + report.red_lines.size() + regressions.size(),
                     report.broke.size() + report.red_lines.size() + failed_of(regressions),
                     report.not_judged.size());
  xml += regression_suite(report.system, regressions);
  xml += suite_of(report.system, report.scenarios(), report.broke.size(), report.not_judged.size());
  for (const auto* items : {&report.broke, &report.degraded, &report.handled, &report.not_judged}) {
    for (const ReportItem& item : *items) xml += case_of(item, report.system);
  }
  xml += "  </testsuite>\n";
  xml += suite_of(red_lines, report.red_lines.size(), report.red_lines.size(), 0);
  for (const RedLine& line : report.red_lines) {
    xml += case_head(line.kind + ": " + line.text, red_lines) + ">\n";
    xml += element("failure", red_line_words(line) + ": " + line.witness.token, line.kind,
                   line.witness.command);
    xml += "    </testcase>\n";
  }
  return xml + "  </testsuite>\n</testsuites>\n";
}

}  // namespace hindcast
