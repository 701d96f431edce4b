#include "hindcast/sim/suggestion.hpp"

#include <algorithm>

#include "hindcast/sim/input_error.hpp"

namespace hindcast {
namespace {

constexpr std::size_t kWordMax = 64;    // longer words are nobody's typing mistake
constexpr std::size_t kListedMax = 40;  // enough for the largest table

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::string listed(const std::vector<std::string_view>& known) {
  std::string list;
  const std::size_t shown = std::min(known.size(), kListedMax);
  for (std::size_t index = 0; index < shown; ++index) {
    if (index > 0) list += index + 1 == known.size() ? " and " : ", ";
    list += printable(known[index]);
  }
  if (known.size() > shown) list += " and " + std::to_string(known.size() - shown) + " others";
  return list;
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
  const std::string list = listed(known);
  if (!near) return "known are " + list;
  return "did you mean " + in_quotes(*near) + "? Known are " + list;
}

}  // namespace hindcast
