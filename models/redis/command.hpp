// The table of commands: name, arity, flags and handler, one file of handlers for each family.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

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

struct CommandSpec {
  std::string_view name;  // lower case, as error texts say it
  int arity;              // words with the name; negative: at least so many
  Reply (*handler)(CommandCall& call);
  bool while_loading = false;   // answered while the data set is loaded
  bool controls_multi = false;  // runs at once inside MULTI
};

std::span<const CommandSpec> string_commands();
std::span<const CommandSpec> key_commands();
std::span<const CommandSpec> list_commands();
std::span<const CommandSpec> hash_commands();
std::span<const CommandSpec> set_commands();
std::span<const CommandSpec> server_commands();
std::span<const CommandSpec> transaction_commands();

// Returns the command of that name in any case, or null.
const CommandSpec* find_command(std::string_view name);

// Error replies that several commands share.
Reply wrong_type();
Reply not_an_integer();
Reply syntax_error();
Reply wrong_arity(std::string_view name);
Reply invalid_expiry(std::string_view name);
Reply unknown_command(const Words& words);

// Returns the text as error replies print it: up to its first NUL, without line ends.
std::string printed(std::string_view text, std::size_t bytes_max);

// Reads an integer as Redis does: no sign "+", no blanks, no leading zeros, 64 bits.
std::optional<std::int64_t> read_integer(std::string_view text);
// Compares without regard to case; `upper` is in upper case.
bool is_word(std::string_view text, std::string_view upper);

// Returns the value if the entry holds that type, else null.
template <class Value>
Value* value_of(Entry& entry) {
  return std::get_if<Value>(&entry.value);
}

}  // namespace hindcast::redis
