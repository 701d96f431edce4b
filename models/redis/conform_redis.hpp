// conform_redis: replays recorded commands through the keyspace, for `hindcast conform redis`. The
// rows say what was asked, on which connection and when; the replies that they hold are not read.
#pragma once

#include <iosfwd>
#include <string>

namespace hindcast {

// Reads rows {"case","t","cmd"(,"conn")(,"cmp")} of JSON, one a line, and writes each with this
// server's "reply" ({"+"} {"-"} {":"} {"$"} {"$x": hex} {"*"}). Each case begins with an empty
// server. Throws InputError, with `file` as its name, for what is no such row.
void conform_redis(std::istream& rows, std::ostream& answers, const std::string& file = "-");

}  // namespace hindcast
