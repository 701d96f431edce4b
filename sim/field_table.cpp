#include "hindcast/sim/field_table.hpp"

#include <algorithm>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

bool is_name_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
}

// Fails a check in words that name the field, since the table is what has to be mended.
void require(bool holds, std::string_view what, std::string_view name) {
  if (holds) return;
  const std::string sentence = std::string(what) + " \"" + std::string(name) + "\"";
  check_failed(sentence.c_str(), __FILE__, __LINE__);
}

}  // namespace

void check_field_name(std::string_view name) {
  const bool plain =
      !name.empty() && name != "source" && std::all_of(name.begin(), name.end(), is_name_letter);
  require(plain, "a field or group may have the name", name);
}

const Field* FieldList::find(std::string_view name) const {
  const auto found =
      std::find_if(rows_.begin(), rows_.end(), [&](const Field& row) { return row.name == name; });
  return found == rows_.end() ? nullptr : &*found;
}

void FieldList::complete(void* defaults) {
  for (Field& row : rows_) {
    require(find(row.name) == &row, "a table has one field", row.name);
    // A group and a field of one name could not both stand in an object.
    for (const Field& other : rows_) {
      require(!other.name.starts_with(row.name + "."), "no group has the name of the field",
              row.name);
    }
    row.default_text = row.get(defaults);
    const bool allowed =
        !row.set(defaults, row.default_text) && row.get(defaults) == row.default_text;
    require(allowed, "the default is within the range of the field", row.name);
  }
  for (const FieldRule& rule : rules_) {
    require(find(rule.field) != nullptr, "a rule names the field", rule.field);
    require(rule.holds(defaults), "the defaults keep the rule about", rule.field);
  }
}

}  // namespace hindcast
