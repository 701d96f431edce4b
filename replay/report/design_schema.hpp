// The JSON Schema of system files, generated from the field tables: what an editor completes and
// checks while a design is being written.
#pragma once

#include <string>
#include <vector>

#include "hindcast/sim/field_table.hpp"

namespace hindcast {

// One kind of component and what a file may write about it.
struct SchemaKind {
  std::string name;
  std::string about;
  const FieldList* fields = nullptr;
  const FieldList* more = nullptr;  // what any component of such kinds has beside; may be null
};

struct SchemaParts {
  std::vector<SchemaKind> kinds;
  const FieldList* link = nullptr;
  const FieldList* connection = nullptr;
  const FieldList* route = nullptr;  // beside these, if a connection leads to replicas; may be null
  const FieldList* objective = nullptr;
};

// Returns a JSON Schema (draft 2020-12).
std::string design_schema(const SchemaParts& parts);

}  // namespace hindcast
