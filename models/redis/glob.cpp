#include "hindcast/models/redis/glob.hpp"

#include <algorithm>
#include <cstddef>

namespace hindcast::redis {
namespace {

// Matches one character against the set that begins at `at`, and moves `at` behind the set. A set
// without an end ends with the pattern.
bool matches_set(std::string_view pattern, std::size_t& at, char character) {
  const auto byte = [](char letter) { return static_cast<unsigned char>(letter); };
  ++at;
  const bool negated = at < pattern.size() && pattern[at] == '^';
  if (negated) ++at;
  bool found = false;
  for (; at < pattern.size() && pattern[at] != ']'; ++at) {
    if (pattern[at] == '\\' && at + 1 < pattern.size()) {
      ++at;
      found = found || pattern[at] == character;
    } else if (at + 2 < pattern.size() && pattern[at + 1] == '-') {
      const unsigned char low = std::min(byte(pattern[at]), byte(pattern[at + 2]));
      const unsigned char high = std::max(byte(pattern[at]), byte(pattern[at + 2]));
      found = found || (low <= byte(character) && byte(character) <= high);
      at += 2;
    } else {
      found = found || pattern[at] == character;
    }
  }
  if (at < pattern.size()) ++at;
  return found != negated;
}

// Matches one character against the element at `at`, which is no star, and moves behind it.
bool matches_one(std::string_view pattern, std::size_t& at, char character) {
  if (pattern[at] == '[') return matches_set(pattern, at, character);
  if (pattern[at] == '?') {
    ++at;
    return true;
  }
  if (pattern[at] == '\\' && at + 1 < pattern.size()) ++at;
  return pattern[at++] == character;
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view text) {
  std::size_t at = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  std::size_t position = 0;
  while (position < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      star_text = position;
      continue;
    }
    std::size_t next = at;
    if (at < pattern.size() && matches_one(pattern, next, text[position])) {
      at = next;
      ++position;
      continue;
    }
    if (star == std::string_view::npos) return false;
    at = star + 1;
    position = ++star_text;
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

}  // namespace hindcast::redis
