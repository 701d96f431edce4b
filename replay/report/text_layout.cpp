#include "hindcast/replay/report/text_layout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/sim/input_error.hpp"
#include "hindcast/sim/utf8.hpp"

namespace hindcast {
namespace {

std::string_view escape_of(Ink ink) {
  switch (ink) {
    case Ink::plain:
      return "";
    case Ink::bold:
      return "\x1b[1m";
    case Ink::red:
      return "\x1b[31m";
    case Ink::yellow:
      return "\x1b[33m";
    case Ink::green:
      return "\x1b[32m";
    case Ink::faint:
      return "\x1b[2m";
  }
  return "";
}

// Returns where the first word of `text` ends. An interval "[.915, .990]" is one word, and so is a
// number with its "%".
std::size_t word_end(std::string_view text) {
  constexpr std::size_t kIntervalMax = 16;
  std::size_t end = std::min(text.find(' '), text.size());
  if (text.front() == '[') {
    const std::size_t close = text.find(']');
    if (close < kIntervalMax) end = std::min(text.find(' ', close), text.size());
  }
  const std::string_view rest = text.substr(end);
  return rest.starts_with(" % ") || rest == " %" ? end + 2 : end;
}

// Cuts the first word, and the blanks before it, off `text`.
std::string_view next_word(std::string_view& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) {
    text = {};
    return {};
  }
  text.remove_prefix(begin);
  const std::string_view word = text.substr(0, word_end(text));
  text.remove_prefix(word.size());
  return word;
}

}  // namespace

std::string to_ascii(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    plain += static_cast<unsigned char>(text[at]) < 0x80 ? text[at] : '?';
    at += length == 0 ? 1 : length;
  }
  return plain;
}

void TextLayout::put(std::string line, Ink ink) {
  if (style_.ascii) line = to_ascii(line);
  const std::string_view escape = style_.colour ? escape_of(ink) : "";
  text_ += fmt::format("{}{}{}\n", escape, line, escape.empty() ? "" : "\x1b[0m");
}

void TextLayout::line(std::string_view text, Ink ink) { put(printable(text), ink); }

void TextLayout::paragraph(std::string_view head, std::string_view text, std::size_t indent,
                           Ink ink) {
  const std::string safe = printable(text);
  std::string_view rest = safe;
  std::string current(head);
  bool fresh = true;  // nothing but the head or the indent stands on the line
  for (std::string_view word = next_word(rest); !word.empty(); word = next_word(rest)) {
    const std::size_t needed = utf8_characters(current) + utf8_characters(word) + (fresh ? 0 : 1);
    if (needed > style_.width && !fresh) {
      put(current, ink);
      current = std::string(indent, ' ');
      fresh = true;
    }
    current += fresh ? "" : " ";
    current += word;
    fresh = false;
  }
  put(current, ink);
}

}  // namespace hindcast
