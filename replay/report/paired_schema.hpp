// The JSON Schema definitions of pairs ("ends", "signed", "quantity_pair", "rate_pair"), for the
// schemas of all reports that hold some.
#pragma once

#include <string_view>

namespace hindcast {

// Returns members of a "$defs" object, each with a comma after it.
std::string_view paired_definitions();

}  // namespace hindcast
