// Delta: how a run departs from its seed, as text with one departure a line:
//
//   schedule                 the order of what is ready was asked, not first in, first out
//   pool.acquire_timeout=2s  a parameter other than the design's (with \n and \\ escaped)
//   ?0123456789abcdef=3      the answer 3 to the question with that key
//   @12500000000=7           from 12.5 s of virtual time on the run draws from seed 7
//
// A token holds it in base32hex; a record file holds it line by line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hindcast/replay/choosers.hpp"
#include "hindcast/sim/parameter.hpp"
#include "hindcast/sim/reseed.hpp"

namespace hindcast {

struct Delta {
  bool asks_schedule = false;
  std::vector<Assignment> overrides{};
  std::vector<Deviation> deviations{};
  Reseeds reseeds{};

  bool empty() const {
    return !asks_schedule && overrides.empty() && deviations.empty() && reseeds.empty();
  }
};

// Returns the lines, each with its line end; "" for an empty delta.
std::string to_text(const Delta& delta);

// Adds what one line says. Returns false if it says nothing that to_text writes.
bool add_line(std::string_view line, Delta& delta);

// Returns `bytes` in base32hex (RFC 4648, lower case, without padding), and the inverse, which
// gives "" for what is no such text.
std::string to_base32(std::string_view bytes);
std::string from_base32(std::string_view text);

// Returns the number that exactly so many lower-case hexadecimal digits write. REQUIRES: digits <=
// 16.
Parsed<std::uint64_t> parse_hexadecimal(std::string_view text, std::size_t digits);

// Returns the parts between the separators, empty ones included.
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace hindcast
