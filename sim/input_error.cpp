#include "hindcast/sim/input_error.hpp"

#include <utility>

#include "hindcast/sim/utf8.hpp"

namespace hindcast {
namespace {

constexpr std::size_t kQuotedCharactersMax = 48;

std::string escaped_byte(char byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  const unsigned value = static_cast<unsigned char>(byte);
  return {'\\', 'x', digits[value >> 4U], digits[value & 15U]};
}

// C0, DEL, C1 (U+0080 to U+009F), and the characters that reorder or break lines of a terminal.
bool is_control(std::string_view character) {
  if (character.size() == 1) {
    return static_cast<unsigned char>(character[0]) < 0x20 || character[0] == '\x7f';
  }
  if (character.size() == 2) {
    return character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;
  }
  if (character.size() != 3 || character[0] != '\xE2') return false;
  const auto last = static_cast<unsigned char>(character[2]);
  return (character[1] == '\x80' &&
          (last == 0x8E || last == 0x8F || (last >= 0xA8 && last <= 0xAE))) ||
         (character[1] == '\x81' && last >= 0xA6 && last <= 0xA9);
}

// Returns at most `characters_max` characters of `text`, made harmless; "..." says that more
// follow.
std::string harmless(std::string_view text, std::size_t characters_max) {
  std::string result;
  std::size_t characters = 0;
  for (std::size_t offset = 0; offset < text.size(); ++characters) {
    if (characters == characters_max) return result + "...";
    const std::size_t length = utf8_length(text, offset);
    const std::string_view character = text.substr(offset, length == 0 ? 1 : length);
    if (length == 0 || is_control(character)) {
      for (const char byte : character) result += escaped_byte(byte);
    } else {
      result += character;
    }
    offset += character.size();
  }
  return result;
}

}  // namespace

std::string Place::text() const {
  std::string result = printable(file);
  if (line > 0) result += ":" + std::to_string(line) + ":" + std::to_string(column);
  return result;
}

InputError::InputError(Place place, std::string cause, std::string fix)
    : place_(std::move(place)), cause_(std::move(cause)), fix_(std::move(fix)) {
  const std::string where = place_.text();
  sentence_ = where.empty() ? "" : where + ": ";
  sentence_ += fix_.empty() ? cause_ : cause_ + "; " + fix_;
}

std::string in_quotes(std::string_view text) {
  return '"' + harmless(text, kQuotedCharactersMax) + '"';
}

std::string printable(std::string_view text) { return harmless(text, text.size() + 1); }

}  // namespace hindcast
