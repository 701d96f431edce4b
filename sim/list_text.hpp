// The text of a list, as --set and canonical hashes write it: items between brackets, parted by
// commas. An item that holds a comma, a bracket, a quote, a backslash or spaces at its ends stands
// in double quotes, with \" and \\ inside.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hindcast/sim/field_info.hpp"
#include "hindcast/sim/parsed.hpp"

namespace hindcast {

// Returns "[a, b]".
std::string join_list(const std::vector<std::string>& items);

// Reads what join_list writes; the outer brackets may be left out ("a,b"), "" and "[]" are empty.
Parsed<std::vector<std::string>> split_list(std::string_view text);

template <class Item>
FieldShape shape_of(const FieldInfo<std::vector<Item>>& info) {
  FieldShape shape = shape_of(info.each);
  shape.type = "list of " + shape.type;
  shape.item_form = shape.form;
  shape.form = TextForm::list;
  if (!shape.range.empty()) shape.range = " of " + shape.range;
  shape.range = std::to_string(info.size_min) + " to " + std::to_string(info.size_max) + " items" +
                shape.range;
  return shape;
}

template <class Item>
Parsed<std::vector<Item>> read_field(std::string_view text,
                                     const FieldInfo<std::vector<Item>>& info) {
  const Parsed<std::vector<std::string>> items = split_list(text);
  if (!items.ok()) return items.error();
  if (items.value().size() < info.size_min || items.value().size() > info.size_max) {
    return TextError{"a list of " + std::to_string(items.value().size()) + " items is not allowed",
                     "write from " + std::to_string(info.size_min) + " to " +
                         std::to_string(info.size_max) + " items"};
  }
  std::vector<Item> values;
  for (std::size_t index = 0; index < items.value().size(); ++index) {
    Parsed<Item> item = read_field(items.value()[index], info.each);
    if (!item.ok()) return TextError{item.error().cause, item.error().fix, index};
    values.push_back(item.value());
  }
  return values;
}

template <class Item>
std::string write_field(const std::vector<Item>& values, const FieldInfo<std::vector<Item>>& info) {
  std::vector<std::string> items;
  for (const Item& value : values) items.push_back(write_field(value, info.each));
  return join_list(items);
}

}  // namespace hindcast
