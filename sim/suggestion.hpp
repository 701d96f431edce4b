// "Did you mean": the known word that is nearest to a mistyped one, and the list of known words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hindcast {

// Returns the number of insertions, deletions, changes and swaps of neighbours that turn one word
// into the other (optimal string alignment), upper and lower case being the same.
std::size_t edit_distance(std::string_view left, std::string_view right);

// Returns the known word nearest to `word` if it is near enough to be meant (at most a third of the
// letters differ), else nothing. Of equally near words the first wins.
std::optional<std::string_view> nearest(std::string_view word,
                                        const std::vector<std::string_view>& known);

// Returns the fix for an unknown word: 'did you mean "max"? Known are max and min'. Of more than a
// dozen known words it lists the nearest five.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace hindcast
