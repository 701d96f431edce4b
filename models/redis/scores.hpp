// Scores and ranges of sorted sets in the arguments and replies of commands.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hindcast/models/redis/protocol.hpp"
#include "hindcast/models/redis/sorted_set.hpp"

namespace hindcast::redis {

// A score as RESP2 sends it: the text of "%.17g".
Reply score_reply(Binary64 score);
// Appends a member, and its score if asked.
void append_member(std::vector<Reply>& replies, const SortedSet::Member& member, bool with_score);

// Ranks [begin, end) of a sorted set.
using RankRange = std::pair<std::size_t, std::size_t>;

// An end of a range of scores: "1.5", "(1.5", "-inf". As Redis reads it: an empty text is 0, blanks
// may lead, what follows a NUL is not looked at.
struct ScoreBound {
  Binary64 score{};
  bool exclusive = false;

  static std::optional<ScoreBound> read(std::string_view text);
};

struct ScoreRange {
  ScoreBound least;
  ScoreBound greatest;

  RankRange of(const SortedSet& set) const;
};

// An end of a range of members: "[a", "(a", "-" before all, "+" after all.
struct MemberBound {
  enum class Kind : std::uint8_t { lowest, member, highest };

  Kind kind = Kind::member;
  std::string member{};
  bool exclusive = false;

  static std::optional<MemberBound> read(std::string_view text);
};

// Members by their bytes alone. Where scores differ Redis does not say what it returns; this is
// what it does with small sets (those that it keeps as a listpack): it scans from one end for the
// first that is in the range, and stops at the first that is not.
struct MemberRange {
  MemberBound least;
  MemberBound greatest;

  bool is_above_least(const std::string& member) const;
  bool is_below_greatest(const std::string& member) const;
  // Whether no member can be in it, as "(a [a".
  bool is_empty() const;
  // The ranks that a scan from the lower or the upper end yields.
  RankRange of(const SortedSet& set, bool from_end) const;
};

}  // namespace hindcast::redis
