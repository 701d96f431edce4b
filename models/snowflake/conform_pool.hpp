// conform_pool: replays a recording of generic-pool 3.9.0 through ConnectionPool, for
// `hindcast conform pool`. The rows say what was asked of the pool and when; the answers that they
// hold (events and counts) are not read.
#pragma once

#include <iosfwd>
#include <string>

namespace hindcast {

// Reads rows of JSON, one a line, from `rows` and writes one row for each to `answers`: rows that
// begin a case as they are, the others with this pool's events, size, available, borrowed, pending
// and spare. Throws InputError, with `file` as its name, for what is no such row.
void conform_pool(std::istream& rows, std::ostream& answers, const std::string& file = "-");

}  // namespace hindcast
