#include "hindcast/replay/report/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "hindcast/replay/report/report_words.hpp"

namespace hindcast {
namespace {

// Returns "data_loss" for "Data Loss".
std::string identifier(std::string_view words) {
  std::string text;
  for (const char character : words) {
    const bool upper = character >= 'A' && character <= 'Z';
    text += character == ' ' ? '_' : upper ? static_cast<char>(character - 'A' + 'a') : character;
  }
  return text;
}

// Returns `text` without its numbers, which differ from seed to seed.
std::string without_numbers(std::string_view text) {
  std::string kept;
  for (const char character : text) {
    if ((character < '0' || character > '9') && character != '.' && character != ',') {
      kept += character;
    }
  }
  return kept;
}

std::string red_line_id(const RedLine& line) {
  return fmt::format("red_line/{}/{}", identifier(line.kind), without_numbers(line.text));
}

}  // namespace

std::vector<Finding> findings_of(const ChaosReport& report) {
  std::vector<Finding> findings;
  for (const ReportItem& item : report.broke) {
    for (const ModeShare& mode : item.modes) {
      findings.push_back(
          {fmt::format("{}/broke/{}", item.info.name, identifier(name_of(mode.mode))),
           fmt::format("{} (level {}) broke: {} ({})", item.info.title, item.info.level,
                       mode_words(mode), runs_text({mode.share.hits, item.runs})),
           mode.witness,
           item.shrunk && &mode == &item.modes.front() ? item.shrunk->witness.token : ""});
    }
  }
  for (const ReportItem& item : report.degraded) {
    findings.push_back({item.info.name + "/degraded",
                        fmt::format("{} (level {}) degraded: {}", item.info.title, item.info.level,
                                    degraded_words(item)),
                        item.witness,
                        {}});
  }
  for (const RedLine& line : report.red_lines) {
    findings.push_back({red_line_id(line),
                        fmt::format("{}: {}", line.kind, red_line_words(line)),
                        line.witness,
                        {}});
  }
  return findings;
}

std::vector<Finding> new_findings(const ChaosReport& report,
                                  const std::vector<std::string>& known) {
  const std::set<std::string> ids(known.begin(), known.end());
  std::set<std::string> broken_before;
  for (const std::string& id : ids) {
    const std::size_t end = id.find("/broke/");
    if (end != std::string::npos) broken_before.insert(id.substr(0, end) + "/degraded");
  }
  std::vector<Finding> fresh = findings_of(report);
  std::erase_if(fresh, [&](const Finding& finding) {
    return ids.count(finding.id) > 0 || broken_before.count(finding.id) > 0;
  });
  return fresh;
}

}  // namespace hindcast
