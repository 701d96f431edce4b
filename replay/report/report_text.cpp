#include "hindcast/replay/report/report_text.hpp"

#include <fmt/format.h>

#include <array>

#include "hindcast/replay/report/breaker_words.hpp"
#include "hindcast/replay/report/report_words.hpp"
#include "hindcast/replay/report/shrunk.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr std::size_t kTitleBar = 39;
constexpr std::size_t kSectionBar = 24;

std::string bar(std::string_view piece, std::size_t length) {
  std::string text;
  for (std::size_t at = 0; at < length; ++at) text += piece;
  return text;
}

// Writes the parts of a report, one after the other, into a layout.
class Page {
 public:
  Page(const ChaosReport& report, const TextStyle& style) : report_(report), layout_(style) {}

  std::string write() {
    head();
    broke();
    degraded();
    handled();
    breakers();
    vulnerabilities();
    score();
    recommendations();
    return layout_.text();
  }

 private:
  void section(std::string_view heading, bool empty) {
    layout_.blank();
    layout_.line(heading, Ink::bold);
    layout_.line(bar(layout_.symbol("─", "-"), kSectionBar));
    if (empty) layout_.line("none");
  }

  void field(std::string_view name, std::string_view text) {
    layout_.paragraph(fmt::format("   {}: ", name), text, 6);
  }

  void head() {
    layout_.line(fmt::format("{} CHAOS TEST RESULTS", layout_.symbol("💥", "***")), Ink::bold);
    layout_.line(bar(layout_.symbol("═", "="), kTitleBar));
    layout_.blank();
    std::string system = report_.system;
    if (!report_.summary.empty()) system += fmt::format(" ({})", report_.summary);
    layout_.paragraph("System Under Test: ", system, 3);
    layout_.paragraph("Chaos Duration: ", duration_words(report_), 3);
    layout_.paragraph("Tests Executed: ", tests_words(report_), 3);
    if (report_.interrupted) {
      layout_.paragraph("", "Interrupted: what follows is what is known so far, inconclusive", 3,
                        Ink::yellow);
    }
    calm_day();
    unjudged();
    const CatalogueContext& catalogue = report_.catalogue;
    if (catalogue.is_foreign()) {
      layout_.paragraph("Not applicable: ",
                        fmt::format("the {} catalogue rows, which are about an MCP server, its "
                                    "cache, queue and database",
                                    catalogue.rows),
                        3);
      return;
    }
    if (!catalogue.missing.empty()) {
      layout_.paragraph(
          "Not in this campaign: ", fmt::format("{} catalogue rows", catalogue.missing.size()), 3);
    }
    for (const std::string& row : catalogue.not_applicable) {
      layout_.paragraph("Not applicable: ", row, 3);
    }
  }

  void calm_day() {
    if (report_.calm_day.holds() || report_.calm_day.met.trials == 0) return;
    layout_.paragraph(
        "",
        fmt::format("The calm day misses the objectives ({} answered well, p99 {}), so no row "
                    "earns credit:",
                    to_text(report_.objective.availability), human(report_.objective.latency_p99)),
        3, Ink::red);
    layout_.line("   " + report_.calm_day.missed.command);
  }

  void unjudged() {
    for (const ReportItem& item : report_.not_judged) {
      for (const std::string& doubt : doubts(item)) {
        layout_.paragraph("Not judged: ", fmt::format("{} ({})", item.info.title, doubt), 3,
                          Ink::yellow);
      }
    }
  }

  std::string title(const ReportItem& item) const {
    return fmt::format("{} (level {}), {}", item.info.title, item.info.level,
                       frequency_words(item));
  }

  void doubt_lines(const ReportItem& item) {
    for (const std::string& doubt : doubts(item)) field("Doubt", doubt);
  }

