// SADD, SREM, SISMEMBER, SMEMBERS: commands on sets.
#include "hindcast/models/redis/command.hpp"

namespace hindcast::redis {
namespace {

Reply sadd(CommandCall& call) {
  Entry* entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry != nullptr && value_of<Set>(*entry) == nullptr) return wrong_type();
  const bool created = entry == nullptr;
  if (created) {
    entry = &call.keys.put(call.word(1));
    entry->value = Set{};
  }
  Set& set = *value_of<Set>(*entry);
  std::int64_t added = 0;
  for (std::size_t index = 2; index < call.count(); ++index) {
    if (set.insert(call.word(index)).second) ++added;
  }
  if (added > 0 && !created) call.keys.changed(call.word(1));
  return Reply::number(added);
}

Reply srem(CommandCall& call) {
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry == nullptr) return Reply::number(0);
  Set* const set = value_of<Set>(*entry);
  if (set == nullptr) return wrong_type();
  std::int64_t erased = 0;
  for (std::size_t index = 2; index < call.count(); ++index) {
    erased += static_cast<std::int64_t>(set->erase(call.word(index)));
  }
  if (erased > 0) call.keys.changed(call.word(1));
  if (set->empty()) call.keys.erase(call.word(1));
  return Reply::number(erased);
}

Reply sismember(CommandCall& call) {
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry == nullptr) return Reply::number(0);
  const Set* const set = value_of<Set>(*entry);
  if (set == nullptr) return wrong_type();
  return Reply::number(set->contains(call.word(2)) ? 1 : 0);
}

// The order is free in Redis; here by member.
Reply smembers(CommandCall& call) {
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry == nullptr) return Reply::list({});
  const Set* const set = value_of<Set>(*entry);
  if (set == nullptr) return wrong_type();
  std::vector<Reply> members;
  for (const std::string& member : *set) members.push_back(Reply::bulk(member));
  return Reply::list(std::move(members));
}

constexpr CommandSpec kCommands[] = {
    {"sadd", -3, sadd}, {"srem", -3, srem}, {"sismember", 3, sismember}, {"smembers", 2, smembers}};

}  // namespace

std::span<const CommandSpec> set_commands() { return kCommands; }

}  // namespace hindcast::redis
