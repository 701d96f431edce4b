// conform_breaker: replays a recording of opossum 9.0.0 or cockatiel 3.2.1 through the models, for
// `hindcast conform breaker`. The rows say what was asked of the breaker and when; the answers that
// they hold (events, state, counts) are not read.
#pragma once

#include <iosfwd>
#include <string>

namespace hindcast {

// Reads rows of JSON, one a line, from `rows` and writes one row for each to `answers`: rows that
// begin a case as they are, the others with this breaker's events and state (for opossum also
// pendingClose, warmUp, enabled and stats). Throws InputError, with `file` as its name, for what is
// no such row.
void conform_breaker(std::istream& rows, std::ostream& answers, const std::string& file = "-");

}  // namespace hindcast
