// The lines of models/time/zones.txt as part of the program.
#pragma once

#include <span>
#include <string_view>

namespace hindcast {

// Returns the lines; the first reads "# tz database VERSION ...". Defined in a source that the
// build writes.
std::span<const std::string_view> pinned_zone_lines();

}  // namespace hindcast
