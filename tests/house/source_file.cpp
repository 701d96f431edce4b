#include "tests/house/source_file.hpp"

#include <utility>

namespace hindcast {
namespace {

// Copies a source text character by character into the two views, blanking what each must not show.
class Stripper {
 public:
  explicit Stripper(std::string_view source) : source_(source) {}

  void run() {
    while (at_ < source_.size()) step();
  }

  std::string text;
  std::string code;

 private:
  void step() {
    if (starts("//")) return skip_until("\n", 0);
    if (starts("/*")) return skip_until("*/", 2);
    const char character = source_[at_];
    if (character == '"') return raw_prefix() ? raw_literal() : literal('"');
    if (character == '\'' && !separates_digits()) return literal('\'');
    if (!is_name_character(character)) word_begin_ = at_ + 1;
    keep();
  }

  bool starts(std::string_view prefix) const { return source_.substr(at_).starts_with(prefix); }

  void put(char for_text, char for_code) {
    text += for_text;
    code += for_code;
    ++at_;
  }

  void keep() { put(source_[at_], source_[at_]); }
  void blank() { source_[at_] == '\n' ? put('\n', '\n') : put(' ', ' '); }
  void hide() { put(source_[at_], source_[at_] == '\n' ? '\n' : ' '); }

  // Blanks a comment up to its end; `tail` characters of the end belong to it.
  void skip_until(std::string_view end, std::size_t tail) {
    const std::size_t found = source_.find(end, at_ + 2);
    const std::size_t stop = found == std::string_view::npos ? source_.size() : found + tail;
    while (at_ < stop) blank();
    word_begin_ = at_;
  }

  // 1'000 is one number: the word that the quote stands in begins with a digit.
  bool separates_digits() const {
    return word_begin_ < at_ && source_[word_begin_] >= '0' && source_[word_begin_] <= '9';
  }

  bool raw_prefix() const {
    const std::string_view word = source_.substr(word_begin_, at_ - word_begin_);
    return word == "R" || word == "u8R" || word == "LR" || word == "uR" || word == "UR";
  }

  void literal(char quote) {
    keep();
    while (at_ < source_.size() && source_[at_] != quote && source_[at_] != '\n') {
      if (source_[at_] == '\\' && at_ + 1 < source_.size()) hide();
      hide();
    }
    if (at_ < source_.size()) keep();
    word_begin_ = at_;
  }

  void raw_literal() {
    const std::size_t open = source_.find('(', at_);
    std::size_t stop = source_.size();
    if (open != std::string_view::npos) {
      const std::string end = ")" + std::string(source_.substr(at_ + 1, open - at_ - 1)) + "\"";
      const std::size_t found = source_.find(end, open);
      if (found != std::string_view::npos) stop = found + end.size() - 1;
    }
    keep();
    while (at_ < stop) hide();
    if (at_ < source_.size()) keep();
    word_begin_ = at_;
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::size_t word_begin_ = 0;
};

}  // namespace

bool is_name_character(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '_';
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::vector<std::string> split_lines(std::string_view content) {
  std::vector<std::string> lines;
  while (!content.empty()) {
    const std::size_t end = content.find('\n');
    lines.emplace_back(content.substr(0, end));
    content.remove_prefix(end == std::string_view::npos ? content.size() : end + 1);
  }
  return lines;
}

SourceFile parse_source(std::string path, std::string_view content) {
  Stripper stripper(content);
  stripper.run();
  return {std::move(path), split_lines(content), split_lines(stripper.text),
          split_lines(stripper.code)};
}

}  // namespace hindcast
