// HSET, HGET, HINCRBY and their kin: commands on hashes.
#include "hindcast/models/redis/command.hpp"
#include "hindcast/models/redis/long_number.hpp"

namespace hindcast::redis {
namespace {

Found<Hash> lookup_hash(CommandCall& call) { return lookup<Hash>(call, call.word(1)); }

Hash& written_hash(CommandCall& call, const Found<Hash>& found) {
  if (found.entry != nullptr) call.keys.changed(call.word(1));
  return found_or_new(call, found, call.word(1));
}

std::optional<Reply> set_fields(CommandCall& call, std::int64_t& created) {
  const Found<Hash> found = lookup_hash(call);
  if (found.wrong()) return wrong_type();
  Hash& hash = written_hash(call, found);
  for (std::size_t index = 2; index < call.count(); index += 2) {
    if (hash.insert_or_assign(call.word(index), call.word(index + 1)).second) ++created;
  }
  return std::nullopt;
}

Reply hset(CommandCall& call) {
  if (call.count() % 2 == 1) return wrong_arity("hset");
  std::int64_t created = 0;
  if (const auto error = set_fields(call, created)) return *error;
  return Reply::number(created);
}

Reply hmset(CommandCall& call) {
  if (call.count() % 2 == 1) return wrong_arity("hmset");
  std::int64_t created = 0;
  if (const auto error = set_fields(call, created)) return *error;
  return Reply::done();
}

Reply hsetnx(CommandCall& call) {
  const Found<Hash> found = lookup_hash(call);
  if (found.wrong()) return wrong_type();
  if (found.value != nullptr && found.value->contains(call.word(2))) return Reply::number(0);
  written_hash(call, found).emplace(call.word(2), call.word(3));
  return Reply::number(1);
}

// Returns null without the hash or the field.
const std::string* field_of(const Hash* hash, const std::string& name) {
  if (hash == nullptr) return nullptr;
  const auto found = hash->find(name);
  return found == hash->end() ? nullptr : &found->second;
}

Reply value_reply(const std::string* value) {
  return value == nullptr ? Reply::null() : Reply::bulk(*value);
}

Reply hget(CommandCall& call) {
  const Found<Hash> found = lookup_hash(call);
  return found.wrong() ? wrong_type() : value_reply(field_of(found.value, call.word(2)));
}

Reply hmget(CommandCall& call) {
  const Found<Hash> found = lookup_hash(call);
  if (found.wrong()) return wrong_type();
  std::vector<Reply> values;
  for (std::size_t index = 2; index < call.count(); ++index) {
    values.push_back(value_reply(field_of(found.value, call.word(index))));
  }
  return Reply::list(std::move(values));
}

Reply hdel(CommandCall& call) {
  const Found<Hash> found = lookup_hash(call);
  if (found.entry == nullptr) return Reply::number(0);
  if (found.wrong()) return wrong_type();
  std::int64_t erased = 0;
  for (std::size_t index = 2; index < call.count(); ++index) {
    erased += static_cast<std::int64_t>(found.value->erase(call.word(index)));
  }
  if (erased > 0) call.keys.changed(call.word(1));
  if (found.value->empty()) call.keys.erase(call.word(1));
  return Reply::number(erased);
}

enum class Part : std::uint8_t { names, values, both };

// The order is free in Redis; here by field.
Reply parts_of(CommandCall& call, Part part) {
  const Found<Hash> found = lookup_hash(call);
  if (found.entry == nullptr) return Reply::list({});
  if (found.wrong()) return wrong_type();
  std::vector<Reply> parts;
  for (const auto& [name, value] : *found.value) {
    if (part != Part::values) parts.push_back(Reply::bulk(name));
    if (part != Part::names) parts.push_back(Reply::bulk(value));
  }
  return Reply::list(std::move(parts));
}

Reply hgetall(CommandCall& call) { return parts_of(call, Part::both); }
Reply hkeys(CommandCall& call) { return parts_of(call, Part::names); }
Reply hvals(CommandCall& call) { return parts_of(call, Part::values); }

Reply hexists(CommandCall& call) {
  const Found<Hash> found = lookup_hash(call);
  if (found.wrong()) return wrong_type();
  return Reply::number(field_of(found.value, call.word(2)) == nullptr ? 0 : 1);
}

Reply hlen(CommandCall& call) {
  const Found<Hash> found = lookup_hash(call);
  if (found.wrong()) return wrong_type();
  return Reply::number(found.value == nullptr ? 0 : static_cast<std::int64_t>(found.value->size()));
}

Reply hstrlen(CommandCall& call) {
  const Found<Hash> found = lookup_hash(call);
  if (found.wrong()) return wrong_type();
  const std::string* const value = field_of(found.value, call.word(2));
  return Reply::number(value == nullptr ? 0 : static_cast<std::int64_t>(value->size()));
}

Reply hincrby(CommandCall& call) {
  const auto by = read_integer(call.word(3));
  if (!by) return not_an_integer();
  const Found<Hash> found = lookup_hash(call);
  if (found.wrong()) return wrong_type();
  std::int64_t sum = 0;
  if (const std::string* const value = field_of(found.value, call.word(2))) {
    const auto number = read_integer(*value);
    if (!number) return Reply::error("ERR hash value is not an integer");
    sum = *number;
  }
  if (__builtin_add_overflow(sum, *by, &sum)) {
    return Reply::error("ERR increment or decrement would overflow");
  }
  written_hash(call, found).insert_or_assign(call.word(2), std::to_string(sum));
  return Reply::number(sum);
}

Reply hincrbyfloat(CommandCall& call) {
  const auto by = read_long_number(call.word(3));
  if (!by) return not_a_number();
  if (!by->is_finite()) return Reply::error("ERR value is NaN or Infinity");
  const Found<Hash> found = lookup_hash(call);
  if (found.wrong()) return wrong_type();
  Extended80 sum;
  if (const std::string* const value = field_of(found.value, call.word(2))) {
    const auto number = read_long_number(*value);
    if (!number) return Reply::error("ERR hash value is not a float");
    sum = *number;
  }
  sum = sum + *by;
  if (!sum.is_finite()) return infinite_sum();
  std::string text = long_number_text(sum);
  written_hash(call, found).insert_or_assign(call.word(2), text);
  return Reply::bulk(std::move(text));
}

constexpr CommandSpec kCommands[] = {
    {"hset", -4, hset, kGrows},
    {"hmset", -4, hmset, kGrows},
    {"hsetnx", 4, hsetnx, kGrows},
    {"hget", 3, hget},
    {"hmget", -3, hmget},
    {"hdel", -3, hdel, kWrites},
    {"hgetall", 2, hgetall},
    {"hkeys", 2, hkeys},
    {"hvals", 2, hvals},
    {"hexists", 3, hexists},
    {"hlen", 2, hlen},
    {"hstrlen", 3, hstrlen},
    {"hincrby", 4, hincrby, kGrows},
    {"hincrbyfloat", 4, hincrbyfloat, kGrows},
};

}  // namespace

std::span<const CommandSpec> hash_commands() { return kCommands; }

}  // namespace hindcast::redis
