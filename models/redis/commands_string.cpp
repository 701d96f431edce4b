// GET, SET and their kin: commands on strings.
#include <limits>

#include "hindcast/models/redis/command.hpp"
#include "hindcast/models/redis/expiry.hpp"
#include "hindcast/models/redis/long_number.hpp"

namespace hindcast::redis {
namespace {

constexpr std::int64_t kStringBytesMax = std::int64_t{512} << 20;  // proto-max-bulk-len

Reply get_value(CommandCall& call) {
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry == nullptr) return Reply::null();
  const std::string* const value = value_of<std::string>(*entry);
  return value == nullptr ? wrong_type() : Reply::bulk(*value);
}

Reply set(CommandCall& call) {
  const auto options = read_options(call.words, 3, StringCommand::set);
  if (!options) return syntax_error();
  ExpiryTime expiry{Entry::kNoExpiry};
  if (options->form) {
    expiry = positive_expiry(call.word(options->expiry_word), *options->form, call.wall_ms, "set");
    if (expiry.error) return *expiry.error;
  }
  Reply old;
  if (options->get) {
    old = get_value(call);
    if (old.is_error()) return old;
  }
  Entry* const known = call.keys.peek(call.word(1), call.wall_ms);
  if (known != nullptr ? options->nx : options->xx) {
    call.keys.find(call.word(1), call.wall_ms);  // a look at the key is a use of it
    return options->get ? old : Reply::null();
  }
  if (options->keep_ttl && known != nullptr) expiry.wall_ms = known->expires;
  Entry& entry =
      known != nullptr ? call.keys.renew(*known, call.word(1)) : call.keys.put(call.word(1));
  entry.value = call.word(2);
  entry.expires = expiry.wall_ms;
  return options->get ? old : Reply::done();
}

Reply setnx(CommandCall& call) {
  if (call.keys.find(call.word(1), call.wall_ms) != nullptr) return Reply::number(0);
  call.keys.put(call.word(1)).value = call.word(2);
  return Reply::number(1);
}

Reply set_until(CommandCall& call, ExpiryForm form, std::string_view name) {
  const ExpiryTime expiry = positive_expiry(call.word(2), form, call.wall_ms, name);
  if (expiry.error) return *expiry.error;
  Entry& entry = call.keys.put(call.word(1));
  entry.value = call.word(3);
  entry.expires = expiry.wall_ms;
  return Reply::done();
}

Reply setex(CommandCall& call) { return set_until(call, {true, false}, "setex"); }
Reply psetex(CommandCall& call) { return set_until(call, {false, false}, "psetex"); }

Reply getset(CommandCall& call) {
  Reply old = get_value(call);
  if (!old.is_error()) call.keys.put(call.word(1)).value = call.word(2);
  return old;
}

Reply getex(CommandCall& call) {
  const auto options = read_options(call.words, 2, StringCommand::getex);
  if (!options) return syntax_error();
  const Reply reply = get_value(call);
  if (reply.type != Reply::Type::bulk) return reply;
  Entry& entry = *call.keys.find(call.word(1), call.wall_ms);
  if (options->form) {
    const ExpiryTime expiry =
        positive_expiry(call.word(options->expiry_word), *options->form, call.wall_ms, "getex");
    if (expiry.error) return *expiry.error;
    if (expiry.wall_ms <= call.wall_ms) {
      call.keys.erase(call.word(1));
    } else {
      entry.expires = expiry.wall_ms;
      call.keys.changed(call.word(1));
    }
  } else if (options->persist && entry.expires != Entry::kNoExpiry) {
    entry.expires = Entry::kNoExpiry;
    call.keys.changed(call.word(1));
  }
  return reply;
}

Reply getdel(CommandCall& call) {
  const Reply reply = get_value(call);
  if (reply.type == Reply::Type::bulk) call.keys.erase(call.word(1));
  return reply;
}

Reply add(CommandCall& call, std::int64_t by) {
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  std::int64_t sum = 0;
  if (entry != nullptr) {
    const std::string* const value = value_of<std::string>(*entry);
    if (value == nullptr) return wrong_type();
    const auto number = read_integer(*value);
    if (!number) return not_an_integer();
    sum = *number;
  }
  if (__builtin_add_overflow(sum, by, &sum)) {
    return Reply::error("ERR increment or decrement would overflow");
  }
  if (entry == nullptr) {
    call.keys.put(call.word(1)).value = std::to_string(sum);
  } else {
    entry->value = std::to_string(sum);
    call.keys.changed(call.word(1));
  }
  return Reply::number(sum);
}

Reply incr(CommandCall& call) { return add(call, 1); }
Reply decr(CommandCall& call) { return add(call, -1); }

Reply incrby(CommandCall& call) {
  const auto by = read_integer(call.word(2));
  return by ? add(call, *by) : not_an_integer();
}

Reply decrby(CommandCall& call) {
  const auto by = read_integer(call.word(2));
  if (!by) return not_an_integer();
  if (*by == std::numeric_limits<std::int64_t>::min()) {
    return Reply::error("ERR decrement would overflow");
  }
  return add(call, -*by);
}

Reply incrbyfloat(CommandCall& call) {
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  const std::string* const value = entry == nullptr ? nullptr : value_of<std::string>(*entry);
  if (entry != nullptr && value == nullptr) return wrong_type();
  const auto number = value == nullptr ? Extended80() : read_long_number(*value);
  const auto by = read_long_number(call.word(2));
  if (!number || !by) return not_a_number();
  const Extended80 sum = *number + *by;
  if (!sum.is_finite()) return infinite_sum();
  std::string text = long_number_text(sum);
  if (entry == nullptr) {
    call.keys.put(call.word(1)).value = text;
  } else {
    entry->value = text;
    call.keys.changed(call.word(1));
  }
  return Reply::bulk(std::move(text));
}

Reply mget(CommandCall& call) {
  std::vector<Reply> values;
  for (std::size_t index = 1; index < call.count(); ++index) {
    Entry* const entry = call.keys.find(call.word(index), call.wall_ms);
    const std::string* const value = entry == nullptr ? nullptr : value_of<std::string>(*entry);
    values.push_back(value == nullptr ? Reply::null() : Reply::bulk(*value));
  }
  return Reply::list(std::move(values));
}

void set_pairs(CommandCall& call) {
  for (std::size_t index = 1; index < call.count(); index += 2) {
    call.keys.put(call.word(index)).value = call.word(index + 1);
  }
}

Reply mset(CommandCall& call) {
  if (call.count() % 2 == 0) return wrong_arity("mset");
  set_pairs(call);
  return Reply::done();
}

Reply msetnx(CommandCall& call) {
  if (call.count() % 2 == 0) return wrong_arity("msetnx");
  for (std::size_t index = 1; index < call.count(); index += 2) {
    if (call.keys.find(call.word(index), call.wall_ms) != nullptr) return Reply::number(0);
  }
  set_pairs(call);
  return Reply::number(1);
}

Reply too_long() {
  return Reply::error("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
}

Reply length_of(const std::string& value) {
  return Reply::number(static_cast<std::int64_t>(value.size()));
}

Reply append(CommandCall& call) {
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry == nullptr) {
    call.keys.put(call.word(1)).value = call.word(2);
    return length_of(call.word(2));
  }
  std::string* const value = value_of<std::string>(*entry);
  if (value == nullptr) return wrong_type();
  if (static_cast<std::int64_t>(value->size() + call.word(2).size()) > kStringBytesMax) {
    return too_long();
  }
  *value += call.word(2);
  call.keys.changed(call.word(1));
  return length_of(*value);
}

Reply strlen(CommandCall& call) {
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry == nullptr) return Reply::number(0);
  const std::string* const value = value_of<std::string>(*entry);
  return value == nullptr ? wrong_type() : length_of(*value);
}

