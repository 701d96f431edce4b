#include "hindcast/replay/story_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "hindcast/replay/report/report_item.hpp"
#include "hindcast/replay/report/text_layout.hpp"
#include "hindcast/sim/check.hpp"
#include "hindcast/sim/units.hpp"
#include "hindcast/sim/utf8.hpp"

namespace hindcast {
namespace {

constexpr std::size_t kLinesMin = 12;
constexpr std::size_t kDetailLinesMax = 5;  // of the verdict's evidence
constexpr std::size_t kPlaceWidthMax = 16;

// A line of the story with its repeats.
struct Entry {
  const StoryLine* line = nullptr;
  std::uint64_t repeats = 0;  // beyond the first
  Instant last;
  bool novel = false;  // nothing like it was told before
  bool kept = false;
  std::size_t height = 0;  // in printed lines
};

bool is_turning_point(const StoryLine& line) { return line.weight >= Weight::turning_point; }

// What a line says without its numbers, and where.
std::string shape_of(const StoryLine& line) {
  std::string shape = line.where + '\n';
  bool in_number = false;
  for (const char character : line.what) {
    const bool digit = character >= '0' && character <= '9';
    if (!digit) shape += character;
    if (digit && !in_number) shape += '#';
    in_number = digit;
  }
  return shape;
}

// Merges repeats between turning points into the first of them.
std::vector<Entry> merge(const std::vector<const StoryLine*>& lines) {
  std::vector<Entry> entries;
  std::map<std::string, std::size_t> of_phase;
  std::set<std::string> told;
  for (const StoryLine* line : lines) {
    std::string shape = shape_of(*line);
    if (is_turning_point(*line)) {
      of_phase.clear();
    } else if (const auto known = of_phase.find(shape); known != of_phase.end()) {
      Entry& entry = entries[known->second];
      ++entry.repeats;
      entry.last = line->at;
      continue;
    } else {
      of_phase[shape] = entries.size();
    }
    entries.push_back({line, 0, line->at, told.insert(std::move(shape)).second});
  }
  return entries;
}

class StoryPage {
 public:
  StoryPage(const Run& run, const StoryLimits& limits)
      : run_(run), limits_(limits), style_{limits.width, limits.ascii, false} {}

  std::string write() {
    collect();
    const std::string verdict = verdict_text();
    HINDCAST_CHECK(height_of(verdict) + 2 <= limits_.lines_max);
    choose(limits_.lines_max - height_of(verdict) - 1);
    std::string text;
    std::uint64_t left_out = 0;
    for (const Entry& entry : entries_) {
      if (entry.kept) {
        text += entry_text(entry);
      } else {
        left_out += 1 + entry.repeats;
      }
    }
    if (left_out > 0) {
      text += fmt::format("  ({} more {} left out)\n", human(left_out),
                          left_out == 1 ? "line is" : "lines are");
    }
    return text + verdict;
  }

