// How a system file's own code is read and comes into a world. A plug is an object with a "kind",
// beside which stand its options:
//
//   "breaker": {"kind": "my_breaker", "failures": 3}
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hindcast/models/json/document.hpp"
#include "hindcast/models/resilience/guard_place.hpp"
#include "hindcast/scenarios/design/design.hpp"

namespace hindcast {

// Reads the plug under the point's key of `object`, if that is an object with a "kind", and adds it
// and its parameters ("<path>.<key>.<field>") to the design. Throws InputError for a kind that
// nobody registered and for wrong options.
PluggedIn read_plug(const JsonValue& object, PlugPoint point, const std::string& path,
                    const PlugRegistry& plugs, Design& design);

// Reads what stands in the sockets of a component and plugs it into its options; adds the keys that
// it read to `keys`.
void read_sockets(const JsonValue& object, ComponentDesign& component, const PlugRegistry& plugs,
                  Design& design, std::vector<std::string_view>& keys);

// Returns the fields of a connection that stand beside its own code: a breaker of one's own leaves
// no room for the shipped one's fields. Adds the keys of that code to `keys`.
const FieldTable<ConnectionOptions>& fields_beside(const ConnectionDesign& connection,
                                                   std::vector<std::string_view>& keys);

// Puts the own breaker and retry policy of a connection on its policy, outside of everything else.
// The breaker is watched (WatchedBreaker). `place` is the caller's: each replica has its own.
void plug_in(const ConnectionDesign& connection, const GuardPlace& place, CallPolicy& policy);

}  // namespace hindcast
