// JSON.parse of Node.js 20.20.2 (V8 11.3), as far as programs depend on it: whether a text is
// accepted, the message of the SyntaxError if it is not, and members that are strings. System files
// are read by models/json instead, which says where and why.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hindcast {

// Returns the message of the SyntaxError, such as `Unexpected token 'C', "CORRUPTED{{{" is not
// valid JSON`, or nothing if the text is JSON. UTF-8; positions count UTF-16 units, as V8 does.
std::optional<std::string> json_syntax_error(std::string_view text);

// Returns the string that the outermost object has under `key` (the last one, if there are
// several), or nothing if the text is not JSON, no object, or the member no string.
std::optional<std::string> json_string_member(std::string_view text, std::string_view key);

// Returns `text` as JSON.stringify writes a string, with its quotes.
std::string json_quoted(std::string_view text);

}  // namespace hindcast
