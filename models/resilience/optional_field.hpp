// optional_field: a row of a field table for a value that may be left to something else: its text
// is then a word, "preset" unless another one says it better.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "hindcast/sim/field_table.hpp"

namespace hindcast {

inline constexpr std::string_view kOfPreset = "preset";

template <class Options, class Value>
FieldRows<Options> optional_field(std::string_view name, std::optional<Value> Options::*member,
                                  FieldInfo<Value> info = {}, std::string_view word = kOfPreset) {
  check_field_name(name);
  Field row;
  row.name = name;
  row.shape = shape_of(info);
  row.shape.words.push_back(word);
  row.about = info.about;
  row.source = info.source;
  row.get = [member, info, word](const void* options) {
    const std::optional<Value>& value = static_cast<const Options*>(options)->*member;
    return value ? write_field(*value, info) : std::string(word);
  };
  row.set = [member, info, word](void* options, std::string_view text) -> std::optional<TextError> {
    std::optional<Value>& place = static_cast<Options*>(options)->*member;
    if (text == word) {
      place.reset();
      return std::nullopt;
    }
    const Parsed<Value> value = read_field(text, info);
    if (!value.ok()) return value.error();
    place = value.value();
    return std::nullopt;
  };
  return {.rows = {std::move(row)}};
}

}  // namespace hindcast
