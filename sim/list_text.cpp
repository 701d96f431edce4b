#include "hindcast/sim/list_text.hpp"

#include <optional>

namespace hindcast {
namespace {

bool needs_quotes(std::string_view item) {
  return item.empty() || item.front() == ' ' || item.back() == ' ' ||
         item.find_first_of(",[]\"\\") != std::string_view::npos;
}

std::string item_text(std::string_view item) {
  if (!needs_quotes(item)) return std::string(item);
  std::string text = "\"";
  for (const char letter : item) {
    if (letter == '"' || letter == '\\') text += '\\';
    text += letter;
  }
  return text + '"';
}

std::string_view without_spaces(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Takes the quoted item that `rest` begins with; nothing when its end is missing.
std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string item;
  for (std::size_t index = 1; index < rest.size(); ++index) {
    if (rest[index] == '"') {
      rest = without_spaces(rest.substr(index + 1));
      return item;
    }
    if (rest[index] == '\\' && ++index == rest.size()) break;
    item += rest[index];
  }
  return std::nullopt;
}

// Takes the item up to the next comma; nothing when it holds what only a quoted item may hold.
std::optional<std::string> take_plain(std::string_view& rest) {
  const std::string_view item = without_spaces(rest.substr(0, rest.find(',')));
  if (needs_quotes(item)) return std::nullopt;
  rest = rest.substr(std::min(rest.find(','), rest.size()));
  return std::string(item);
}

}  // namespace

std::string join_list(const std::vector<std::string>& items) {
  std::string text = "[";
  for (const std::string& item : items) {
    if (text.size() > 1) text += ", ";
    text += item_text(item);
  }
  return text + "]";
}

Parsed<std::vector<std::string>> split_list(std::string_view text) {
  std::string_view rest = without_spaces(text);
  if (rest.size() >= 2 && rest.front() == '[' && rest.back() == ']') {
    rest = without_spaces(rest.substr(1, rest.size() - 2));
  }
  std::vector<std::string> items;
  while (!rest.empty()) {
    std::optional<std::string> item = rest.front() == '"' ? take_quoted(rest) : take_plain(rest);
    const bool comma = !rest.empty() && rest.front() == ',';
    const bool ends_well = comma ? !without_spaces(rest.substr(1)).empty() : rest.empty();
    if (!item || !ends_well) {
      return TextError{in_quotes(text) + " is not a list", "write items such as [a, b, \"c, d\"]"};
    }
    items.push_back(std::move(*item));
    if (comma) rest = without_spaces(rest.substr(1));
  }
  return items;
}

}  // namespace hindcast
