#include "hindcast/replay/report/breaker_words.hpp"

#include <fmt/format.h>

#include "hindcast/replay/report/paired_words.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

std::vector<PairedRow> rows_of(const BreakerItem& item) {
  std::vector<PairedRow> rows;
  if (item.dead_calls.n > 0) {
    rows.push_back(median_row("failed calls after the trip", item.dead_calls, PairUnit::count));
  }
  rows.push_back(median_row("healthy calls rejected", item.healthy_rejected, PairUnit::count));
  rows.push_back(median_row("answered well during the fault", item.goodput, PairUnit::ppm));
  rows.push_back(rate_row("runs not back by themselves", item.not_back));
  rows.push_back(median_row("recovery p50", item.recovery, PairUnit::duration));
  rows.push_back(p95_row("recovery p95", item.recovery, PairUnit::duration));
  return rows;
}

void write_item(const BreakerItem& item, TextLayout& layout) {
  layout.paragraph(fmt::format("  {}: ", item.scenario.title), opening_words(item), 4);
  for (const PairedRow& row : rows_of(item)) layout.line(row_text(row, 4));
}

}  // namespace

std::string opening_words(const BreakerItem& item) {
  std::string text = "opened in " + runs_text(item.opened);
  if (item.opened.hits > 0) {
    text += fmt::format(", {} after the fault began (p95 {})", human(item.time_to_open.p50),
                        human(item.time_to_open.p95));
  }
  if (item.stuck.hits > 0) {
    text += fmt::format("; never closed again in {} runs", human(item.stuck.hits));
  }
  return text;
}

void write_breakers(const BreakerBlock& block, TextLayout& layout) {
  if (block.breakers.empty()) {
    layout.line("none: no connection has one");
    return;
  }
  layout.paragraph(
      "",
      fmt::format("Each scenario with and without each breaker on the same {} seeds: medians over "
                  "the runs, and of the differences seed by seed, with 95 % intervals. Failed "
                  "calls are those sent after the trip and before the end of the fault; healthy "
                  "ones were rejected while all that they need was up and reachable.",
                  human(block.seeds)),
      0);
  for (const BreakerSummary& breaker : block.breakers) {
    layout.paragraph(
        "", fmt::format("{} ({}), without: {}", breaker.connection, breaker.kind, breaker.removal),
        4, Ink::bold);
    layout.line(row_text({"", "without", "with", "difference"}, 4), Ink::faint);
    std::string idle;
    for (const BreakerItem& item : breaker.items) {
      if (item.idle) {
        idle += (idle.empty() ? "" : ", ") + item.scenario.title;
      } else {
        write_item(item, layout);
      }
    }
    if (!idle.empty()) layout.paragraph("  Had nothing to do in: ", idle, 4);
  }
}

}  // namespace hindcast
