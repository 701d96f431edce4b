// A source file as the rules see it: its lines as written, without comments, and without the
// contents of literals. So no rule is set off by a word in a sentence, and every finding has the
// line of the file as it was written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hindcast {

struct SourceFile {
  std::string path;                // relative to the repository, with '/'
  std::vector<std::string> lines;  // as written
  std::vector<std::string> text;   // comments are gone, literals stay
  std::vector<std::string> code;   // comments and the contents of literals are gone, quotes stay
};

// A broken rule: where, and what to do instead.
struct Finding {
  std::string path;
  std::size_t line = 0;  // from 1; 0 if the whole file is meant
  std::string sentence;
};

// Returns the file with its three views; all have the same number of lines.
SourceFile parse_source(std::string path, std::string_view content);

// Returns the lines of a text, without their ends. A last line without an end counts.
std::vector<std::string> split_lines(std::string_view content);

// Returns the text without the blanks at both ends.
std::string_view trimmed(std::string_view text);

// Says whether the character can stand in a name.
bool is_name_character(char character);

}  // namespace hindcast