  void broke() {
    section("SYSTEM BROKE UNDER:", report_.broke.empty());
    std::size_t number = 0;
    for (const ReportItem& item : report_.broke) {
      if (number > 0) layout_.blank();
      layout_.paragraph(fmt::format("{}. ", ++number), title(item), 3, Ink::red);
      layout_.line("   Reproduction: " + item.witness.command);
      shrunk(item);
      if (!item.struck.empty()) field("Struck", struck_words(item));
      modes(item);
      field("MTTR", recovery_time_words(item));
      field("Detected", detection_words(item));
      field("Customer Impact", impact_words(item));
      field("Error Message", error_words(item));
      field("Recovery", recovery_words(item));
      doubt_lines(item);
    }
  }

  void shrunk(const ReportItem& item) {
    if (!item.shrunk || !item.shrunk->is_smaller()) return;
    field("Shrunk", fmt::format("{}  {}", shrunk_words(*item.shrunk), item.shrunk->witness.token));
  }

  void modes(const ReportItem& item) {
    const ModeShare& first = item.modes.front();
    std::string text = mode_words(first);
    if (item.modes.size() > 1) text += fmt::format(" ({})", runs_text(first.share));
    field("Failure Mode", text);
    for (std::size_t index = 1; index < item.modes.size(); ++index) {
      const ModeShare& mode = item.modes[index];
      field("And in others",
            fmt::format("{} ({}) {}", mode_words(mode), runs_text(mode.share), mode.witness.token));
    }
  }

  void degraded() {
    section("SURVIVED BUT DEGRADED:", report_.degraded.empty());
    for (const ReportItem& item : report_.degraded) {
      bullet(layout_.symbol("• ", "* "), title(item) + ": " + degraded_words(item), item);
    }
  }

  void handled() {
    section("HANDLED GRACEFULLY:", report_.handled.empty());
    for (const ReportItem& item : report_.handled) {
      bullet(layout_.symbol("✓ ", "+ "), title(item) + ": " + handled_words(item), item);
    }
  }

  void bullet(std::string_view mark, const std::string& text, const ReportItem& item) {
    layout_.paragraph(mark, text + "  " + item.witness.token, 2,
                      item.grade == Grade::graceful ? Ink::green : Ink::yellow);
    doubt_lines(item);
  }

  void breakers() {
    section("CIRCUIT BREAKERS:", false);
    if (report_.interrupted && report_.breakers.breakers.empty()) {
      layout_.line("not tried: the campaign was interrupted");
      return;
    }
    write_breakers(report_.breakers, layout_);
  }

  void vulnerabilities() {
    section("CRITICAL VULNERABILITIES:", report_.red_lines.empty());
    for (const RedLine& line : report_.red_lines) {
      layout_.paragraph(fmt::format("{} {}: ", layout_.symbol("🔴", "[!]"), line.kind),
                        fmt::format("{}  {}", red_line_words(line), line.witness.token), 3,
                        Ink::red);
    }
  }

  void score() {
    const Score& score = report_.score;
    if (!score.given) {
      section("PRODUCTION READINESS SCORE: none", false);
      layout_.line(report_.no_score_reason);
      return;
    }
    section(fmt::format("PRODUCTION READINESS SCORE: {}%", score.value), false);
    static constexpr std::array<std::string_view, 3> kMarks = {"❌ ", "⚠️ ", "✅ "};
    static constexpr std::array<std::string_view, 3> kAsciiMarks = {"[x] ", "[!] ", "[ok] "};
    static constexpr std::array kInks = {Ink::red, Ink::yellow, Ink::green};
    const auto grade = static_cast<std::size_t>(score.readiness);
    layout_.paragraph(layout_.symbol(kMarks.at(grade), kAsciiMarks.at(grade)),
                      readiness_words(score), 3, kInks.at(grade));
    for (const std::string& line : decomposition_words(score)) layout_.paragraph("   ", line, 6);
  }

  void recommendations() {
    section("RECOMMENDATIONS:", report_.recommendations.empty());
    std::size_t number = 0;
    for (const TriedChange& change : report_.recommendations) {
      layout_.paragraph(fmt::format("{}. ", ++number), change_words(change), 3);
    }
  }

  const ChaosReport& report_;
  TextLayout layout_;
};

}  // namespace

std::string render_report(const ChaosReport& report, const TextStyle& style) {
  return Page(report, style).write();
}

}  // namespace hindcast
