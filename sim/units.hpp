// The text of quantities, as system files and the command line write them. Every reader is strict
// and exact, every printer is its inverse: parse_x(to_text(x)) == x, and equal values have equal
// texts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hindcast/sim/byte_size.hpp"
#include "hindcast/sim/parsed.hpp"
#include "hindcast/sim/rate.hpp"
#include "hindcast/sim/ratio.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// Whether "-" may stand before a number: clocks step back, timeouts do not.
enum class Sign { refused, allowed };

// Reads one number and one unit of ns, us, ms, s, m, h, d ("250ms", "1.5s", "2m"; not "1h30m",
// which is "90m"), or "infinite". Refuses what is not whole in nanoseconds, and "-0s".
Parsed<Duration> parse_duration(std::string_view text, Sign sign = Sign::refused);

// Reads a percentage ("2.5%") or parts per million ("50ppm"), whole in parts per billion. A bare
// number is refused: 0.5 could mean either.
Parsed<Ratio> parse_ratio(std::string_view text);

// Reads a plain decimal ("0.8", "1.5") as a ratio, where the number is a shape and no proportion:
// the exponent of a law, a factor of back-off.
Parsed<Ratio> parse_decimal(std::string_view text);

// Reads bytes with a unit: B, kB, MB, GB, TB count in thousands, KiB, MiB, GiB, TiB in 1,024s.
Parsed<ByteSize> parse_byte_size(std::string_view text);

// Reads events per second, minute, hour or day: "6/s", "2.5/s", "100/m".
Parsed<Rate> parse_rate(std::string_view text);

// Read decimal digits without leading zeros; the second also a "-" before a number other than 0.
Parsed<std::uint64_t> parse_count(std::string_view text);
Parsed<std::int64_t> parse_integer(std::string_view text);

// Reads "true" or "false".
Parsed<bool> parse_boolean(std::string_view text);

std::string to_text(Duration value);
std::string to_text(Ratio value);
std::string to_decimal_text(Ratio value);  // the inverse of parse_decimal
std::string to_text(ByteSize value);
std::string to_text(Rate value);

// Returns a duration as reports say it, rounded to what a reader needs: "25 min 31 s", "1.9 s",
// "0.25 s", "25 ms", "3 d 4 h", "for ever".
std::string human(Duration value);

// Returns a count as reports say it: "6,913".
std::string human(std::uint64_t count);

}  // namespace hindcast
