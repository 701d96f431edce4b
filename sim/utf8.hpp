// UTF-8 as Unicode 15 defines it (table 3-7): no overlong forms, no surrogates, nothing above
// U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace hindcast {

// Returns how many bytes the character that begins at `offset` has, or 0 when the bytes there are
// not UTF-8. REQUIRES: offset < text.size().
std::size_t utf8_length(std::string_view text, std::size_t offset);

// Returns the offset of the first byte that is not UTF-8, or text.size() when there is none.
std::size_t utf8_valid_until(std::string_view text);

// Returns how many characters (code points) `text` holds. A byte that is not UTF-8 counts as one.
std::size_t utf8_characters(std::string_view text);

}  // namespace hindcast
