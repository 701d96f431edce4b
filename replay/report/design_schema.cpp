#include "hindcast/replay/report/design_schema.hpp"

#include <nlohmann/json.hpp>

namespace hindcast {
namespace {

using Json = nlohmann::ordered_json;

const char* json_type(TextForm form) {
  switch (form) {
    case TextForm::boolean:
      return "boolean";
    case TextForm::number:
      return "number";
    case TextForm::string:
      return "string";
    case TextForm::list:
      return "array";
  }
  return "string";
}

// Says what a value is: durations, ratios and laws are text with units, so the range is in words.
Json schema_of(const Field& field) {
  const FieldShape& shape = field.shape;
  Json schema;
  schema["type"] = json_type(shape.form);
  if (shape.form == TextForm::list) schema["items"] = {{"type", json_type(shape.item_form)}};
  if (shape.form == TextForm::number && !shape.words.empty()) schema["type"] = {"number", "string"};
  std::string about(field.about);
  const auto add = [&about](const std::string& clause) {
    about += (about.empty() ? "" : "; ") + clause;
  };
  add(shape.type);
  if (!shape.unit.empty()) add("units " + shape.unit);
  if (!shape.range.empty()) add(shape.range);
  if (!field.source.empty()) add("default from " + std::string(field.source));
  schema["description"] = about;
  schema["default"] = field.default_text;
  if (!shape.example.empty()) schema["examples"] = {shape.example};
  return schema;
}

// A field named "group.name" stands in an object of the group's name.
void add_field(Json& properties, std::string_view name, const Field& field) {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) {
    properties[std::string(name)] = schema_of(field);
    return;
  }
  Json& group = properties[std::string(name.substr(0, dot))];
  group["type"] = "object";
  group["additionalProperties"] = false;
  group["properties"]["source"] = {{"description", "where the values come from; not read"}};
  add_field(group["properties"], name.substr(dot + 1), field);
}

Json object_of(const FieldList& fields, const FieldList* more = nullptr) {
  Json object = {{"type", "object"}, {"properties", Json::object()}};
  for (const Field& field : fields.rows()) add_field(object["properties"], field.name, field);
  if (more != nullptr) {
    for (const Field& field : more->rows()) add_field(object["properties"], field.name, field);
  }
  object["additionalProperties"] = false;
  object["properties"]["source"] = {{"description", "where the values come from; not read"}};
  return object;
}

// Own code is an alternative to what else may stand under its key: only own code has a "kind"
// there.
void add_plugs(Json& properties, const std::vector<SchemaPlug>& plugs) {
  for (const SchemaPlug& plug : plugs) {
    Json own = object_of(*plug.fields);
    own["description"] = plug.about;
    own["properties"]["kind"] = {{"const", plug.name}};
    own["required"] = {"kind"};
    Json& place = properties[plug.key];
    if (!place.contains("oneOf")) {
      Json alternatives = Json::array();
      if (!place.is_null()) alternatives.push_back(place);
      place = Json::object();
      place["oneOf"] = std::move(alternatives);
    }
    place["oneOf"].push_back(std::move(own));
  }
}

Json component_schema(const std::vector<SchemaKind>& kinds) {
  Json alternatives = Json::array();
  for (const SchemaKind& kind : kinds) {
    Json object = object_of(*kind.fields, kind.more);
    object["description"] = kind.about;
    object["properties"]["kind"] = {{"const", kind.name}};
    object["properties"]["on"] = {{"type", "string"}, {"description", "whose node it shares"}};
    object["required"] = {"kind"};
    add_plugs(object["properties"], kind.plugs);
    alternatives.push_back(std::move(object));
  }
  return {{"oneOf", std::move(alternatives)}};
}

}  // namespace

std::string design_schema(const SchemaParts& parts) {
  Json connection = object_of(*parts.connection, parts.route);
  for (const char* const key : {"from", "to", "link"}) {
    connection["properties"][key] = {{"type", "string"}};
  }
  connection["required"] = {"from", "to"};
  add_plugs(connection["properties"], parts.plugs);
  const Json schema = {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"title", "hindcast system file, version 1"},
      {"type", "object"},
      {"required", {"hindcast", "name", "components", "connections"}},
      {"additionalProperties", false},
      {"properties",
       {{"hindcast", {{"const", 1}}},
        {"name", {{"type", "string"}}},
        {"summary", {{"type", "string"}}},
        {"source", {{"description", "where the values come from; not read"}}},
        {"components",
         {{"type", "object"}, {"additionalProperties", component_schema(parts.kinds)}}},
        {"links", {{"type", "object"}, {"additionalProperties", object_of(*parts.link)}}},
        {"connections", {{"type", "array"}, {"items", std::move(connection)}}},
        {"objective", object_of(*parts.objective)}}},
  };
  return schema.dump(2) + "\n";
}

}  // namespace hindcast
