// A small validator of JSON Schema: the keywords that our schemas use, and no others. It reads with
// our own reader, not with the library that writes.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/models/json/reader.hpp"

namespace hindcast::testing {
namespace schema_check {

inline double number_of(const JsonValue& value) {
  return std::strtod(std::string(value.number()).c_str(), nullptr);
}

inline bool equal(const JsonValue& left, const JsonValue& right) {
  if (left.kind() != right.kind()) return false;
  if (left.is(JsonKind::string)) return left.text() == right.text();
  if (left.is(JsonKind::number)) return left.number() == right.number();
  if (left.is(JsonKind::boolean)) return left.boolean() == right.boolean();
  return left.is(JsonKind::null);
}

inline bool is_of_type(const JsonValue& value, std::string_view type);

// "type" is one name, or an array of them.
inline bool is_of_types(const JsonValue& value, const JsonValue& types) {
  if (!types.is(JsonKind::array)) return is_of_type(value, types.text());
  const std::vector<JsonValue> all = types.elements();
  return std::any_of(all.begin(), all.end(),
                     [&value](const JsonValue& type) { return is_of_type(value, type.text()); });
}

inline bool is_of_type(const JsonValue& value, std::string_view type) {
  if (type == "integer") {
    return value.is(JsonKind::number) &&
           value.number().find_first_of(".eE") == std::string_view::npos;
  }
  if (type == "null") return value.is(JsonKind::null);
  if (type == "boolean") return value.is(JsonKind::boolean);
  if (type == "number") return value.is(JsonKind::number);
  if (type == "string") return value.is(JsonKind::string);
  if (type == "array") return value.is(JsonKind::array);
  return type == "object" && value.is(JsonKind::object);
}

class Validator {
 public:
  explicit Validator(const JsonValue& root) : root_(root) {}

  void check(const JsonValue& schema, const JsonValue& value) {
    for (const JsonValue& keyword : schema.members()) {
      check_keyword(schema, keyword, value);
    }
  }

  std::vector<std::string> complaints;

 private:
  void complain(const JsonValue& value, std::string_view sentence) {
    complaints.push_back(fmt::format("{}: {}", value.path(), sentence));
  }

  void check_keyword(const JsonValue& schema, const JsonValue& keyword, const JsonValue& value) {
    const std::string_view name = keyword.key();
    if (name == "$ref") return check(resolve(keyword.text()), value);
    if (name == "type") {
      if (!is_of_types(value, keyword)) complain(value, "is not of the type");
    } else if (name == "const") {
      if (!equal(keyword, value)) complain(value, "is not the constant");
    } else if (name == "enum" || name == "anyOf") {
      check_any(keyword, value, name == "enum");
    } else if (name == "oneOf") {
      check_one(keyword, value);
    } else if (name == "minimum") {
      if (value.is(JsonKind::number) && number_of(value) < number_of(keyword)) {
        complain(value, "is too small");
      }
    } else if (name == "maximum") {
      if (value.is(JsonKind::number) && number_of(value) > number_of(keyword)) {
        complain(value, "is too large");
      }
    } else if (name == "minItems" || name == "maxItems") {
      check_size(keyword, value);
    } else if (name == "items") {
      if (!value.is(JsonKind::array)) return;
      for (const JsonValue& element : value.elements()) check(keyword, element);
    } else {
      check_object_keyword(schema, keyword, value);
    }
  }

  void check_object_keyword(const JsonValue& schema, const JsonValue& keyword,
                            const JsonValue& value) {
    const std::string_view name = keyword.key();
    if (name == "required") {
      if (!value.is(JsonKind::object)) return;
      for (const JsonValue& key : keyword.elements()) {
        if (!value.find(key.text())) complain(value, "lacks " + std::string(key.text()));
      }
    } else if (name == "properties") {
      if (!value.is(JsonKind::object)) return;
      for (const JsonValue& member : value.members()) {
        if (const auto property = keyword.find(member.key())) check(*property, member);
      }
    } else if (name == "additionalProperties") {
      check_additional(schema, keyword, value);
    } else if (name != "description" && name != "title" && name != "$schema" && name != "$id" &&
               name != "$defs" && name != "default" && name != "examples") {
      complain(keyword, "is a keyword that this validator does not know");
    }
  }

  void check_size(const JsonValue& keyword, const JsonValue& value) {
    if (!value.is(JsonKind::array)) return;
    const bool fits = keyword.key() == "minItems" ? value.size() >= keyword.count()
                                                  : value.size() <= keyword.count();
    if (!fits) complain(value, "has too few or too many items");
  }

  void check_any(const JsonValue& keyword, const JsonValue& value, bool constants) {
    const std::vector<JsonValue> choices = keyword.elements();
    const bool fits = std::any_of(choices.begin(), choices.end(), [&](const JsonValue& choice) {
      if (constants) return equal(choice, value);
      Validator inner(root_);
      inner.check(choice, value);
      return inner.complaints.empty();
    });
    if (!fits) complain(value, "is none of the alternatives");
  }

  void check_one(const JsonValue& keyword, const JsonValue& value) {
    const std::vector<JsonValue> choices = keyword.elements();
    const auto fitting =
        std::count_if(choices.begin(), choices.end(), [&](const JsonValue& choice) {
          Validator inner(root_);
          inner.check(choice, value);
          return inner.complaints.empty();
        });
    if (fitting != 1) complain(value, fmt::format("fits {} of the alternatives", fitting));
  }

  void check_additional(const JsonValue& schema, const JsonValue& keyword, const JsonValue& value) {
    if (!value.is(JsonKind::object)) return;
    const std::optional<JsonValue> properties = schema.find("properties");
    for (const JsonValue& member : value.members()) {
      if (properties && properties->find(member.key())) continue;
      if (keyword.is(JsonKind::object)) {
        check(keyword, member);
      } else {
        complain(member, "is not in the schema");
      }
    }
  }

  // Returns what "#/$defs/NAME" names.
  JsonValue resolve(std::string_view reference) const {
    constexpr std::string_view kPrefix = "#/$defs/";
    return root_.member("$defs").member(reference.substr(kPrefix.size()));
  }

  JsonValue root_;
};

}  // namespace schema_check

// Returns what does not fit, one sentence each with the path of the value; empty if all fits. A
// keyword that the validator does not know is a complaint too.
inline std::vector<std::string> schema_complaints(const JsonValue& schema, const JsonValue& value) {
  schema_check::Validator validator(schema);
  validator.check(schema, value);
  return validator.complaints;
}

}  // namespace hindcast::testing
