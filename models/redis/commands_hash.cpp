// HSET, HGET, HDEL, HGETALL: commands on hashes.
#include "hindcast/models/redis/command.hpp"

namespace hindcast::redis {
namespace {

Reply hset(CommandCall& call) {
  if (call.count() % 2 == 1) return wrong_arity("hset");
  Entry* entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry != nullptr && value_of<Hash>(*entry) == nullptr) return wrong_type();
  if (entry == nullptr) {
    entry = &call.keys.put(call.word(1));
    entry->value = Hash{};
  } else {
    call.keys.changed(call.word(1));
  }
  Hash& hash = *value_of<Hash>(*entry);
  std::int64_t created = 0;
  for (std::size_t index = 2; index < call.count(); index += 2) {
    if (hash.insert_or_assign(call.word(index), call.word(index + 1)).second) ++created;
  }
  return Reply::number(created);
}

Reply hget(CommandCall& call) {
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry == nullptr) return Reply::null();
  const Hash* const hash = value_of<Hash>(*entry);
  if (hash == nullptr) return wrong_type();
  const auto found = hash->find(call.word(2));
  return found == hash->end() ? Reply::null() : Reply::bulk(found->second);
}

Reply hdel(CommandCall& call) {
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry == nullptr) return Reply::number(0);
  Hash* const hash = value_of<Hash>(*entry);
  if (hash == nullptr) return wrong_type();
  std::int64_t erased = 0;
  for (std::size_t index = 2; index < call.count(); ++index) {
    erased += static_cast<std::int64_t>(hash->erase(call.word(index)));
  }
  if (erased > 0) call.keys.changed(call.word(1));
  if (hash->empty()) call.keys.erase(call.word(1));
  return Reply::number(erased);
}

// The order is free in Redis; here by field.
Reply hgetall(CommandCall& call) {
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry == nullptr) return Reply::list({});
  const Hash* const hash = value_of<Hash>(*entry);
  if (hash == nullptr) return wrong_type();
  std::vector<Reply> pairs;
  for (const auto& [name, value] : *hash) {
    pairs.push_back(Reply::bulk(name));
    pairs.push_back(Reply::bulk(value));
  }
  return Reply::list(std::move(pairs));
}

constexpr CommandSpec kCommands[] = {
    {"hset", -4, hset}, {"hget", 3, hget}, {"hdel", -3, hdel}, {"hgetall", 2, hgetall}};

}  // namespace

std::span<const CommandSpec> hash_commands() { return kCommands; }

}  // namespace hindcast::redis
