#include "hindcast/models/redis/scores.hpp"

#include <algorithm>

namespace hindcast::redis {
namespace {

// Returns the first rank in [0, size] from which on `is_past` holds.
template <class Predicate>
std::size_t first_rank(const SortedSet& set, Predicate is_past) {
  std::size_t low = 0;
  std::size_t high = set.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (is_past(set.at(middle))) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

Reply score_reply(Binary64 score) {
  const FloatingNumber parts = score.parts();
  const bool small = parts.kind == FloatingNumber::Kind::finite && parts.significand != 0 &&
                     score < Binary64::of(1'000'000'000) && score > Binary64::of(-1'000'000'000);
  if (small && Binary64::of(score.truncated()) == score) {
    return Reply::bulk(std::to_string(score.truncated()));
  }
  return Reply::bulk(general_text(parts));
}

void append_member(std::vector<Reply>& replies, const SortedSet::Member& member, bool with_score) {
  replies.push_back(Reply::bulk(member.first));
  if (with_score) replies.push_back(score_reply(member.second));
}

std::optional<ScoreBound> ScoreBound::read(std::string_view text) {
  text = text.substr(0, text.find('\0'));
  ScoreBound bound;
  bound.exclusive = text.starts_with('(');
  if (bound.exclusive) text.remove_prefix(1);
  const FloatingText read = read_floating(text, kBinary64Format);
  if (read.length != text.size() || read.number.kind == FloatingNumber::Kind::nan) {
    return std::nullopt;
  }
  bound.score = Binary64::of(read.number);
  return bound;
}

RankRange ScoreRange::of(const SortedSet& set) const {
  const std::size_t begin = first_rank(set, [this](const SortedSet::Member& member) {
    return least.exclusive ? member.second > least.score : member.second >= least.score;
  });
  const std::size_t end = first_rank(set, [this](const SortedSet::Member& member) {
    return greatest.exclusive ? member.second >= greatest.score : member.second > greatest.score;
  });
  return {begin, std::max(begin, end)};
}

std::optional<MemberBound> MemberBound::read(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const bool alone = text.size() == 1 || text[1] == '\0';
  if (text[0] == '-' && alone) return MemberBound{Kind::lowest, {}, true};
  if (text[0] == '+' && alone) return MemberBound{Kind::highest, {}, true};
  if (text[0] != '(' && text[0] != '[') return std::nullopt;
  return MemberBound{Kind::member, std::string(text.substr(1)), text[0] == '('};
}

bool MemberRange::is_above_least(const std::string& member) const {
  if (least.kind != MemberBound::Kind::member) return least.kind == MemberBound::Kind::lowest;
  return least.exclusive ? member > least.member : member >= least.member;
}

bool MemberRange::is_below_greatest(const std::string& member) const {
  if (greatest.kind != MemberBound::Kind::member) {
    return greatest.kind == MemberBound::Kind::highest;
  }
  return greatest.exclusive ? member < greatest.member : member <= greatest.member;
}

bool MemberRange::is_empty() const {
  if (least.kind != greatest.kind) return least.kind > greatest.kind;
  if (least.kind != MemberBound::Kind::member) return true;
  const bool open = least.exclusive || greatest.exclusive;
  return least.member > greatest.member || (least.member == greatest.member && open);
}

RankRange MemberRange::of(const SortedSet& set, bool from_end) const {
  const std::size_t size = set.size();
  const bool outside = is_empty() || size == 0 || !is_above_least(set.at(size - 1).first) ||
                       !is_below_greatest(set.at(0).first);
  if (outside) return {0, 0};
  std::size_t begin = 0;
  std::size_t end = size;
  if (from_end) {
    while (end > 0 && !is_below_greatest(set.at(end - 1).first)) --end;
    begin = end;
    while (begin > 0 && is_above_least(set.at(begin - 1).first)) --begin;
  } else {
    while (begin < size && !is_above_least(set.at(begin).first)) ++begin;
    end = begin;
    while (end < size && is_below_greatest(set.at(end).first)) ++end;
  }
  return {begin, end};
}

}  // namespace hindcast::redis
