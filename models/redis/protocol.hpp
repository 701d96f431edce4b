// The messages between a Redis client and a Redis server: one command, one reply (RESP, as
// redis-server 7.0.15 speaks it). Only what crosses the wire; the client library's behaviour is in
// client.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/sim/key.hpp"

namespace hindcast::redis {

// A command as sent: its words, the name first, in upper case. Without words it stands for the
// connection itself: it is never answered and ends when the connection does.
struct Command {
  static constexpr const char* kProtocol = "resp";

  std::vector<std::string> words{};
  // Which of the server's connections it comes over: transactions belong to a connection, and a
  // server that does not know it (it was opened to an earlier process) resets it. 0: some
  // connection of its own.
  std::uint64_t connection = 0;

  std::uint64_t hash() const {
    std::uint64_t result = mix(words.size(), connection);
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

  // RESP2 has two nulls, RESP3 one; `null_array` is what RESP2 sends as "*-1".
  enum class Type : std::uint8_t { simple, error, integer, bulk, null, array, null_array };

  Type type = Type::null;
  std::string text{};        // simple, error, bulk
  std::int64_t integer = 0;  // integer
  std::vector<Reply> array{};

  static Reply done() { return {Type::simple, "OK"}; }
  static Reply simple(std::string text) { return {Type::simple, std::move(text)}; }
  static Reply error(std::string text) { return {Type::error, std::move(text)}; }
  static Reply number(std::int64_t value) { return {Type::integer, {}, value}; }
  static Reply bulk(std::string text) { return {Type::bulk, std::move(text)}; }
  static Reply null() { return {}; }
  static Reply null_array() { return {Type::null_array}; }
  static Reply list(std::vector<Reply> elements) {
    return {Type::array, {}, 0, std::move(elements)};
  }

  bool is_error() const { return type == Type::error; }
  bool ok() const { return !is_error(); }
  bool is_null() const { return type == Type::null || type == Type::null_array; }
  friend bool operator==(const Reply&, const Reply&) = default;

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
