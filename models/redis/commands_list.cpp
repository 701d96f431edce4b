// LPUSH, RPUSH, LPOP, RPOP, LLEN, LRANGE: commands on lists.
#include <algorithm>

#include "hindcast/models/redis/command.hpp"

namespace hindcast::redis {
namespace {

enum class End { left, right };

Reply push(CommandCall& call, End end) {
  Entry* entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry != nullptr && value_of<List>(*entry) == nullptr) return wrong_type();
  if (entry == nullptr) {
    entry = &call.keys.put(call.word(1));
    entry->value = List{};
  } else {
    call.keys.changed(call.word(1));
  }
  List& list = *value_of<List>(*entry);
  for (std::size_t index = 2; index < call.count(); ++index) {
    if (end == End::left) {
      list.push_front(call.word(index));
    } else {
      list.push_back(call.word(index));
    }
  }
  return Reply::number(static_cast<std::int64_t>(list.size()));
}

Reply lpush(CommandCall& call) { return push(call, End::left); }
Reply rpush(CommandCall& call) { return push(call, End::right); }

Reply take(List& list, End end) {
  std::string& item = end == End::left ? list.front() : list.back();
  Reply reply = Reply::bulk(std::move(item));
  if (end == End::left) {
    list.pop_front();
  } else {
    list.pop_back();
  }
  return reply;
}

Reply pop(CommandCall& call, End end, std::string_view name) {
  if (call.count() > 3) return wrong_arity(name);
  const bool counted = call.count() == 3;
  std::int64_t wanted = 1;
  if (counted) {
    const auto number = read_integer(call.word(2));
    if (!number || *number < 0) {
      return Reply::error("ERR value is out of range, must be positive");
    }
    wanted = *number;
  }
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry == nullptr) return counted ? Reply::null_array() : Reply::null();
  List* const list = value_of<List>(*entry);
  if (list == nullptr) return wrong_type();
  if (counted && wanted == 0) return Reply::list({});
  std::vector<Reply> taken;
  for (; wanted > 0 && !list->empty(); --wanted) taken.push_back(take(*list, end));
  if (list->empty()) {
    call.keys.erase(call.word(1));
  } else {
    call.keys.changed(call.word(1));
  }
  return counted ? Reply::list(std::move(taken)) : taken.front();
}

Reply lpop(CommandCall& call) { return pop(call, End::left, "lpop"); }
Reply rpop(CommandCall& call) { return pop(call, End::right, "rpop"); }

Reply llen(CommandCall& call) {
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry == nullptr) return Reply::number(0);
  const List* const list = value_of<List>(*entry);
  if (list == nullptr) return wrong_type();
  return Reply::number(static_cast<std::int64_t>(list->size()));
}

Reply lrange(CommandCall& call) {
  const auto first = read_integer(call.word(2));
  const auto last = read_integer(call.word(3));
  if (!first || !last) return not_an_integer();
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry == nullptr) return Reply::list({});
  const List* const list = value_of<List>(*entry);
  if (list == nullptr) return wrong_type();
  const auto size = static_cast<std::int64_t>(list->size());
  const std::int64_t begin = std::max<std::int64_t>(*first < 0 ? size + *first : *first, 0);
  const std::int64_t end = std::min(*last < 0 ? size + *last : *last, size - 1);
  std::vector<Reply> items;
  for (std::int64_t index = begin; index <= end; ++index) {
    items.push_back(Reply::bulk((*list)[static_cast<std::size_t>(index)]));
  }
  return Reply::list(std::move(items));
}

constexpr CommandSpec kCommands[] = {
    {"lpush", -3, lpush}, {"rpush", -3, rpush}, {"lpop", -2, lpop},
    {"rpop", -2, rpop},   {"llen", 2, llen},    {"lrange", 4, lrange},
};

}  // namespace

std::span<const CommandSpec> list_commands() { return kCommands; }

}  // namespace hindcast::redis
