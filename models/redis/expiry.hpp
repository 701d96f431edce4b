// Expiry times in the arguments of commands: EX, PX, EXAT, PXAT and their range.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hindcast/models/redis/command.hpp"

namespace hindcast::redis {

// How an expiry time was given.
struct ExpiryForm {
  bool seconds = false;
  bool absolute = false;
};

// The options that SET and GETEX share.
struct StringOptions {
  bool nx = false;
  bool xx = false;
  bool get = false;
  bool keep_ttl = false;
  bool persist = false;
  std::optional<ExpiryForm> form{};
  std::size_t expiry_word = 0;
};

enum class StringCommand : std::uint8_t { set, getex };

// Returns nothing if the words from `first` on are a syntax error.
std::optional<StringOptions> read_options(const Words& words, std::size_t first,
                                          StringCommand command);

// A time in wall-clock ms, or the error reply that says why not.
struct ExpiryTime {
  std::int64_t wall_ms = 0;
  std::optional<Reply> error{};
};

// Expiry times of SET and GETEX must lie after 0.
ExpiryTime positive_expiry(std::string_view text, ExpiryForm form, std::int64_t wall_ms,
                           std::string_view command);
// Those of EXPIRE and its kin may lie in the past.
ExpiryTime any_expiry(std::string_view text, ExpiryForm form, std::int64_t wall_ms,
                      std::string_view command);

}  // namespace hindcast::redis
