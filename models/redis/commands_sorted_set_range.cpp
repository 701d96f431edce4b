// ZRANGE and its older kin, ZCOUNT, ZLEXCOUNT, ZREMRANGEBY...: ranges of sorted sets.
#include <algorithm>
#include <variant>

#include "hindcast/models/redis/command.hpp"
#include "hindcast/models/redis/scores.hpp"

namespace hindcast::redis {
namespace {

enum class By : std::uint8_t { unsaid, rank, score, member };

struct RangeOptions {
  By by = By::unsaid;
  bool reverse = false;
  bool reverse_allowed = false;  // as an option; the older commands have it in their names
  bool with_scores = false;
  std::int64_t offset = 0;
  std::int64_t limit = -1;
};

// Reads the options behind the range. Returns the error reply if they are wrong.
std::optional<Reply> read_options(const CommandCall& call, RangeOptions& options) {
  const bool by_allowed = options.by == By::unsaid;
  for (std::size_t index = 4; index < call.count(); ++index) {
    const std::string& word = call.word(index);
    if (is_word(word, "WITHSCORES")) {
      options.with_scores = true;
    } else if (is_word(word, "LIMIT") && index + 2 < call.count()) {
      const auto offset = read_integer(call.word(++index));
      const auto limit = read_integer(call.word(++index));
      if (!offset || !limit) return not_an_integer();
      options.offset = *offset;
      options.limit = *limit;
    } else if (options.reverse_allowed && !options.reverse && is_word(word, "REV")) {
      options.reverse = true;
    } else if (by_allowed && options.by == By::unsaid && is_word(word, "BYLEX")) {
      options.by = By::member;
    } else if (by_allowed && options.by == By::unsaid && is_word(word, "BYSCORE")) {
      options.by = By::score;
    } else {
      return syntax_error();
    }
  }
  if (options.by == By::unsaid) options.by = By::rank;
  if (options.limit != -1 && options.by == By::rank) {
    return Reply::error(
        "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
  }
  if (options.with_scores && options.by == By::member) {
    return Reply::error("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
  }
  return std::nullopt;
}

struct Ranks {
  std::int64_t first;
  std::int64_t last;

  // Counted from the end that the command begins at.
  RankRange of(const SortedSet& set) const {
    const auto size = static_cast<std::int64_t>(set.size());
    const std::int64_t begin = std::max<std::int64_t>(first < 0 ? size + first : first, 0);
    const std::int64_t end = std::min((last < 0 ? size + last : last), size - 1) + 1;
    if (begin >= end) return {0, 0};
    return {static_cast<std::size_t>(begin), static_cast<std::size_t>(end)};
  }
};

// A range as it was asked for, or the error reply that says why not.
using Range = std::variant<Reply, Ranks, ScoreRange, MemberRange>;

// The words of a range: least and greatest, where they stand.
struct Bounds {
  const std::string& least;
  const std::string& greatest;
};

Range read_range(By by, const Bounds& words) {
  if (by == By::rank) {
    const auto first = read_integer(words.least);
    const auto last = read_integer(words.greatest);
    if (!first || !last) return not_an_integer();
    return Ranks{*first, *last};
  }
  if (by == By::score) {
    const auto least = ScoreBound::read(words.least);
    const auto greatest = ScoreBound::read(words.greatest);
    if (!least || !greatest) return Reply::error("ERR min or max is not a float");
    return ScoreRange{*least, *greatest};
  }
  const auto least = MemberBound::read(words.least);
  const auto greatest = MemberBound::read(words.greatest);
  if (!least || !greatest) return Reply::error("ERR min or max not valid string range item");
  return MemberRange{*least, *greatest};
}

RankRange ranks_of(const Range& range, const SortedSet& set, bool reverse) {
  if (const auto* const scores = std::get_if<ScoreRange>(&range)) return scores->of(set);
  if (const auto* const members = std::get_if<MemberRange>(&range))
    return members->of(set, reverse);
  const RankRange ranks = std::get<Ranks>(range).of(set);
  if (!reverse) return ranks;
  return {set.size() - ranks.second, set.size() - ranks.first};
}

// Takes LIMIT's part of the ranks. A negative offset is beyond any end, a negative limit is none.
RankRange limited(RankRange ranks, const RangeOptions& options) {
  const auto size = static_cast<std::int64_t>(ranks.second - ranks.first);
  if (options.by == By::rank) return ranks;
  if (options.offset < 0 || options.offset >= size) return {0, 0};
  const std::int64_t left = size - options.offset;
  const auto count =
      static_cast<std::size_t>(options.limit < 0 ? left : std::min(options.limit, left));
  const auto skipped = static_cast<std::size_t>(options.offset);
  if (options.reverse) return {ranks.second - skipped - count, ranks.second - skipped};
  return {ranks.first + skipped, ranks.first + skipped + count};
}

Reply range_by(CommandCall& call, RangeOptions options) {
  if (const auto error = read_options(call, options)) return *error;
  const bool swapped = options.reverse && options.by != By::rank;
  const Range range =
      read_range(options.by, {call.word(swapped ? 3 : 2), call.word(swapped ? 2 : 3)});
  if (const auto* const error = std::get_if<Reply>(&range)) return *error;
  const auto found = lookup<SortedSet>(call, call.word(1));
  if (found.wrong()) return wrong_type();
  if (found.value == nullptr) return Reply::list({});
  const SortedSet& set = *found.value;
  const RankRange ranks = limited(ranks_of(range, set, options.reverse), options);
  std::vector<Reply> members;
  for (std::size_t nth = 0; nth < ranks.second - ranks.first; ++nth) {
    const std::size_t rank = options.reverse ? ranks.second - 1 - nth : ranks.first + nth;
    append_member(members, set.at(rank), options.with_scores);
  }
  return Reply::list(std::move(members));
}

RangeOptions fixed(By by, bool reverse) {
  RangeOptions options;
  options.by = by;
  options.reverse = reverse;
  return options;
}

Reply zrange(CommandCall& call) {
  RangeOptions options;
  options.reverse_allowed = true;
  return range_by(call, options);
}
Reply zrevrange(CommandCall& call) { return range_by(call, fixed(By::rank, true)); }
Reply zrangebyscore(CommandCall& call) { return range_by(call, fixed(By::score, false)); }
Reply zrevrangebyscore(CommandCall& call) { return range_by(call, fixed(By::score, true)); }
Reply zrangebylex(CommandCall& call) { return range_by(call, fixed(By::member, false)); }
Reply zrevrangebylex(CommandCall& call) { return range_by(call, fixed(By::member, true)); }

// Counts the members in a range, and removes them if asked to.
Reply by_range(CommandCall& call, By by, bool removes) {
  const Range range = read_range(by, {call.word(2), call.word(3)});
  if (const auto* const error = std::get_if<Reply>(&range)) return *error;
  const auto found = lookup<SortedSet>(call, call.word(1));
  if (found.wrong()) return wrong_type();
  if (found.value == nullptr) return Reply::number(0);
  const RankRange ranks = ranks_of(range, *found.value, false);
  if (removes && ranks.first != ranks.second) {
    found.value->erase_ranks(ranks.first, ranks.second);
    call.keys.changed(call.word(1));
    if (found.value->empty()) call.keys.erase(call.word(1));
  }
  return Reply::number(static_cast<std::int64_t>(ranks.second - ranks.first));
}

Reply zcount(CommandCall& call) { return by_range(call, By::score, false); }
Reply zlexcount(CommandCall& call) { return by_range(call, By::member, false); }

Reply zremrangebyrank(CommandCall& call) { return by_range(call, By::rank, true); }
Reply zremrangebyscore(CommandCall& call) { return by_range(call, By::score, true); }
Reply zremrangebylex(CommandCall& call) { return by_range(call, By::member, true); }

constexpr CommandSpec kCommands[] = {
    {"zrange", -4, zrange},
    {"zrevrange", -4, zrevrange},
    {"zrangebyscore", -4, zrangebyscore},
    {"zrevrangebyscore", -4, zrevrangebyscore},
    {"zrangebylex", -4, zrangebylex},
    {"zrevrangebylex", -4, zrevrangebylex},
    {"zcount", 4, zcount},
    {"zlexcount", 4, zlexcount},
    {"zremrangebyrank", 4, zremrangebyrank, kWrites},
    {"zremrangebyscore", 4, zremrangebyscore, kWrites},
    {"zremrangebylex", 4, zremrangebylex, kWrites},
};

}  // namespace

std::span<const CommandSpec> sorted_set_range_commands() { return kCommands; }

}  // namespace hindcast::redis
