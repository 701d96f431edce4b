#include "hindcast/models/json/options_reader.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "hindcast/sim/suggestion.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kSourceKey = "source";

bool contains(const std::vector<std::string_view>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string in_json(const FieldShape& shape, TextForm form) {
  return form == TextForm::string ? '"' + shape.example + '"' : shape.example;
}

// Throws the complaint about a value of the wrong kind, with an example of a right one.
[[noreturn]] void refuse_kind(const JsonValue& value, const Field& field, TextForm form) {
  std::string wanted = "a string with a " + field.shape.type;
  if (form == TextForm::boolean) wanted = "true or false";
  if (form == TextForm::number) wanted = "a number";
  if (form == TextForm::list) wanted = "an array";
  if (value.is(JsonKind::null)) {
    throw value.expected(wanted, "leave the key out for the default, " + field.default_text);
  }
  if (form == TextForm::list)
    throw value.expected(wanted, "write [" + in_json(field.shape, field.shape.item_form) + "]");
  throw value.expected(wanted, "write for example " + in_json(field.shape, form));
}

// Returns the text of a value that stands in the form that the field asks for.
std::string scalar_text(const JsonValue& value, const Field& field, TextForm form) {
  const bool word = value.is(JsonKind::string) && contains(field.shape.words, value.text());
  if (word || (form == TextForm::string && value.is(JsonKind::string))) {
    return std::string(value.text());
  }
  if (form == TextForm::number && value.is(JsonKind::number)) return std::string(value.number());
  if (form == TextForm::boolean && value.is(JsonKind::boolean)) {
    return value.boolean() ? "true" : "false";
  }
  refuse_kind(value, field, form);
}

std::string text_of(const JsonValue& value, const Field& field) {
  if (field.shape.form != TextForm::list) return scalar_text(value, field, field.shape.form);
  if (!value.is(JsonKind::array)) refuse_kind(value, field, TextForm::list);
  std::vector<std::string> items;
  for (const JsonValue& item : value.elements()) {
    items.push_back(scalar_text(item, field, field.shape.item_form));
  }
  return join_list(items);
}

class OptionsReader {
 public:
  explicit OptionsReader(ParameterSet& parameters) : parameters_(parameters) {}

  // Reads the members of an object whose fields' names begin with `prefix`.
  void read(const JsonValue& object, const std::string& prefix,
            const std::vector<std::string_view>& other_keys) {
    for (const JsonValue& member : object.members()) {
      if (member.key() == kSourceKey || contains(other_keys, member.key())) continue;
      const std::string name = prefix + std::string(member.key());
      const Field* field = plain(member.key()) ? parameters_.fields().find(name) : nullptr;
      if (field != nullptr) {
        set(member, *field);
      } else if (plain(member.key()) && is_group(name)) {
        read(member, name + ".", {});
      } else {
        refuse_key(member, prefix, other_keys);
      }
    }
  }

 private:
  // A key with a dot names nothing: groups are objects.
  static bool plain(std::string_view key) { return key.find('.') == std::string_view::npos; }

  bool is_group(const std::string& name) const {
    const std::vector<Field>& rows = parameters_.fields().rows();
    return std::any_of(rows.begin(), rows.end(),
                       [&](const Field& row) { return row.name.starts_with(name + "."); });
  }

  void set(const JsonValue& value, const Field& field) {
    const std::string text = text_of(value, field);
    const std::optional<TextError> error = parameters_.set(field.name, text, value.place().text());
    if (!error) return;
    const bool whole = error->item == TextError::kWhole;
    const JsonValue wrong = whole ? value : value.elements()[error->item];
    throw wrong.error(error->cause, error->fix);
  }

  [[noreturn]] void refuse_key(const JsonValue& member, const std::string& prefix,
                               const std::vector<std::string_view>& other_keys) const {
    std::vector<std::string_view> known = other_keys;
    for (const Field& row : parameters_.fields().rows()) {
      if (!row.name.starts_with(prefix)) continue;
      const std::string_view rest = std::string_view(row.name).substr(prefix.size());
      const std::string_view key = rest.substr(0, rest.find('.'));
      if (!contains(known, key)) known.push_back(key);
    }
    throw member.key_error("unknown key", suggestion(member.key(), known));
  }

  ParameterSet& parameters_;
};

// Returns the member that a field's name leads to, or the innermost object on the way there.
JsonValue value_of(const JsonValue& object, std::string_view name) {
  JsonValue value = object;
  while (value.is(JsonKind::object)) {
    const std::size_t dot = name.find('.');
    const std::optional<JsonValue> next = value.find(name.substr(0, dot));
    if (!next) break;
    value = *next;
    if (dot == std::string_view::npos) break;
    name.remove_prefix(dot + 1);
  }
  return value;
}

}  // namespace

void read_options(const JsonValue& object, ParameterSet& parameters,
                  const std::vector<std::string_view>& other_keys) {
  OptionsReader(parameters).read(object, "", other_keys);
  const FieldRule* rule = parameters.broken_rule();
  if (rule == nullptr) return;
  throw value_of(object, rule->field).error(rule->broken.cause, rule->broken.fix);
}

}  // namespace hindcast
