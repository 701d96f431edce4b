#include "hindcast/sim/suggestion.hpp"

#include <algorithm>

#include "hindcast/sim/input_error.hpp"

namespace hindcast {
namespace {

constexpr std::size_t kWordMax = 64;    // longer words are nobody's typing mistake
constexpr std::size_t kListedMax = 12;  // longer lists are cut down to the nearest words
constexpr std::size_t kNearestMax = 5;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::string listed(const std::vector<std::string_view>& known) {
  std::string list;
  for (std::size_t index = 0; index < known.size(); ++index) {
    if (index > 0) list += index + 1 == known.size() ? " and " : ", ";
    list += printable(known[index]);
  }
  return list;
}

// The words of a long list that are the fewest letters away, in the order of the list.
std::vector<std::string_view> nearest_few(std::string_view word,
                                          const std::vector<std::string_view>& known) {
  std::vector<std::pair<std::size_t, std::size_t>> ranked;
  for (std::size_t index = 0; index < known.size(); ++index) {
    ranked.emplace_back(edit_distance(word, known[index]), index);
  }
  std::partial_sort(ranked.begin(), ranked.begin() + kNearestMax, ranked.end());
  ranked.resize(kNearestMax);
  std::sort(ranked.begin(), ranked.end(),
            [](const auto& left, const auto& right) { return left.second < right.second; });
  std::vector<std::string_view> few;
  for (const auto& [distance, index] : ranked) few.push_back(known[index]);
  return few;
}

}  // namespace

std::size_t edit_distance(std::string_view left, std::string_view right) {
  const std::size_t width = right.size() + 1;
  std::vector<std::size_t> before_last(width);
  std::vector<std::size_t> last(width);
  std::vector<std::size_t> current(width);
  for (std::size_t column = 0; column < width; ++column) last[column] = column;
  for (std::size_t row = 1; row <= left.size(); ++row) {
    current[0] = row;
    for (std::size_t column = 1; column < width; ++column) {
      const bool same = lower(left[row - 1]) == lower(right[column - 1]);
      current[column] = std::min(
          {last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0U : 1U)});
      if (row > 1 && column > 1 && lower(left[row - 1]) == lower(right[column - 2]) &&
          lower(left[row - 2]) == lower(right[column - 1])) {
        current[column] = std::min(current[column], before_last[column - 2] + 1);
      }
    }
    before_last.swap(last);
    last.swap(current);
  }
  return last[width - 1];
}

std::optional<std::string_view> nearest(std::string_view word,
                                        const std::vector<std::string_view>& known) {
  if (word.empty() || word.size() > kWordMax) return std::nullopt;
  std::optional<std::string_view> best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : known) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance && distance < candidate.size()) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& known) {
  if (known.empty()) return "nothing is allowed here";
  const std::optional<std::string_view> near = nearest(word, known);
  const std::string begin = near ? "did you mean " + in_quotes(*near) + "? " : "";
  if (known.size() <= kListedMax)
    return begin + (near ? "Known" : "known") + " are " + listed(known);
  // Words of any length are compared with the beginning of the mistyped one only.
  const std::string list = listed(nearest_few(word.substr(0, kWordMax), known));
  return begin + (near ? "Of the " : "of the ") + std::to_string(known.size()) +
         " names that are known, the nearest are " + list;
}

}  // namespace hindcast
