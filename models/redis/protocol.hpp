// The messages between a Redis client and a Redis server: one command, one reply (RESP, as
// redis-server 7.0.15 speaks it). Only what crosses the wire; the client library's behaviour is in
// client.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/sim/key.hpp"

namespace hindcast::redis {

// A command as sent: its words, the name first, in upper case.
struct Command {
  static constexpr const char* kProtocol = "resp";

  std::vector<std::string> words;

  std::uint64_t hash() const {
    std::uint64_t result = words.size();
    for (const std::string& word : words) result = mix(result, hash_text(word));
    return result;
  }
  std::uint64_t bytes() const {
    std::uint64_t result = 16;
    for (const std::string& word : words) result += word.size() + 16;
    return result;
  }
};

// A reply: RESP2 types.
struct Reply {
  static constexpr const char* kProtocol = "resp";

  enum class Type : std::uint8_t { simple, error, integer, bulk, null, array };

  Type type = Type::null;
  std::string text{};        // simple, error, bulk
  std::int64_t integer = 0;  // integer
  std::vector<Reply> array{};

  bool is_error() const { return type == Type::error; }

  std::uint64_t hash() const {
    std::uint64_t result = mix(static_cast<std::uint64_t>(type) + 1, hash_text(text));
    result = mix(result, static_cast<std::uint64_t>(integer));
    for (const Reply& element : array) result = mix(result, element.hash());
    return result;
  }
  std::uint64_t bytes() const {
    std::uint64_t result = text.size() + 16;
    for (const Reply& element : array) result += element.bytes();
    return result;
  }
};

}  // namespace hindcast::redis
