// The table of commands: name, arity, flags and handler, one file of handlers for each family.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "hindcast/models/redis/keyspace.hpp"

namespace hindcast::redis {

// One command being run.
struct CommandCall {
  Keyspace& keys;
  Session& session;
  const Words& words;
  std::int64_t wall_ms;
  const ServerStatus& status;

  const std::string& word(std::size_t index) const { return words[index]; }
  std::size_t count() const { return words.size(); }
};

// The flags of a command; a sum of them.
inline constexpr int kReads = 0;
inline constexpr int kWhileLoading = 1;   // answered while the data set is loaded
inline constexpr int kControlsMulti = 2;  // runs at once inside MULTI
inline constexpr int kWrites = 4;
inline constexpr int kGrows =
    kWrites | 8;  // a write that may take memory: refused when there is none

struct CommandSpec {
  std::string_view name;  // lower case, as error texts say it
  int arity;              // words with the name; negative: at least so many
  Reply (*handler)(CommandCall& call);
  int flags = kReads;

  bool has(int wanted) const { return (flags & wanted) == wanted; }
};

std::span<const CommandSpec> string_commands();
std::span<const CommandSpec> key_commands();
std::span<const CommandSpec> list_commands();
std::span<const CommandSpec> list_item_commands();
std::span<const CommandSpec> hash_commands();
std::span<const CommandSpec> set_commands();
std::span<const CommandSpec> sorted_set_commands();
std::span<const CommandSpec> sorted_set_range_commands();
std::span<const CommandSpec> server_commands();
std::span<const CommandSpec> config_commands();
std::span<const CommandSpec> transaction_commands();

// Returns the command of that name in any case, or null.
const CommandSpec* find_command(std::string_view name);

// Error replies that several commands share.
Reply wrong_type();
Reply no_such_key();
Reply not_an_integer();
Reply not_a_number();
Reply not_positive();
Reply syntax_error();
Reply wrong_arity(std::string_view name);
Reply invalid_expiry(std::string_view name);
Reply unknown_command(const Words& words);

// What an EXEC answers that is refused itself: the transaction is over.
Reply abort_transaction(CommandCall& call, std::string_view error);

// Returns the text as error replies print it: up to its first NUL, without line ends.
std::string printed(std::string_view text, std::size_t bytes_max);

// Reads an integer as Redis does: no sign "+", no blanks, no leading zeros, 64 bits.
std::optional<std::int64_t> read_integer(std::string_view text);
// Reads a score as Redis does: all of the text, as strtod reads it, but no blanks, no NaN and
// nothing that is out of range.
std::optional<Binary64> read_score(std::string_view text);
// Compares without regard to case; `upper` is in upper case.
bool is_word(std::string_view text, std::string_view upper);

// Returns the value if the entry holds that type, else null.
template <class Value>
Value* value_of(Entry& entry) {
  if constexpr (std::is_same_v<Value, std::string>) {
    return std::get_if<std::string>(&entry.value);
  } else {
    auto* const box = std::get_if<Box<Value>>(&entry.value);
    return box == nullptr ? nullptr : box->get();
  }
}

// What a command found under a key: nothing, a value of its type, or one of another.
template <class Value>
struct Found {
  Entry* entry = nullptr;
  Value* value = nullptr;

  bool wrong() const { return entry != nullptr && value == nullptr; }
};

template <class Value>
Found<Value> lookup(CommandCall& call, const std::string& key) {
  Entry* const entry = call.keys.find(key, call.wall_ms);
  return {entry, entry == nullptr ? nullptr : value_of<Value>(*entry)};
}

// Returns what was found, else a new empty value under that key. REQUIRES: nothing of another type.
template <class Value>
Value& found_or_new(CommandCall& call, const Found<Value>& found, const std::string& key) {
  if (found.value != nullptr) return *found.value;
  Entry& entry = call.keys.put(key);
  entry.value = Box<Value>();
  return *value_of<Value>(entry);
}

}  // namespace hindcast::redis
