// Tables of laws as a person reads them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "hindcast/replay/report/law_table.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

// Four significant digits, as statisticians print them: ".6687", "14.98", "2,966,313".
std::string number_text(double value) {
  if (value == 0) return "0";
  const double size = std::abs(value);
  if (size >= 10'000) return (value < 0 ? "-" : "") + human(static_cast<std::uint64_t>(size + 0.5));
  if (size < 1e-3) return fmt::format("{:.3e}", value);
  const int digits = std::max(0, 3 - static_cast<int>(std::floor(std::log10(size))));
  std::string text = fmt::format("{:.{}f}", value, digits);
  if (text.find('.') != text.npos) {
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  const std::size_t point = value < 0 ? 1 : 0;
  if (text.compare(point, 2, "0.") == 0) text.erase(point, 1);
  return text;
}

struct Cells {
  std::string point;
  std::string quantity;
  std::string law;
  std::string simulated;
  std::string verdict;
};

std::string simulated_text(const LawRow& row) {
  if (row.share) return row.share->text();
  std::string text = number_text(row.value);
  if (row.interval) {
    text +=
        fmt::format(" [{}, {}]", number_text(row.interval->low), number_text(row.interval->high));
  }
  return text + (row.n == 0 ? "" : fmt::format(" n={}", human(row.n)));
}

Cells cells_of(const LawRow& row) {
  std::string law = row.law ? number_text(*row.law) : "";
  if (row.law && row.law_n > 0) law += fmt::format(" (n={})", human(row.law_n));
  std::string verdict = name_of(row.agreement);
  if (row.chance)
    verdict += fmt::format(", p {}", number_text(std::floor(*row.chance * 1e3) / 1e3));
  return {row.point, row.quantity, law, simulated_text(row), verdict};
}

Ink ink_of(Agreement agreement) {
  switch (agreement) {
    case Agreement::unjudged:
      return Ink::plain;
    case Agreement::agrees:
      return Ink::green;
    case Agreement::too_wide:
      return Ink::yellow;
    case Agreement::differs:
      return Ink::red;
  }
  return Ink::plain;
}

void write_rows(const std::vector<LawRow>& rows, TextLayout& layout) {
  std::vector<Cells> cells{{"", "", "law", "simulated", ""}};
  for (const LawRow& row : rows) cells.push_back(cells_of(row));
  const auto width = [&cells](std::string Cells::*column) {
    std::size_t widest = 0;
    for (const Cells& row : cells) widest = std::max(widest, (row.*column).size());
    return widest;
  };
  const std::size_t points = width(&Cells::point);
  const std::size_t quantities = width(&Cells::quantity);
  const std::size_t laws = width(&Cells::law);
  const std::size_t values = width(&Cells::simulated);
  for (std::size_t nth = 0; nth < cells.size(); ++nth) {
    const Cells& row = cells[nth];
    std::string line =
        fmt::format("  {:<{}}  {:<{}}  {:<{}}  {:<{}}  {}", row.point, points, row.quantity,
                    quantities, row.law, laws, row.simulated, values, row.verdict);
    line.erase(line.find_last_not_of(' ') + 1);
    layout.line(line, nth == 0 ? Ink::faint : ink_of(rows[nth - 1].agreement));
  }
}

void write_counts(const LawTable& table, TextLayout& layout) {
  const std::size_t judged = table.rows.size() - table.count(Agreement::unjudged);
  std::string text = fmt::format("{} of {} rows agree", table.count(Agreement::agrees), judged);
  if (table.count(Agreement::differs) > 0) {
    text += fmt::format(", {} DIFFER", table.count(Agreement::differs));
  }
  if (table.count(Agreement::too_wide) > 0) {
    text +=
        fmt::format(", {} have an interval too wide to judge", table.count(Agreement::too_wide));
  }
  if (table.interrupted) text += "; interrupted: rows are missing";
  layout.paragraph("  ", fmt::format("{}; digest of all runs {:016x}.", text, table.digest), 2,
                   Ink::bold);
}

}  // namespace

std::string render_laws(const std::vector<LawTable>& tables, const TextStyle& style) {
  TextLayout layout(style);
  for (const LawTable& table : tables) {
    if (&table != &tables.front()) layout.blank();
    layout.line(fmt::format("{}: {}", table.name, table.title), Ink::bold);
    layout.paragraph("  ", table.statement, 2);
    write_rows(table.rows, layout);
    for (const std::string& note : table.notes) layout.paragraph("  ", note, 2, Ink::faint);
    layout.paragraph("  ", table.judged, 2, Ink::faint);
    write_counts(table, layout);
  }
  return layout.text();
}

}  // namespace hindcast
