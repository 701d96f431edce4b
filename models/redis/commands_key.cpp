// DEL, EXISTS, EXPIRE, TTL and their kin: commands on keys of any type.
#include <fmt/format.h>

#include <algorithm>

#include "hindcast/models/redis/command.hpp"
#include "hindcast/models/redis/expiry.hpp"
#include "hindcast/models/redis/glob.hpp"

namespace hindcast::redis {
namespace {

Reply del(CommandCall& call) {
  std::int64_t erased = 0;
  for (std::size_t index = 1; index < call.count(); ++index) {
    const bool known = call.keys.find(call.word(index), call.wall_ms) != nullptr;
    if (known && call.keys.erase(call.word(index))) ++erased;
  }
  return Reply::number(erased);
}

Reply exists(CommandCall& call) {
  std::int64_t found = 0;
  for (std::size_t index = 1; index < call.count(); ++index) {
    if (call.keys.peek(call.word(index), call.wall_ms) != nullptr) ++found;
  }
  return Reply::number(found);
}

Reply touch(CommandCall& call) {
  std::int64_t found = 0;
  for (std::size_t index = 1; index < call.count(); ++index) {
    if (call.keys.find(call.word(index), call.wall_ms) != nullptr) ++found;
  }
  return Reply::number(found);
}

Reply type(CommandCall& call) {
  static constexpr const char* kNames[] = {"string", "list", "hash", "set", "zset"};
  const Entry* const entry = call.keys.peek(call.word(1), call.wall_ms);
  return Reply::simple(entry == nullptr ? "none" : kNames[entry->value.index()]);
}

// Returns milliseconds of a time that is not negative in seconds, to the nearest.
std::int64_t in_seconds(std::int64_t milliseconds) {
  return static_cast<std::int64_t>((static_cast<std::uint64_t>(milliseconds) + 500) / 1000);
}

Reply time_left(CommandCall& call, bool seconds) {
  const Entry* const entry = call.keys.peek(call.word(1), call.wall_ms);
  if (entry == nullptr) return Reply::number(-2);
  if (entry->expires == Entry::kNoExpiry) return Reply::number(-1);
  const std::int64_t left = std::max<std::int64_t>(entry->expires - call.wall_ms, 0);
  return Reply::number(seconds ? in_seconds(left) : left);
}

Reply time_of_end(CommandCall& call, bool seconds) {
  const Entry* const entry = call.keys.peek(call.word(1), call.wall_ms);
  if (entry == nullptr) return Reply::number(-2);
  if (entry->expires == Entry::kNoExpiry) return Reply::number(-1);
  return Reply::number(seconds ? in_seconds(entry->expires) : entry->expires);
}

Reply expiretime(CommandCall& call) { return time_of_end(call, true); }
Reply pexpiretime(CommandCall& call) { return time_of_end(call, false); }

Reply ttl(CommandCall& call) { return time_left(call, true); }
Reply pttl(CommandCall& call) { return time_left(call, false); }

Reply persist(CommandCall& call) {
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry == nullptr || entry->expires == Entry::kNoExpiry) return Reply::number(0);
  entry->expires = Entry::kNoExpiry;
  call.keys.changed(call.word(1));
  return Reply::number(1);
}

struct ExpireConditions {
  bool nx = false;
  bool xx = false;
  bool gt = false;
  bool lt = false;

  bool allow(std::int64_t current, std::int64_t wanted) const {
    const bool has = current != Entry::kNoExpiry;
    if (nx && has) return false;
    if (xx && !has) return false;
    if (gt && (!has || wanted <= current)) return false;
    return !(lt && has && wanted >= current);
  }
};

// Reads the conditions; returns the error reply if they are wrong.
std::optional<Reply> read_conditions(const CommandCall& call, ExpireConditions& conditions) {
  for (std::size_t index = 3; index < call.count(); ++index) {
    const std::string& word = call.word(index);
    if (is_word(word, "NX")) {
      conditions.nx = true;
    } else if (is_word(word, "XX")) {
      conditions.xx = true;
    } else if (is_word(word, "GT")) {
      conditions.gt = true;
    } else if (is_word(word, "LT")) {
      conditions.lt = true;
    } else {
      return Reply::error(fmt::format("ERR Unsupported option {}", printed(word, 128)));
    }
  }
  if (conditions.nx && (conditions.xx || conditions.gt || conditions.lt)) {
    return Reply::error("ERR NX and XX, GT or LT options at the same time are not compatible");
  }
  if (conditions.gt && conditions.lt) {
    return Reply::error("ERR GT and LT options at the same time are not compatible");
  }
  return std::nullopt;
}

Reply expire_by(CommandCall& call, ExpiryForm form, std::string_view name) {
  ExpireConditions conditions;
  if (const auto error = read_conditions(call, conditions)) return *error;
  const ExpiryTime time = any_expiry(call.word(2), form, call.wall_ms, name);
  if (time.error) return *time.error;
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry == nullptr || !conditions.allow(entry->expires, time.wall_ms)) return Reply::number(0);
  if (time.wall_ms <= call.wall_ms) {
    call.keys.erase(call.word(1));
  } else {
    entry->expires = time.wall_ms;
    call.keys.changed(call.word(1));
  }
  return Reply::number(1);
}