Reply setrange(CommandCall& call) {
  const auto offset = read_integer(call.word(2));
  if (!offset) return not_an_integer();
  if (*offset < 0) return Reply::error("ERR offset is out of range");
  const std::string& part = call.word(3);
  Entry* entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry != nullptr && value_of<std::string>(*entry) == nullptr) return wrong_type();
  if (part.empty()) return entry == nullptr ? Reply::number(0) : strlen(call);
  if (*offset > kStringBytesMax - static_cast<std::int64_t>(part.size())) return too_long();
  if (entry == nullptr) {
    entry = &call.keys.put(call.word(1));
  } else {
    call.keys.changed(call.word(1));
  }
  std::string& value = *value_of<std::string>(*entry);
  const auto begin = static_cast<std::size_t>(*offset);
  if (value.size() < begin + part.size()) value.resize(begin + part.size());
  value.replace(begin, part.size(), part);
  return length_of(value);
}

Reply getrange(CommandCall& call) {
  const auto first = read_integer(call.word(2));
  const auto last = read_integer(call.word(3));
  if (!first || !last) return not_an_integer();
  Entry* const entry = call.keys.find(call.word(1), call.wall_ms);
  if (entry == nullptr) return Reply::bulk("");
  const std::string* const value = value_of<std::string>(*entry);
  if (value == nullptr) return wrong_type();
  if (*first < 0 && *last < 0 && *first > *last) return Reply::bulk("");
  const auto size = static_cast<std::int64_t>(value->size());
  const auto place = [size](std::int64_t from_end) {
    return std::max<std::int64_t>(from_end < 0 ? size + from_end : from_end, 0);
  };
  const std::int64_t begin = place(*first);
  const std::int64_t end = std::min(place(*last), size - 1);
  if (size == 0 || begin > end) return Reply::bulk("");
  return Reply::bulk(
      value->substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin + 1)));
}

constexpr CommandSpec kCommands[] = {
    {"get", 2, get_value},
    {"set", -3, set, kGrows},
    {"setnx", 3, setnx, kGrows},
    {"setex", 4, setex, kGrows},
    {"psetex", 4, psetex, kGrows},
    {"getset", 3, getset, kGrows},
    {"getex", -2, getex, kWrites},
    {"getdel", 2, getdel, kWrites},
    {"incr", 2, incr, kGrows},
    {"decr", 2, decr, kGrows},
    {"incrby", 3, incrby, kGrows},
    {"decrby", 3, decrby, kGrows},
    {"incrbyfloat", 3, incrbyfloat, kGrows},
    {"mget", -2, mget},
    {"mset", -3, mset, kGrows},
    {"msetnx", -3, msetnx, kGrows},
    {"append", 3, append, kGrows},
    {"strlen", 2, strlen},
    {"setrange", 4, setrange, kGrows},
    {"getrange", 4, getrange},
    {"substr", 4, getrange},
};

}  // namespace

std::span<const CommandSpec> string_commands() { return kCommands; }

}  // namespace hindcast::redis
