// FieldInfo: what a field table says about a field of one type beside its name: its range, its
// words, and where its default comes from. All are written as designated initialisers, and all are
// optional:
//
//   {.minimum = 1, .maximum = 100'000, .source = "generic-pool 3.9.0 PoolDefaults"}
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "hindcast/sim/byte_size.hpp"
#include "hindcast/sim/distribution.hpp"
#include "hindcast/sim/parsed.hpp"
#include "hindcast/sim/rate.hpp"
#include "hindcast/sim/ratio.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// `about` is one clause for `hindcast schema`, `source` names the component, its version and the
// place that the default is from. Both outlive the table (string literals).
template <class Value>
struct FieldInfo;

template <>
struct FieldInfo<bool> {
  std::string_view about = {};
  std::string_view source = {};
};

template <class Value>
concept WholeNumber = std::same_as<Value, std::uint32_t> || std::same_as<Value, std::uint64_t> ||
    std::same_as<Value, std::int64_t>;

template <WholeNumber Value>
struct FieldInfo<Value> {
  Value minimum = std::numeric_limits<Value>::min();
  Value maximum = std::numeric_limits<Value>::max();
  // The largest value of the type is allowed too, and written "unlimited".
  bool unlimited = false;
  std::string_view about = {};
  std::string_view source = {};
};

// "infinite" is allowed if it is the maximum; a sign is allowed if the minimum is negative.
template <>
struct FieldInfo<Duration> {
  Duration minimum = Duration::zero();
  Duration maximum = Duration::infinite();
  std::string_view about = {};
  std::string_view source = {};
};

template <>
struct FieldInfo<Ratio> {
  Ratio minimum = Ratio::zero();
  Ratio maximum = Ratio::one();
  // The field is a factor and not a proportion: it is written as a plain number, "1.5" for 150 %.
  // Give it a maximum of its own.
  bool factor = false;
  std::string_view about = {};
  std::string_view source = {};
};

template <>
struct FieldInfo<ByteSize> {
  ByteSize minimum = ByteSize::bytes(0);
  ByteSize maximum = ByteSize::bytes(std::numeric_limits<std::uint64_t>::max());
  // 2^64 - 1 bytes are allowed too, and written "unlimited".
  bool unlimited = false;
  std::string_view about = {};
  std::string_view source = {};
};

template <>
struct FieldInfo<Rate> {
  Rate minimum = Rate::zero();
  Rate maximum = Rate::millionths_per_day(std::numeric_limits<std::uint64_t>::max());
  std::string_view about = {};
  std::string_view source = {};
};

template <>
struct FieldInfo<std::string> {
  std::size_t bytes_min = 0;
  std::size_t bytes_max = 4'096;
  std::string_view about = {};
  std::string_view source = {};
};

// What the values of a distribution are.
enum class Measure { time, number };

template <>
struct FieldInfo<Distribution> {
  Measure measure = Measure::time;
  std::string_view about = {};
  std::string_view source = {};
};

template <class Value>
struct EnumName {
  Value value;
  std::string_view name;
};

template <class Value>
requires std::is_enum_v<Value>
struct FieldInfo<Value> {
  std::vector<EnumName<Value>> names = {};  // of every enumerator that a file may name
  std::string_view about = {};
  std::string_view source = {};
};

template <class Item>
struct FieldInfo<std::vector<Item>> {
  FieldInfo<Item> each = {};
  std::size_t size_min = 0;
  std::size_t size_max = 1'000;
  std::string_view about = {};
  std::string_view source = {};
};

// How the value stands in a system file.
enum class TextForm { boolean, number, string, list };

// A field's type without the type, for generic code.
struct FieldShape {
  std::string type;          // "duration"
  std::string example = {};  // "250ms"
  std::string unit = {};     // "ns, us, ms, s, m, h, d"; "" if it has none
  std::string range = {};    // "1ms to infinite"; "" if everything is allowed
  TextForm form = TextForm::string;
  TextForm item_form = TextForm::string;     // of the items of a list
  std::vector<std::string_view> words = {};  // the names of an enumeration, or words beside numbers
};

// For each type: its shape, and its text in both directions. Reading checks the range.
FieldShape shape_of(const FieldInfo<bool>& info);
Parsed<bool> read_field(std::string_view text, const FieldInfo<bool>& info);
std::string write_field(bool value, const FieldInfo<bool>& info);

template <WholeNumber Value>
FieldShape shape_of(const FieldInfo<Value>& info);
template <WholeNumber Value>
Parsed<Value> read_field(std::string_view text, const FieldInfo<Value>& info);
template <WholeNumber Value>
std::string write_field(Value value, const FieldInfo<Value>& info);

FieldShape shape_of(const FieldInfo<Duration>& info);
Parsed<Duration> read_field(std::string_view text, const FieldInfo<Duration>& info);
std::string write_field(Duration value, const FieldInfo<Duration>& info);

FieldShape shape_of(const FieldInfo<Ratio>& info);
Parsed<Ratio> read_field(std::string_view text, const FieldInfo<Ratio>& info);
std::string write_field(Ratio value, const FieldInfo<Ratio>& info);

FieldShape shape_of(const FieldInfo<ByteSize>& info);
Parsed<ByteSize> read_field(std::string_view text, const FieldInfo<ByteSize>& info);
std::string write_field(ByteSize value, const FieldInfo<ByteSize>& info);

FieldShape shape_of(const FieldInfo<Rate>& info);
Parsed<Rate> read_field(std::string_view text, const FieldInfo<Rate>& info);
std::string write_field(Rate value, const FieldInfo<Rate>& info);

FieldShape shape_of(const FieldInfo<std::string>& info);
Parsed<std::string> read_field(std::string_view text, const FieldInfo<std::string>& info);
std::string write_field(const std::string& value, const FieldInfo<std::string>& info);

FieldShape shape_of(const FieldInfo<Distribution>& info);
Parsed<Distribution> read_field(std::string_view text, const FieldInfo<Distribution>& info);
std::string write_field(const Distribution& value, const FieldInfo<Distribution>& info);

// Returns the complaint about a word that is none of those known.
TextError unknown_word(std::string_view text, const std::vector<std::string_view>& words);

template <class Value>
requires std::is_enum_v<Value> FieldShape shape_of(const FieldInfo<Value>& info) {
  FieldShape shape{.type = "choice"};
  for (const EnumName<Value>& entry : info.names) shape.words.push_back(entry.name);
  if (!shape.words.empty()) shape.example = shape.words.front();
  return shape;
}

template <class Value>
requires std::is_enum_v<Value> Parsed<Value> read_field(std::string_view text,
                                                        const FieldInfo<Value>& info) {
  for (const EnumName<Value>& entry : info.names) {
    if (entry.name == text) return entry.value;
  }
  return unknown_word(text, shape_of(info).words);
}

// Returns "" for an enumerator without a name.
template <class Value>
requires std::is_enum_v<Value> std::string write_field(Value value, const FieldInfo<Value>& info) {
  for (const EnumName<Value>& entry : info.names) {
    if (entry.value == value) return std::string(entry.name);
  }
  return {};
}

}  // namespace hindcast
