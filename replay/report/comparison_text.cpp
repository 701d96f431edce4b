// The comparison as a person reads it.
#include <fmt/format.h>

#include "hindcast/replay/report/comparison.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

// Rows with a mark for better and worse; of those that are the same in all pairs only the name.
class Table {
 public:
  explicit Table(TextLayout& layout) : layout_(layout) {}

  void add(const PairedRow& row, Shown shown) {
    const bool better = shown == Shown::better;
    const bool worse = shown == Shown::worse;
    const std::string_view mark = better  ? layout_.symbol("✓", "+")
                                  : worse ? layout_.symbol("✗", "-")
                                          : " ";
    layout_.line(fmt::format("{} {}", mark, row_text(row, 2).substr(2)), better  ? Ink::green
                                                                         : worse ? Ink::red
                                                                                 : Ink::plain);
  }
  void pass(const std::string& name) { same_ += (same_.empty() ? "" : ", ") + name; }
  void end() {
    if (!same_.empty()) layout_.paragraph("  The same in every pair: ", same_, 4, Ink::faint);
  }

 private:
  TextLayout& layout_;
  std::string same_;
};

// The median, and for times that vary over the runs also the 95th percentile.
void add_quantity(const ComparedQuantity& quantity, Table& table) {
  const QuantityPair& pair = quantity.pair;
  const bool timed = quantity.unit == PairUnit::duration;
  const bool varies = pair.before_p95 != pair.before_p50 || pair.after_p95 != pair.after_p50;
  const bool tells_more = timed && varies;
  table.add(median_row(quantity.name + (tells_more ? ", p50" : ""), pair, quantity.unit),
            finding_of(quantity));
  if (!tells_more) return;
  table.add(p95_row(std::string(quantity.name.size(), ' ') + "  p95", pair, quantity.unit),
            Shown::unclear);
}

void write_scenario(const ComparedScenario& scenario, TextLayout& layout) {
  layout.blank();
  layout.line(fmt::format("{} (level {}), {} pairs", scenario.info.title, scenario.info.level,
                          human(scenario.pairs)),
              Ink::bold);
  if (scenario.inconclusive > 0) {
    layout.line(fmt::format("  {} more pairs were inconclusive", human(scenario.inconclusive)),
                Ink::yellow);
  }
  Table table(layout);
  for (const ComparedRate& rate : scenario.rates) {
    if (finding_of(rate) == Shown::same) {
      table.pass(rate.name);
    } else {
      table.add(rate_row(rate.name, rate.pair), finding_of(rate));
    }
  }
  for (const ComparedQuantity& quantity : scenario.quantities) {
    if (finding_of(quantity) == Shown::same) {
      table.pass(quantity.name);
    } else {
      add_quantity(quantity, table);
    }
  }
  table.end();
}

void write_score(const Comparison& comparison, TextLayout& layout) {
  const ComparedScore& score = comparison.score;
  if (!score.given) {
    layout.line("  No score: " + score.why_none);
    return;
  }
  const auto with_sign = [](std::int64_t value) {
    return value == 0 ? std::string("0") : fmt::format("{:+}", value);
  };
  layout.line(row_text(
      {"readiness score", fmt::format("{}%", score.before), fmt::format("{}%", score.after),
       fmt::format("{} [{}, {}]", with_sign(score.after - score.before), with_sign(score.low),
                   with_sign(score.high))},
      2));
}

std::string system_words(const ComparedSystem& system) {
  std::string text = system.argument;
  if (system.name != system.argument) text += fmt::format(" ({})", system.name);
  if (!system.summary.empty()) text += ": " + system.summary;
  return text;
}

std::string counts_words(const Comparison& comparison) {
  const ComparisonCounts counts = counts_of(comparison);
  const std::uint64_t all =
      counts.better + counts.worse + counts.other + counts.unclear + counts.same;
  if (counts.same == all)
    return fmt::format("no difference in any pair of any of {} measures", all);
  return fmt::format(
      "of {} measures B is better in {} and worse in {}; {} differ and are neither, {} differ "
      "within what chance explains, {} are the same in every pair",
      all, counts.better, counts.worse, counts.other, counts.unclear, counts.same);
}

}  // namespace

std::string render_comparison(const Comparison& comparison, const TextStyle& style) {
  TextLayout layout(style);
  layout.line("COMPARISON", Ink::bold);
  layout.paragraph("A: ", system_words(comparison.before), 3);
  layout.paragraph("B: ", system_words(comparison.after), 3);
  layout.paragraph(
      "",
      fmt::format("{} scenario{} on the same {} seeds ({} to {}): {}", comparison.scenarios.size(),
                  comparison.scenarios.size() == 1 ? "" : "s, each", human(comparison.seeds),
                  comparison.first_seed, comparison.first_seed + comparison.seeds - 1,
                  counts_words(comparison)),
      0);
  if (comparison.interrupted) {
    layout.line("Interrupted: only the pairs that both finished are compared", Ink::yellow);
  }
  for (const std::string& why : comparison.left_out) layout.paragraph("Left out: ", why, 3);
  layout.blank();
  layout.line(row_text({"", "A", "B", "B - A [95 % interval]"}, 2), Ink::faint);
  write_score(comparison, layout);
  layout.line(row_text(rate_row("calm day meets the objective", comparison.calm_day), 2));
  for (const ComparedScenario& scenario : comparison.scenarios) write_scenario(scenario, layout);
  layout.blank();
  layout.paragraph(
      "",
      fmt::format("Quantities are medians over the runs, differences medians of the differences "
                  "seed by seed with the interval of the sign test; p95 and score with the "
                  "interval of 1,000 resamples; rates with Agresti and Min's. What is "
                  "better for the callers is marked {}, what is worse {}, where the interval of "
                  "the rate or the median leaves zero out.",
                  layout.symbol("✓", "+"), layout.symbol("✗", "-")),
      0, Ink::faint);
  return layout.text();
}

}  // namespace hindcast
