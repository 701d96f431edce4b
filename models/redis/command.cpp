#include "hindcast/models/redis/command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

namespace hindcast::redis {
namespace {

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::vector<const CommandSpec*> sorted_by_name() {
  std::vector<const CommandSpec*> all;
  for (const auto family :
       {string_commands(), key_commands(), list_commands(), list_item_commands(), hash_commands(),
        set_commands(), sorted_set_commands(), sorted_set_range_commands(), server_commands(),
        config_commands(), transaction_commands()}) {
    for (const CommandSpec& spec : family) all.push_back(&spec);
  }
  std::sort(all.begin(), all.end(), [](const CommandSpec* left, const CommandSpec* right) {
    return left->name < right->name;
  });
  return all;
}

}  // namespace

const CommandSpec* find_command(std::string_view name) {
  static const std::vector<const CommandSpec*> all = sorted_by_name();
  char lowered[32];
  if (name.size() > sizeof lowered) return nullptr;
  std::transform(name.begin(), name.end(), lowered, lower);
  const std::string_view wanted(lowered, name.size());
  const auto found = std::lower_bound(
      all.begin(), all.end(), wanted,
      [](const CommandSpec* spec, std::string_view text) { return spec->name < text; });
  return found == all.end() || (*found)->name != wanted ? nullptr : *found;
}

std::string printed(std::string_view text, std::size_t bytes_max) {
  std::string result(text.substr(0, std::min(text.find('\0'), bytes_max)));
  std::replace_if(
      result.begin(), result.end(), [](char letter) { return letter == '\r' || letter == '\n'; },
      ' ');
  return result;
}

Reply wrong_type() {
  return Reply::error("WRONGTYPE Operation against a key holding the wrong kind of value");
}

Reply no_such_key() { return Reply::error("ERR no such key"); }

Reply not_an_integer() { return Reply::error("ERR value is not an integer or out of range"); }

Reply not_a_number() { return Reply::error("ERR value is not a valid float"); }

Reply not_positive() { return Reply::error("ERR value is out of range, must be positive"); }

Reply syntax_error() { return Reply::error("ERR syntax error"); }

Reply wrong_arity(std::string_view name) {
  return Reply::error(fmt::format("ERR wrong number of arguments for '{}' command", name));
}

Reply invalid_expiry(std::string_view name) {
  return Reply::error(fmt::format("ERR invalid expire time in '{}' command", name));
}

Reply unknown_command(const Words& words) {
  std::string beginning;
  for (std::size_t index = 1; index < words.size() && beginning.size() < 128; ++index) {
    beginning += fmt::format("'{}' ", printed(words[index], 128 - beginning.size()));
  }
  return Reply::error(fmt::format("ERR unknown command '{}', with args beginning with: {}",
                                  printed(words[0], 128), beginning));
}

std::optional<std::int64_t> read_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  const std::string_view digits = text.front() == '-' ? text.substr(1) : text;
  const bool plain = digits == "0" ? digits.size() == text.size() : digits.front() != '0';
  return plain ? std::optional(value) : std::nullopt;
}

std::optional<Binary64> read_score(std::string_view text) {
  const FloatingText read = read_floating(text, kBinary64Format);
  const bool whole = !text.empty() && read.length == text.size() && !read.out_of_range;
  const bool blank = !text.empty() && (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r'));
  if (!whole || blank || read.number.kind == FloatingNumber::Kind::nan) return std::nullopt;
  return Binary64::of(read.number);
}

bool is_word(std::string_view text, std::string_view upper) {
  return std::equal(text.begin(), text.end(), upper.begin(), upper.end(),
                    [](char letter, char wanted) { return lower(letter) == lower(wanted); });
}

}  // namespace hindcast::redis
