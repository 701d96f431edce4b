// Words that a room must not use, because what they stand for would make two runs of one seed
// differ (or is left-over). Each rule names its owners: the files that may use the word, each with
// the reason.
#pragma once

#include <string_view>
#include <vector>

#include "tests/house/source_file.hpp"

namespace hindcast {

struct Owner {
  std::string_view place;  // how the path begins
  std::string_view reason;
};

enum class WordPlace { code, literals, anywhere };

struct WordRule {
  std::vector<std::string_view> words;
  std::vector<std::string_view> rooms;  // where it holds; how the path begins
  std::vector<Owner> owners;
  std::string_view sentence;
  WordPlace place = WordPlace::code;
};

const std::vector<WordRule>& word_rules();

// Returns a finding for each line and rule that the line breaks. A word counts only as a whole
// word.
std::vector<Finding> check_words(const SourceFile& file);

}  // namespace hindcast
