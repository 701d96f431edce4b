// Corpus: a text file of tokens of runs that once failed. Whoever tests a design or its code runs
// them first, so that what was repaired stays repaired. One token a line; "#" begins a comment:
//
//   # the partition that lost an update in March
//   hc1.snowflake-partition.activity-platform.random.10.k1-m1-p0123abcd.5fc49c964e29073f  # fixed
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/replay/token.hpp"

namespace hindcast {

struct CorpusEntry {
  Token token{};
  std::uint32_t line = 0;
};

// A larger file is no corpus.
inline constexpr std::size_t kCorpusBytesMax = std::size_t{4} << 20U;

// Returns the tokens of a corpus in the order of its lines. `file` is the name that messages give
// it. Throws InputError with the line for one that is neither a token, a comment nor blank, and for
// a token whose delta stands in a record file.
std::vector<CorpusEntry> parse_corpus(std::string_view text, const std::string& file);

// Returns the text of a corpus file. Throws InputError if it cannot be read or is too large.
std::string read_corpus_text(const std::string& path);

// Whether a file of that name is there.
bool corpus_exists(const std::string& path);

// A token to be added, and a line on what it is.
struct CorpusAddition {
  std::string token{};
  std::string about{};
};

// Returns the text of the corpus with those tokens at its end that it does not have yet.
std::string corpus_with(std::string text, const std::vector<CorpusAddition>& additions);

}  // namespace hindcast
