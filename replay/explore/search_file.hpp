// SearchFile: a search whose budget ended, on disk, so that it goes on later: by the same program,
// of the same scenario, with the same bounds.
//
//   hindcast search 1
//   of 3
//   scenario update_crash
//   seed 1
//   stamp k4-m2-p01234567
//   ...
//   sum 0123456789abcdef
//
// `of` counts the lines that say what was searched and how. Files are named *.search.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hindcast {

inline constexpr int kSearchVersion = 1;
inline constexpr std::size_t kSearchBytesMax = std::size_t{1} << 30U;

struct SearchFile {
  std::vector<std::string> of{};  // what was searched and how, a line each: "seed 1"
  std::string survey{};           // what was found (Survey::pack)
  std::string rest{};             // what is left (ExploreResult::rest)
};

std::string search_text(const SearchFile& search);

// Reads a search; `file` is the name that messages give it. Throws InputError for what is none, of
// another version, cut off or changed, and if it is not of `of`.
SearchFile parse_search(std::string_view text, const std::string& file,
                        const std::vector<std::string>& of);
// The same from a file.
SearchFile read_search(const std::string& path, const std::vector<std::string>& of);

}  // namespace hindcast
