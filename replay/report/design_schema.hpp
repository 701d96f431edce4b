// The JSON Schema of system files, generated from the field tables: what an editor completes and
// checks while a design is being written.
#pragma once

#include <string>
#include <vector>

#include "hindcast/sim/field_table.hpp"

namespace hindcast {

// Own code that may stand under a key: an object with its "kind" and its options.
struct SchemaPlug {
  std::string key;
  std::string name;
  std::string about;
  const FieldList* fields = nullptr;
};

// One kind of component and what a file may write about it.
struct SchemaKind {
  std::string name;
  std::string about;
  const FieldList* fields = nullptr;
  const FieldList* more = nullptr;  // what any component of such kinds has beside; may be null
  std::vector<SchemaPlug> plugs{};
};

struct SchemaParts {
  std::vector<SchemaKind> kinds;
  const FieldList* link = nullptr;
  const FieldList* connection = nullptr;
  const FieldList* route = nullptr;  // beside these, if a connection leads to replicas; may be null
  const FieldList* objective = nullptr;
  std::vector<SchemaPlug> plugs{};  // on a connection
};

// Returns a JSON Schema (draft 2020-12).
std::string design_schema(const SchemaParts& parts);

}  // namespace hindcast
