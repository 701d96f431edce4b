// conform_time: answers the rows of a recording of civil time, for `hindcast conform time`. A row
// asks with its kind of keys; what else it holds is not read:
//   {"zone","local"}      which moments a local reading means
//   {"zone","at","abbr"}  what a zone reads at a moment (POSIX seconds)
//   {"zone","before"}     the next change of that zone since 1970, in order of the rows
//   {"kind":"table"|"expires"|"right"}  leap seconds
#pragma once

#include <iosfwd>
#include <string>

#include "hindcast/models/time/zone_tables.hpp"

namespace hindcast {

// Reads rows of JSON, one a line, and writes one answered row for each; rows with "meta" go through
// as they are. Throws InputError, with `file` as its name, for what is no such row.
void conform_time(std::istream& rows, std::ostream& answers, const std::string& file = "-",
                  const ZoneTables& tables = ZoneTables::pinned());

}  // namespace hindcast
