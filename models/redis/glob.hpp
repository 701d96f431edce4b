// matches_glob: the patterns of KEYS, as redis-server 7.0.15 matches them: * ? [set] [^set] [a-z]
// and backslash.
#pragma once

#include <string_view>

namespace hindcast::redis {

// Time is at most the product of the two lengths: a star is retried from its last place only.
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace hindcast::redis
