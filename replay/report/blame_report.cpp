#include "hindcast/replay/report/blame_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/replay/story_text.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr std::size_t kBarWidth = 30;
constexpr std::size_t kToldMax = 4;

std::string line_of(const BlamePoint& point, const TextLayout& layout) {
  const std::size_t filled = point.fails.hits * kBarWidth / point.fails.trials;
  std::string bar;
  for (std::size_t cell = 0; cell < kBarWidth; ++cell) {
    bar += cell < filled ? layout.symbol("█", "#") : layout.symbol("·", ".");
  }
  return fmt::format("  {:>13}  {}  {}", clock_text(point.at), bar, point.fails.text());
}

void add_told(const BlameJump& jump, TextLayout& layout) {
  const std::size_t shown = std::min(kToldMax, jump.told.size());
  for (std::size_t index = 0; index < shown; ++index) {
    const StoryLine& line = jump.told[index];
    layout.paragraph("    ", fmt::format("{} {}: {}", clock_text(line.at), line.where, line.what),
                     6, Ink::faint);
  }
  if (shown < jump.told.size()) {
    layout.line(fmt::format("    and {} more", jump.told.size() - shown));
  }
}

constexpr const char* kNothingJudged = "Interrupted before a moment was judged.";

void add_critical(const Blame& blame, TextLayout& layout) {
  if (blame.points.empty()) return layout.line(kNothingJudged);
  const BlamePoint& first = blame.points.front();
  if (first.fails.hits == first.fails.trials) {
    layout.paragraph("",
                     fmt::format("Critical transition: none. It failed in all {} futures from the "
                                 "very start: the design and the story decided it, not chance.",
                                 first.fails.trials),
                     2);
  } else if (!blame.critical) {
    layout.paragraph("",
                     "Critical transition: none was found. Even the last moment had futures that "
                     "did not fail.",
                     2);
  } else {
    const BlameJump& critical = *blame.critical;
    layout.paragraph("",
                     fmt::format("Critical transition: at {} a good outcome was still possible ({} "
                                 "fail); from {} on none was seen ({} fail).",
                                 clock_text(critical.before.at), critical.before.fails.text(),
                                 clock_text(critical.after.at), critical.after.fails.text()),
                     2);
    add_told(critical, layout);
  }
}

}  // namespace

std::string critical_text(const Blame& blame, const TextStyle& style) {
  TextLayout layout(style);
  add_critical(blame, layout);
  return layout.text();
}

std::string render_blame(const Blame& blame, const TextStyle& style) {
  TextLayout layout(style);
  if (blame.points.empty()) {
    layout.line(kNothingJudged);
    return layout.text();
  }
  layout.line(
      fmt::format("Of {} other futures from each of {} moments ({} runs) so many fail alike:",
                  blame.points.front().fails.trials, blame.points.size(), human(blame.futures)));
  for (const BlamePoint& point : blame.points) layout.line(line_of(point, layout));
  layout.blank();
  add_critical(blame, layout);
  if (!blame.jumps.empty()) layout.line("Jumps beyond chance (95 % intervals apart):");
  for (const BlameJump& jump : blame.jumps) {
    layout.line(fmt::format("  {} {} {}: {} {} {}", clock_text(jump.before.at),
                            layout.symbol("–", "-"), clock_text(jump.after.at),
                            jump.before.fails.text(), layout.symbol("→", "->"),
                            jump.after.fails.text()));
    add_told(jump, layout);
  }
  return layout.text();
}

}  // namespace hindcast
