// SADD, SREM, SMOVE, SISMEMBER and their kin: commands on sets.
#include "hindcast/models/redis/command.hpp"

namespace hindcast::redis {
namespace {

Reply sadd(CommandCall& call) {
  const auto found = lookup<Set>(call, call.word(1));
  if (found.wrong()) return wrong_type();
  Set& set = found_or_new(call, found, call.word(1));
  std::int64_t added = 0;
  for (std::size_t index = 2; index < call.count(); ++index) {
    if (set.insert(call.word(index)).second) ++added;
  }
  if (added > 0 && found.entry != nullptr) call.keys.changed(call.word(1));
  return Reply::number(added);
}

Reply srem(CommandCall& call) {
  const auto found = lookup<Set>(call, call.word(1));
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

Reply smove(CommandCall& call) {
  const std::string& from = call.word(1);
  const std::string& to = call.word(2);
  const std::string& member = call.word(3);
  // Looks at both first: either may be past its time.
  const bool to_wrong = lookup<Set>(call, to).wrong();
  const auto source = lookup<Set>(call, from);
  if (source.entry == nullptr) return Reply::number(0);
  if (source.wrong() || to_wrong) return wrong_type();
  if (from == to) return Reply::number(source.value->contains(member) ? 1 : 0);
  if (source.value->erase(member) == 0) return Reply::number(0);
  call.keys.changed(from);
  if (source.value->empty()) call.keys.erase(from);
  const auto target = lookup<Set>(call, to);
  if (found_or_new(call, target, to).insert(member).second && target.entry != nullptr) {
    call.keys.changed(to);
  }
  return Reply::number(1);
}

Reply sismember(CommandCall& call) {
  const auto found = lookup<Set>(call, call.word(1));
  if (found.wrong()) return wrong_type();
  const bool member = found.value != nullptr && found.value->contains(call.word(2));
  return Reply::number(member ? 1 : 0);
}

Reply smismember(CommandCall& call) {
  const auto found = lookup<Set>(call, call.word(1));
  if (found.wrong()) return wrong_type();
  std::vector<Reply> answers;
  for (std::size_t index = 2; index < call.count(); ++index) {
    const bool member = found.value != nullptr && found.value->contains(call.word(index));
    answers.push_back(Reply::number(member ? 1 : 0));
  }
  return Reply::list(std::move(answers));
}

Reply scard(CommandCall& call) {
  const auto found = lookup<Set>(call, call.word(1));
  if (found.wrong()) return wrong_type();
  return Reply::number(found.value == nullptr ? 0 : static_cast<std::int64_t>(found.value->size()));
}

// The order is free in Redis; here by member.
Reply smembers(CommandCall& call) {
  const auto found = lookup<Set>(call, call.word(1));
  if (found.entry == nullptr) return Reply::list({});
  if (found.wrong()) return wrong_type();
  std::vector<Reply> members;
  for (const std::string& member : *found.value) members.push_back(Reply::bulk(member));
  return Reply::list(std::move(members));
}

constexpr CommandSpec kCommands[] = {
    {"sadd", -3, sadd, kGrows},  {"srem", -3, srem, kWrites},    {"smove", 4, smove, kWrites},
    {"sismember", 3, sismember}, {"smismember", -3, smismember}, {"scard", 2, scard},
    {"smembers", 2, smembers},
};

}  // namespace

std::span<const CommandSpec> set_commands() { return kCommands; }

}  // namespace hindcast::redis
