// LINDEX, LSET, LINSERT, LREM, LTRIM, LPOS: commands on items inside a list.
#include <algorithm>
#include <limits>

#include "hindcast/models/redis/command.hpp"

namespace hindcast::redis {
namespace {

using Index = List::difference_type;

// Returns the item that an index means, which from -1 on counts from the end; null beyond.
std::string* item_at(List& list, std::int64_t index) {
  const auto size = static_cast<std::int64_t>(list.size());
  if (index < 0) index += size;
  return index < 0 || index >= size ? nullptr : &list[static_cast<std::size_t>(index)];
}

Reply lindex(CommandCall& call) {
  const auto found = lookup<List>(call, call.word(1));
  if (found.entry == nullptr) return Reply::null();
  if (found.wrong()) return wrong_type();
  const auto index = read_integer(call.word(2));
  if (!index) return not_an_integer();
  const std::string* const item = item_at(*found.value, *index);
  return item == nullptr ? Reply::null() : Reply::bulk(*item);
}

Reply lset(CommandCall& call) {
  const auto found = lookup<List>(call, call.word(1));
  if (found.entry == nullptr) return no_such_key();
  if (found.wrong()) return wrong_type();
  const auto index = read_integer(call.word(2));
  if (!index) return not_an_integer();
  std::string* const item = item_at(*found.value, *index);
  if (item == nullptr) return Reply::error("ERR index out of range");
  *item = call.word(3);
  call.keys.changed(call.word(1));
  return Reply::done();
}

Reply linsert(CommandCall& call) {
  const bool after = is_word(call.word(2), "AFTER");
  if (!after && !is_word(call.word(2), "BEFORE")) return syntax_error();
  const auto found = lookup<List>(call, call.word(1));
  if (found.entry == nullptr) return Reply::number(0);
  if (found.wrong()) return wrong_type();
  List& list = *found.value;
  const auto pivot = std::find(list.begin(), list.end(), call.word(3));
  if (pivot == list.end()) return Reply::number(-1);
  list.insert(after ? pivot + 1 : pivot, call.word(4));
  call.keys.changed(call.word(1));
  return Reply::number(static_cast<std::int64_t>(list.size()));
}

Reply lrem(CommandCall& call) {
  const auto count = read_integer(call.word(2));
  if (!count) return not_an_integer();
  const auto found = lookup<List>(call, call.word(1));
  if (found.entry == nullptr) return Reply::number(0);
  if (found.wrong()) return wrong_type();
  List& list = *found.value;
  const bool from_end = *count < 0;
  // Zero means all; the least number's opposite is 2^63, which is more than there are.
  const auto asked = static_cast<std::uint64_t>(*count);
  std::uint64_t left = *count == 0 ? list.size() : from_end ? 0 - asked : asked;
  if (from_end) std::reverse(list.begin(), list.end());
  const std::size_t before = list.size();
  const auto end = std::remove_if(list.begin(), list.end(), [&](const std::string& item) {
    if (item != call.word(3) || left == 0) return false;
    --left;
    return true;
  });
  list.erase(end, list.end());
  if (from_end) std::reverse(list.begin(), list.end());
  const std::size_t removed = before - list.size();
  if (removed > 0) call.keys.changed(call.word(1));
  if (list.empty()) call.keys.erase(call.word(1));
  return Reply::number(static_cast<std::int64_t>(removed));
}

Reply ltrim(CommandCall& call) {
  const auto first = read_integer(call.word(2));
  const auto last = read_integer(call.word(3));
  if (!first || !last) return not_an_integer();
  const auto found = lookup<List>(call, call.word(1));
  if (found.entry == nullptr) return Reply::done();
  if (found.wrong()) return wrong_type();
  List& list = *found.value;
  const auto size = static_cast<std::int64_t>(list.size());
  const std::int64_t begin = std::max<std::int64_t>(*first < 0 ? size + *first : *first, 0);
  const std::int64_t end = std::min(*last < 0 ? size + *last : *last, size - 1) + 1;
  if (begin >= end) {
    call.keys.erase(call.word(1));
    return Reply::done();
  }
  list.erase(list.begin() + static_cast<Index>(end), list.end());
  list.erase(list.begin(), list.begin() + static_cast<Index>(begin));
  if (static_cast<std::int64_t>(list.size()) < size) {
    call.keys.changed(call.word(1));
  } else {
    call.keys.signal(call.word(1));
  }
  return Reply::done();
}

struct PositionOptions {
  std::int64_t rank = 1;
  std::int64_t count = -1;  // as many as there are: 0; just one, not as a list: -1
  std::int64_t compared_max = 0;
};

// Reads LPOS's options. Returns the error reply if they are wrong.
std::optional<Reply> read_position_options(const CommandCall& call, PositionOptions& options) {
  for (std::size_t index = 3; index < call.count(); index += 2) {
    if (index + 1 == call.count()) return syntax_error();
    const auto number = read_integer(call.word(index + 1));
    if (is_word(call.word(index), "RANK")) {
      if (!number) return not_an_integer();
      options.rank = *number;
      if (options.rank == 0) {
        return Reply::error(
            "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or "
            "use negative to start from the end of the list");
      }
    } else if (is_word(call.word(index), "COUNT")) {
      if (!number || *number < 0) return Reply::error("ERR COUNT can't be negative");
      options.count = *number;
    } else if (is_word(call.word(index), "MAXLEN")) {
      if (!number || *number < 0) return Reply::error("ERR MAXLEN can't be negative");
      options.compared_max = *number;
    } else {
      return syntax_error();
    }
  }
  return std::nullopt;
}

std::vector<Reply> positions(const List& list, const std::string& item,
                             const PositionOptions& options) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  const bool from_end = options.rank < 0;
  const std::int64_t rank = from_end && options.rank != kLeast ? -options.rank : options.rank;
  const std::int64_t wanted = options.count < 0 ? 1 : options.count;
  const auto size = static_cast<std::int64_t>(list.size());
  const std::int64_t end = options.compared_max == 0 ? size : std::min(size, options.compared_max);
  std::vector<Reply> found;
  std::int64_t matches = 0;
  for (std::int64_t nth = 0; nth < end; ++nth) {
    const std::int64_t index = from_end ? size - 1 - nth : nth;
    if (list[static_cast<std::size_t>(index)] != item || ++matches < rank) continue;
    found.push_back(Reply::number(index));
    if (wanted != 0 && static_cast<std::int64_t>(found.size()) == wanted) break;
  }
  return found;
}

Reply lpos(CommandCall& call) {
  PositionOptions options;
  if (const auto error = read_position_options(call, options)) return *error;
  const auto found = lookup<List>(call, call.word(1));
  if (found.wrong()) return wrong_type();
  std::vector<Reply> places;
  if (found.value != nullptr) places = positions(*found.value, call.word(2), options);
  if (options.count >= 0) return Reply::list(std::move(places));
  return places.empty() ? Reply::null() : places.front();
}

constexpr CommandSpec kCommands[] = {
    {"lindex", 3, lindex},      {"lset", 4, lset, kGrows},    {"linsert", 5, linsert, kGrows},
    {"lrem", 4, lrem, kWrites}, {"ltrim", 4, ltrim, kWrites}, {"lpos", -3, lpos},
};

}  // namespace

std::span<const CommandSpec> list_item_commands() { return kCommands; }

}  // namespace hindcast::redis