 private:
  static std::size_t height_of(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  void collect() {
    std::vector<const StoryLine*> lines;
    for (const StoryLine& line : run_.story) lines.push_back(&line);
    std::stable_sort(lines.begin(), lines.end(), [](const StoryLine* left, const StoryLine* right) {
      return left->at < right->at;
    });
    for (const StoryLine* line : lines) {
      place_width_ = std::max(place_width_, utf8_characters(line->where));
      hours_ = std::max(hours_, clock_text(line->at).size());
    }
    place_width_ = std::min(place_width_, kPlaceWidthMax);
    entries_ = merge(lines);
    for (Entry& entry : entries_) entry.height = height_of(entry_text(entry));
  }

  std::string entry_text(const Entry& entry) const {
    const StoryLine& line = *entry.line;
    const std::string place = printable(line.where);
    const std::size_t used = utf8_characters(place);
    const std::string gap(place_width_ > used ? place_width_ - used : 0, ' ');
    const std::string mark = is_turning_point(line) ? "> " : "  ";
    std::string words = line.what;
    if (entry.repeats > 0) {
      words += fmt::format(" ... {} more like it until {}", human(entry.repeats),
                           clock_text(entry.last));
    }
    TextLayout layout(style_);
    layout.paragraph(fmt::format("{}{:>{}}  {}{}  ", mark, clock_text(line.at), hours_, place, gap),
                     words, mark.size() + hours_ + place_width_ + 4);
    return layout.text();
  }

  // Marks the entries that fit on so many lines.
  void choose(std::size_t lines) {
    std::vector<Entry*> order;
    for (Entry& entry : entries_) order.push_back(&entry);
    // From both ends of the turning points towards their middle.
    std::map<const Entry*, std::size_t> from_end;
    std::vector<const Entry*> turning;
    for (const Entry& entry : entries_) {
      if (is_turning_point(*entry.line)) turning.push_back(&entry);
    }
    for (std::size_t index = 0; index < turning.size(); ++index) {
      from_end[turning[index]] = std::min(index, turning.size() - 1 - index);
    }
    const auto rank = [&](const Entry* entry) {
      const auto end = from_end.find(entry);
      const std::size_t depth = end == from_end.end() ? 0 : end->second;
      const int weight = end == from_end.end() ? static_cast<int>(entry->line->weight) : 9;
      return std::make_tuple(-weight, depth, !entry->novel);
    };
    std::stable_sort(order.begin(), order.end(), [&](const Entry* left, const Entry* right) {
      return rank(left) < rank(right);
    });
    for (Entry* entry : order) {
      if (entry->height > lines) {
        if (is_turning_point(*entry->line)) break;
        continue;
      }
      entry->kept = true;
      lines -= entry->height;
    }
  }

  std::string verdict_text() const {
    TextLayout layout(style_);
    const Grade grade = grade_of(run_);
    std::string words = name_of(grade);
    if (mode_of(run_) != FailureMode::none) words += fmt::format(", {}", name_of(mode_of(run_)));
    if (!run_.observation.cause.empty()) words += ": " + run_.observation.cause;
    add_shortened(layout, "Verdict: ", words, 3);
    if (run_.outcome.verdict == Verdict::passed) return layout.text();
    add_shortened(layout, "   ",
                  fmt::format("{} at {}: {}", name_of(run_.outcome.verdict),
                              clock_text(run_.outcome.at), run_.outcome.property),
                  2);
    std::string_view detail = run_.outcome.detail;
    for (std::size_t lines = 0; !detail.empty() && lines < kDetailLinesMax; ++lines) {
      const std::string_view first = detail.substr(0, detail.find('\n'));
      detail.remove_prefix(std::min(first.size() + 1, detail.size()));
      add_shortened(layout, "   ", std::string(first), 1);
    }
    return layout.text();
  }

  // Adds a paragraph of at most so many lines.
  void add_shortened(TextLayout& layout, std::string_view head, const std::string& words,
                     std::size_t lines_max) const {
    TextLayout whole(style_);
    whole.paragraph(head, words, 3);
    std::string_view text = whole.text();
    for (std::size_t line = 0; line < lines_max && !text.empty(); ++line) {
      const std::string_view first = text.substr(0, text.find('\n'));
      text.remove_prefix(first.size() + 1);
      const bool cut = line + 1 == lines_max && !text.empty();
      layout.line(std::string(first) + (cut ? " ..." : ""));
    }
  }

  const Run& run_;
  StoryLimits limits_;
  TextStyle style_;
  std::size_t place_width_ = 0;
  std::size_t hours_ = 0;
  std::vector<Entry> entries_;
};

}  // namespace

std::string clock_text(Instant at) {
  const std::int64_t milliseconds = at.count() / 1'000'000;
  const std::int64_t seconds = milliseconds / 1'000;
  return fmt::format("{}:{:02}:{:02}.{:03}", seconds / 3'600, seconds / 60 % 60, seconds % 60,
                     milliseconds % 1'000);
}

std::string render_story(const Run& run, const StoryLimits& limits) {
  HINDCAST_CHECK(limits.lines_max >= kLinesMin);
  return StoryPage(run, limits).write();
}

}  // namespace hindcast
