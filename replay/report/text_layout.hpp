// TextLayout: lines of at most a given width, with hanging indents, where no word is broken: a
// token or a command can always be copied whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hindcast {

struct TextStyle {
  std::size_t width = 100;
  bool ascii = false;   // no character beyond ASCII
  bool colour = false;  // ANSI escapes
};

enum class Ink : std::uint8_t { plain, bold, red, yellow, green, faint };

class TextLayout {
 public:
  explicit TextLayout(const TextStyle& style) : style_(style) {}

  // Adds one paragraph. Its first line begins with `head`, the others with `indent` blanks. Text
  // from outside is made harmless for a terminal.
  void paragraph(std::string_view head, std::string_view text, std::size_t indent,
                 Ink ink = Ink::plain);
  // Adds one line as it is, however long.
  void line(std::string_view text, Ink ink = Ink::plain);
  void blank() { text_ += '\n'; }

  // Returns `unicode`, or `ascii` where only ASCII may be printed.
  std::string_view symbol(std::string_view unicode, std::string_view ascii) const {
    return style_.ascii ? ascii : unicode;
  }
  const TextStyle& style() const { return style_; }
  const std::string& text() const { return text_; }

 private:
  void put(std::string line, Ink ink);

  TextStyle style_;
  std::string text_;
};

// Returns `text` with each character beyond ASCII as "?".
std::string to_ascii(std::string_view text);

}  // namespace hindcast