Reply expire(CommandCall& call) { return expire_by(call, {true, false}, "expire"); }
Reply pexpire(CommandCall& call) { return expire_by(call, {false, false}, "pexpire"); }
Reply expireat(CommandCall& call) { return expire_by(call, {true, true}, "expireat"); }
Reply pexpireat(CommandCall& call) { return expire_by(call, {false, true}, "pexpireat"); }

Reply rename_to(CommandCall& call, bool only_new) {
  const std::string& from = call.word(1);
  const std::string& to = call.word(2);
  const bool known = call.keys.find(from, call.wall_ms) != nullptr;
  if (!known) return no_such_key();
  if (from == to) return only_new ? Reply::number(0) : Reply::done();
  if (call.keys.find(to, call.wall_ms) != nullptr && only_new) return Reply::number(0);
  Entry moved = std::move(*call.keys.find(from, call.wall_ms));
  call.keys.erase(from);
  moved.bytes = 0;
  call.keys.put(to) = std::move(moved);
  return only_new ? Reply::number(1) : Reply::done();
}

Reply rename(CommandCall& call) { return rename_to(call, false); }
Reply renamenx(CommandCall& call) { return rename_to(call, true); }

// There is one database, 0, as with `databases 1`.
Reply copy(CommandCall& call) {
  bool replace = false;
  for (std::size_t index = 3; index < call.count(); ++index) {
    if (is_word(call.word(index), "REPLACE")) {
      replace = true;
    } else if (is_word(call.word(index), "DB") && index + 1 < call.count()) {
      const auto database = read_integer(call.word(++index));
      if (!database) return not_an_integer();
      if (*database != 0) return Reply::error("ERR DB index is out of range");
    } else {
      return syntax_error();
    }
  }
  const std::string& from = call.word(1);
  const std::string& to = call.word(2);
  if (from == to) return Reply::error("ERR source and destination objects are the same");
  const bool known = call.keys.find(from, call.wall_ms) != nullptr;
  if (!known) return Reply::number(0);
  if (call.keys.find(to, call.wall_ms) != nullptr && !replace) return Reply::number(0);
  Entry copied = *call.keys.find(from, call.wall_ms);
  copied.bytes = 0;
  call.keys.put(to) = std::move(copied);
  return Reply::number(1);
}

// Skips keys past their time without deleting them. The order is free in Redis; here by name.
Reply keys(CommandCall& call) {
  std::vector<std::string> names;
  for (const auto& slot : call.keys.table().slots()) {
    if (!is_expired(slot.value, call.wall_ms) && matches_glob(call.word(1), slot.key)) {
      names.push_back(slot.key);
    }
  }
  std::sort(names.begin(), names.end());
  std::vector<Reply> replies;
  for (std::string& name : names) replies.push_back(Reply::bulk(std::move(name)));
  return Reply::list(std::move(replies));
}

constexpr CommandSpec kCommands[] = {
    {"del", -2, del, kWrites},
    {"unlink", -2, del, kWrites},
    {"exists", -2, exists},
    {"touch", -2, touch},
    {"type", 2, type},
    {"ttl", 2, ttl},
    {"pttl", 2, pttl},
    {"expiretime", 2, expiretime},
    {"pexpiretime", 2, pexpiretime},
    {"persist", 2, persist, kWrites},
    {"expire", -3, expire, kWrites},
    {"pexpire", -3, pexpire, kWrites},
    {"expireat", -3, expireat, kWrites},
    {"pexpireat", -3, pexpireat, kWrites},
    {"rename", 3, rename, kWrites},
    {"renamenx", 3, renamenx, kWrites},
    {"copy", -3, copy, kGrows},
    {"keys", 2, keys},
};

}  // namespace

std::span<const CommandSpec> key_commands() { return kCommands; }

}  // namespace hindcast::redis
