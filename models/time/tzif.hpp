// read_tzif: compiled time-zone files, as zic writes them and /usr/share/zoneinfo holds them.
// Source of the format: RFC 9636 (TZif), versions 2 to 4; version 1 has no 64-bit data and is
// refused.
#pragma once

#include <string>
#include <string_view>

#include "hindcast/models/time/time_zone.hpp"

namespace hindcast {

// Reads the bytes of a TZif file as the zone `name`. Leap seconds in it (the "right" zones) are
// refused: here a zone is a function of POSIX seconds.
Parsed<TimeZone> read_tzif(std::string_view bytes, std::string name);

}  // namespace hindcast
