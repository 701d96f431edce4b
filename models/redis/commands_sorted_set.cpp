// ZADD, ZINCRBY, ZREM, ZPOPMIN, ZPOPMAX and what is asked of one member: commands on sorted sets.
#include <algorithm>
#include <vector>

#include "hindcast/models/redis/command.hpp"
#include "hindcast/models/redis/scores.hpp"

namespace hindcast::redis {
namespace {

struct AddOptions {
  bool nx = false;
  bool xx = false;
  bool gt = false;
  bool lt = false;
  bool changed = false;  // CH: counts members with another score too
  bool increment = false;
};

// Takes one option. Returns false if the word is none: the scores begin.
bool take_option(AddOptions& options, std::string_view word) {
  if (is_word(word, "NX")) return options.nx = true;
  if (is_word(word, "XX")) return options.xx = true;
  if (is_word(word, "GT")) return options.gt = true;
  if (is_word(word, "LT")) return options.lt = true;
  if (is_word(word, "CH")) return options.changed = true;
  if (is_word(word, "INCR")) return options.increment = true;
  return false;
}

std::optional<Reply> contradiction(const AddOptions& options, std::size_t pairs) {
  if (options.nx && options.xx) {
    return Reply::error("ERR XX and NX options at the same time are not compatible");
  }
  if ((options.nx && (options.gt || options.lt)) || (options.gt && options.lt)) {
    return Reply::error("ERR GT, LT, and/or NX options at the same time are not compatible");
  }
  if (options.increment && pairs > 1) {
    return Reply::error("ERR INCR option supports a single increment-element pair");
  }
  return std::nullopt;
}

enum class Outcome : std::uint8_t { nothing, kept, updated, added, not_a_number };

// What happened to one member, and the score it has now.
struct Added {
  Outcome outcome = Outcome::nothing;
  Binary64 score{};
};

Added add_member(SortedSet& set, const std::string& member, Binary64 score,
                 const AddOptions& options) {
  const auto current = set.score(member);
  if (!current) {
    if (options.xx) return {};
    set.set(member, score);
    return {Outcome::added, score};
  }
  if (options.nx) return {};
  const Binary64 wanted = options.increment ? score + *current : score;
  if (wanted.is_nan()) return {Outcome::not_a_number};
  if ((options.lt && wanted >= *current) || (options.gt && wanted <= *current)) return {};
  if (wanted == *current) return {Outcome::kept, wanted};
  set.set(member, wanted);
  return {Outcome::updated, wanted};
}

// The command's pairs from `first` on, with their scores.
struct Pairs {
  std::size_t first;
  std::vector<Binary64> scores{};
};

Reply add_pairs(CommandCall& call, const AddOptions& options, const Pairs& pairs) {
  const auto found = lookup<SortedSet>(call, call.word(1));
  if (found.wrong()) return wrong_type();
  if (found.entry == nullptr && options.xx) {
    return options.increment ? Reply::null() : Reply::number(0);
  }
  SortedSet& set = found_or_new(call, found, call.word(1));
  std::int64_t added = 0;
  std::int64_t updated = 0;
  Added last;
  for (std::size_t nth = 0; nth < pairs.scores.size(); ++nth) {
    last = add_member(set, call.word(pairs.first + 2 * nth + 1), pairs.scores[nth], options);
    if (last.outcome == Outcome::added) ++added;
    if (last.outcome == Outcome::updated) ++updated;
  }
  if (found.entry != nullptr && added + updated > 0) call.keys.changed(call.word(1));
  if (last.outcome == Outcome::not_a_number) {
    return Reply::error("ERR resulting score is not a number (NaN)");
  }
  if (!options.increment) return Reply::number(options.changed ? added + updated : added);
  return last.outcome == Outcome::nothing ? Reply::null() : score_reply(last.score);
}

// ZINCRBY is ZADD INCR, down to the options, which it takes in place of its increment.
Reply add(CommandCall& call, AddOptions options) {
  std::size_t first = 2;
  while (first < call.count() && take_option(options, call.word(first))) ++first;
  const std::size_t words = call.count() - first;
  if (words == 0 || words % 2 != 0) return syntax_error();
  if (const auto error = contradiction(options, words / 2)) return *error;
  Pairs pairs{first};
  for (std::size_t index = first; index < call.count(); index += 2) {
    const auto score = read_score(call.word(index));
    if (!score) return not_a_number();
    pairs.scores.push_back(*score);
  }
  return add_pairs(call, options, pairs);
}

Reply zadd(CommandCall& call) { return add(call, {}); }

Reply zincrby(CommandCall& call) {
  AddOptions options;
  options.increment = true;
  return add(call, options);
}

Reply zrem(CommandCall& call) {
  const auto found = lookup<SortedSet>(call, call.word(1));
  if (found.entry == nullptr) return Reply::number(0);
  if (found.wrong()) return wrong_type();
  std::int64_t erased = 0;
  for (std::size_t index = 2; index < call.count(); ++index) {
    if (found.value->erase(call.word(index))) ++erased;
  }
  if (erased > 0) call.keys.changed(call.word(1));
  if (found.value->empty()) call.keys.erase(call.word(1));
  return Reply::number(erased);
}

Reply zcard(CommandCall& call) {
  const auto found = lookup<SortedSet>(call, call.word(1));
  if (found.wrong()) return wrong_type();
  return Reply::number(found.value == nullptr ? 0 : static_cast<std::int64_t>(found.value->size()));
}

Reply score_of(const SortedSet* set, const std::string& member) {
  const auto score = set == nullptr ? std::nullopt : set->score(member);
  return score ? score_reply(*score) : Reply::null();
}

Reply zscore(CommandCall& call) {
  const auto found = lookup<SortedSet>(call, call.word(1));
  return found.wrong() ? wrong_type() : score_of(found.value, call.word(2));
}

Reply zmscore(CommandCall& call) {
  const auto found = lookup<SortedSet>(call, call.word(1));
  if (found.wrong()) return wrong_type();
  std::vector<Reply> scores;
  for (std::size_t index = 2; index < call.count(); ++index) {
    scores.push_back(score_of(found.value, call.word(index)));
  }
  return Reply::list(std::move(scores));
}

Reply rank_of(CommandCall& call, bool from_end) {
  const auto found = lookup<SortedSet>(call, call.word(1));
  if (found.wrong()) return wrong_type();
  if (found.value == nullptr) return Reply::null();
  const auto rank = found.value->rank(call.word(2));
  if (!rank) return Reply::null();
  return Reply::number(
      static_cast<std::int64_t>(from_end ? found.value->size() - 1 - *rank : *rank));
}

Reply zrank(CommandCall& call) { return rank_of(call, false); }
Reply zrevrank(CommandCall& call) { return rank_of(call, true); }

Reply pop(CommandCall& call, bool greatest) {
  if (call.count() > 3) return syntax_error();
  std::int64_t wanted = 1;
  if (call.count() == 3) {
    const auto number = read_integer(call.word(2));
    if (!number || *number < 0) return not_positive();
    wanted = *number;
  }
  const auto found = lookup<SortedSet>(call, call.word(1));
  if (found.wrong()) return wrong_type();
  if (found.entry == nullptr || wanted == 0) return Reply::list({});
  SortedSet& set = *found.value;
  const std::size_t size = set.size();
  const auto count = std::min(static_cast<std::size_t>(wanted), size);
  std::vector<Reply> taken;
  for (std::size_t nth = 0; nth < count; ++nth) {
    append_member(taken, set.at(greatest ? size - 1 - nth : nth), true);
  }
  set.erase_ranks(greatest ? size - count : 0, greatest ? size : count);
  call.keys.changed(call.word(1));
  if (set.empty()) call.keys.erase(call.word(1));
  return Reply::list(std::move(taken));
}

Reply zpopmin(CommandCall& call) { return pop(call, false); }
Reply zpopmax(CommandCall& call) { return pop(call, true); }

constexpr CommandSpec kCommands[] = {
    {"zadd", -4, zadd, kGrows},
    {"zincrby", 4, zincrby, kGrows},
    {"zrem", -3, zrem, kWrites},
    {"zcard", 2, zcard},
    {"zscore", 3, zscore},
    {"zmscore", -3, zmscore},
    {"zrank", 3, zrank},
    {"zrevrank", 3, zrevrank},
    {"zpopmin", -2, zpopmin, kWrites},
    {"zpopmax", -2, zpopmax, kWrites},
};

}  // namespace

std::span<const CommandSpec> sorted_set_commands() { return kCommands; }

}  // namespace hindcast::redis
