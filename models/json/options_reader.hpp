// read_options: an Options struct from a JSON object, by its field table. Keys are the names of
// fields; the fields of a group stand in an object of the group's name.
#pragma once

#include <string_view>
#include <vector>

#include "hindcast/models/json/document.hpp"
#include "hindcast/sim/parameter.hpp"

namespace hindcast {

// Sets the fields that `object` names and leaves the others as they are; origins are the places of
// the values. Keys in `other_keys` are the caller's business, keys named "source" nobody's. Throws
// InputError with the place for an unknown key (naming the nearest), a value of another kind,
// without unit or out of range, and a broken rule between fields.
void read_options(const JsonValue& object, ParameterSet& parameters,
                  const std::vector<std::string_view>& other_keys = {});

}  // namespace hindcast
