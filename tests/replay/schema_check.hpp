// A small validator of JSON Schema: the keywords that our schema uses, and no others. It reads with
// our own reader, not with the library that writes.
#pragma once

#include <string>
#include <vector>

#include "hindcast/models/json/reader.hpp"

namespace hindcast::testing {

// Returns what does not fit, one sentence each with the path of the value; empty if all fits. A
// keyword that the validator does not know is a complaint too.
std::vector<std::string> schema_complaints(const JsonValue& schema, const JsonValue& value);

}  // namespace hindcast::testing
