#include "hindcast/models/redis/expiry.hpp"

#include <limits>

namespace hindcast::redis {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

std::optional<ExpiryForm> form_of(std::string_view word) {
  if (is_word(word, "EX")) return ExpiryForm{true, false};
  if (is_word(word, "PX")) return ExpiryForm{false, false};
  if (is_word(word, "EXAT")) return ExpiryForm{true, true};
  if (is_word(word, "PXAT")) return ExpiryForm{false, true};
  return std::nullopt;
}

// Takes one flag of SET or GETEX. Returns false if it is none or contradicts another.
bool take_flag(StringOptions& options, std::string_view word, StringCommand command) {
  if (command == StringCommand::set) {
    if (is_word(word, "NX")) return !options.xx && (options.nx = true);
    if (is_word(word, "XX")) return !options.nx && (options.xx = true);
    if (is_word(word, "GET")) return options.get = true;
    if (is_word(word, "KEEPTTL")) return !options.form && (options.keep_ttl = true);
  } else if (is_word(word, "PERSIST")) {
    return !options.form && (options.persist = true);
  }
  return false;
}

}  // namespace

std::optional<StringOptions> read_options(const Words& words, std::size_t first,
                                          StringCommand command) {
  StringOptions options;
  for (std::size_t index = first; index < words.size(); ++index) {
    if (const auto form = form_of(words[index])) {
      const bool free = !options.form && !options.keep_ttl && !options.persist;
      if (!free || index + 1 == words.size()) return std::nullopt;
      options.form = form;
      options.expiry_word = ++index;
    } else if (!take_flag(options, words[index], command)) {
      return std::nullopt;
    }
  }
  return options;
}

ExpiryTime positive_expiry(std::string_view text, ExpiryForm form, std::int64_t wall_ms,
                           std::string_view command) {
  const auto number = read_integer(text);
  if (!number) return {0, not_an_integer()};
  if (*number <= 0) return {0, invalid_expiry(command)};
  return any_expiry(text, form, wall_ms, command);
}

ExpiryTime any_expiry(std::string_view text, ExpiryForm form, std::int64_t wall_ms,
                      std::string_view command) {
  const auto number = read_integer(text);
  if (!number) return {0, not_an_integer()};
  std::int64_t when = *number;
  if (form.seconds) {
    if (when > kMost / 1000 || when < kLeast / 1000) return {0, invalid_expiry(command)};
    when *= 1000;
  }
  const std::int64_t base = form.absolute ? 0 : wall_ms;
  if (when > kMost - base) return {0, invalid_expiry(command)};
  return {when + base, std::nullopt};
}

}  // namespace hindcast::redis
