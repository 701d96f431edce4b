// LPUSH, LPOP, LLEN, LRANGE, LMOVE and their kin: commands on lists and their ends.
#include <algorithm>

#include "hindcast/models/redis/command.hpp"

namespace hindcast::redis {
namespace {

enum class End : std::uint8_t { left, right };

void put(List& list, End end, std::string item) {
  if (end == End::left) {
    list.push_front(std::move(item));
  } else {
    list.push_back(std::move(item));
  }
}

std::string take(List& list, End end) {
  std::string item = std::move(end == End::left ? list.front() : list.back());
  if (end == End::left) {
    list.pop_front();
  } else {
    list.pop_back();
  }
  return item;
}

Reply size_of(const List& list) { return Reply::number(static_cast<std::int64_t>(list.size())); }

Reply push(CommandCall& call, End end, bool only_existing = false) {
  const auto found = lookup<List>(call, call.word(1));
  if (found.wrong()) return wrong_type();
  if (found.entry == nullptr && only_existing) return Reply::number(0);
  if (found.entry != nullptr) call.keys.changed(call.word(1));
  List& list = found_or_new(call, found, call.word(1));
  for (std::size_t index = 2; index < call.count(); ++index) put(list, end, call.word(index));
  return size_of(list);
}

Reply lpush(CommandCall& call) { return push(call, End::left); }
Reply rpush(CommandCall& call) { return push(call, End::right); }
Reply lpushx(CommandCall& call) { return push(call, End::left, true); }
Reply rpushx(CommandCall& call) { return push(call, End::right, true); }

Reply pop(CommandCall& call, End end, std::string_view name) {
  if (call.count() > 3) return wrong_arity(name);
  const bool counted = call.count() == 3;
  std::int64_t wanted = 1;
  if (counted) {
    const auto number = read_integer(call.word(2));
    if (!number || *number < 0) return not_positive();
    wanted = *number;
  }
  const auto found = lookup<List>(call, call.word(1));
  if (found.entry == nullptr) return counted ? Reply::null_array() : Reply::null();
  if (found.wrong()) return wrong_type();
  if (counted && wanted == 0) return Reply::list({});
  std::vector<Reply> taken;
  for (; wanted > 0 && !found.value->empty(); --wanted) {
    taken.push_back(Reply::bulk(take(*found.value, end)));
  }
  if (found.value->empty()) {
    call.keys.erase(call.word(1));
  } else {
    call.keys.changed(call.word(1));
  }
  return counted ? Reply::list(std::move(taken)) : taken.front();
}

Reply lpop(CommandCall& call) { return pop(call, End::left, "lpop"); }
Reply rpop(CommandCall& call) { return pop(call, End::right, "rpop"); }

struct Move {
  End from;
  End to;
};

Reply move_item(CommandCall& call, Move ends) {
  const std::string& from = call.word(1);
  const std::string& to = call.word(2);
  if (call.keys.find(from, call.wall_ms) == nullptr) return Reply::null();
  const bool to_wrong = lookup<List>(call, to).wrong();
  const auto source = lookup<List>(call, from);
  if (source.wrong() || to_wrong) return wrong_type();
  std::string item = take(*source.value, ends.from);
  call.keys.changed(from);
  if (from == to) {
    put(*source.value, ends.to, item);
    return Reply::bulk(std::move(item));
  }
  if (source.value->empty()) call.keys.erase(from);
  const auto target = lookup<List>(call, to);
  if (target.entry != nullptr) call.keys.changed(to);
  put(found_or_new(call, target, to), ends.to, item);
  return Reply::bulk(std::move(item));
}

std::optional<End> read_end(std::string_view word) {
  if (is_word(word, "LEFT")) return End::left;
  if (is_word(word, "RIGHT")) return End::right;
  return std::nullopt;
}

Reply lmove(CommandCall& call) {
  const auto from = read_end(call.word(3));
  const auto to = read_end(call.word(4));
  return from && to ? move_item(call, {*from, *to}) : syntax_error();
}

Reply rpoplpush(CommandCall& call) { return move_item(call, {End::right, End::left}); }

Reply llen(CommandCall& call) {
  const auto found = lookup<List>(call, call.word(1));
  if (found.entry == nullptr) return Reply::number(0);
  return found.wrong() ? wrong_type() : size_of(*found.value);
}

Reply lrange(CommandCall& call) {
  const auto first = read_integer(call.word(2));
  const auto last = read_integer(call.word(3));
  if (!first || !last) return not_an_integer();
  const auto found = lookup<List>(call, call.word(1));
  if (found.entry == nullptr) return Reply::list({});
  if (found.wrong()) return wrong_type();
  const auto size = static_cast<std::int64_t>(found.value->size());
  const std::int64_t begin = std::max<std::int64_t>(*first < 0 ? size + *first : *first, 0);
  const std::int64_t end = std::min(*last < 0 ? size + *last : *last, size - 1);
  std::vector<Reply> items;
  for (std::int64_t index = begin; index <= end; ++index) {
    items.push_back(Reply::bulk((*found.value)[static_cast<std::size_t>(index)]));
  }
  return Reply::list(std::move(items));
}

constexpr CommandSpec kCommands[] = {
    {"lpush", -3, lpush, kGrows},
    {"rpush", -3, rpush, kGrows},
    {"lpushx", -3, lpushx, kGrows},
    {"rpushx", -3, rpushx, kGrows},
    {"lpop", -2, lpop, kWrites},
    {"rpop", -2, rpop, kWrites},
    {"lmove", 5, lmove, kGrows},
    {"rpoplpush", 3, rpoplpush, kGrows},
    {"llen", 2, llen},
    {"lrange", 4, lrange},
};

}  // namespace

std::span<const CommandSpec> list_commands() { return kCommands; }

}  // namespace hindcast::redis
