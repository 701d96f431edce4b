// FieldTable: the one description of an Options struct. Parser, schema, canonical hash, --set,
// shrinker and report are all generated from it, so that a field is written down once:
//
//   struct PoolOptions {
//     std::uint32_t connections_max = 1;
//     Duration acquire_timeout = Duration::infinite();
//     RetryOptions retry = {};
//     static const FieldTable<PoolOptions>& fields();
//   };
//   const FieldTable<PoolOptions>& PoolOptions::fields() {
//     static const FieldTable<PoolOptions> table{
//         field("max", &PoolOptions::connections_max, {.minimum = 1, .source =
//         "generic-pool 3.9.0"}), field("acquire_timeout", &PoolOptions::acquire_timeout, {.minimum
//         = 1ms}), group("retry", &PoolOptions::retry, RetryOptions::fields()),
//     };
//     return table;
//   }
//
// The default of a field is its value in a default-constructed Options, so it is not stated again.
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/sim/field_info.hpp"
#include "hindcast/sim/list_text.hpp"

namespace hindcast {

// One row of a table, without the types of its struct and member.
struct Field {
  std::string name;  // "acquire_timeout", or "retry.attempts_max" for a field of a group
  FieldShape shape;
  std::string_view about;
  std::string_view source;   // of the default
  std::string default_text;  // canonical, as all texts that `get` returns
  // Read and write the member of an object of the table's Options, which the pointer points to.
  // ParameterSet calls them with the right one.
  std::function<std::string(const void*)> get;
  std::function<std::optional<TextError>(void*, std::string_view)> set;
};

// What must hold between several fields.
struct FieldRule {
  std::string field;  // whose place a complaint names
  TextError broken;
  std::function<bool(const void*)> holds;
};

// The rows of a table, for generic code.
class FieldList {
 public:
  const std::vector<Field>& rows() const { return rows_; }
  const std::vector<FieldRule>& rules() const { return rules_; }
  // Returns the field of that full name, or nullptr.
  const Field* find(std::string_view name) const;

 protected:
  // Takes the defaults from an object of the Options. REQUIRES: names are unique, each default is
  // within its range and survives being written and read, and the defaults keep the rules.
  void complete(void* defaults);

  std::vector<Field> rows_;
  std::vector<FieldRule> rules_;
};

// Rows and rules for a struct, on their way into its table.
template <class Options>
struct FieldRows {
  std::vector<Field> rows = {};
  std::vector<FieldRule> rules = {};
};

template <class Options>
class FieldTable : public FieldList {
 public:
  FieldTable(std::initializer_list<FieldRows<Options>> parts) {
    for (const FieldRows<Options>& part : parts) {
      rows_.insert(rows_.end(), part.rows.begin(), part.rows.end());
      rules_.insert(rules_.end(), part.rules.begin(), part.rules.end());
    }
    Options defaults{};
    complete(&defaults);
  }
};

// Fails a check unless `name` is made of letters, digits, "_" and "-", and is not "source".
void check_field_name(std::string_view name);

// Returns the row of one member.
template <class Options, class Value>
FieldRows<Options> field(std::string_view name, Value Options::*member,
                         FieldInfo<Value> info = {}) {
  check_field_name(name);
  Field row;
  row.name = name;
  row.shape = shape_of(info);
  row.about = info.about;
  row.source = info.source;
  row.get = [member, info](const void* options) {
    return write_field(static_cast<const Options*>(options)->*member, info);
  };
  row.set = [member, info](void* options, std::string_view text) -> std::optional<TextError> {
    const Parsed<Value> value = read_field(text, info);
    if (!value.ok()) return value.error();
    static_cast<Options*>(options)->*member = value.value();
    return std::nullopt;
  };
  return {.rows = {std::move(row)}};
}

// Returns the rows of a member that is itself a struct with a table, named "group.field". In a
// system file they stand in an object of that name.
template <class Options, class Part>
FieldRows<Options> group(std::string_view name, Part Options::*member,
                         const FieldTable<Part>& table) {
  check_field_name(name);
  const std::string prefix = std::string(name) + ".";
  FieldRows<Options> result;
  for (Field row : table.rows()) {
    row.name = prefix + row.name;
    row.get = [member, get = row.get](const void* options) {
      return get(&(static_cast<const Options*>(options)->*member));
    };
    row.set = [member, set = row.set](void* options, std::string_view text) {
      return set(&(static_cast<Options*>(options)->*member), text);
    };
    result.rows.push_back(std::move(row));
  }
  for (FieldRule rule : table.rules()) {
    rule.field = prefix + rule.field;
    rule.holds = [member, holds = rule.holds](const void* options) {
      return holds(&(static_cast<const Options*>(options)->*member));
    };
    result.rules.push_back(std::move(rule));
  }
  return result;
}

// Returns a rule between fields; `field` is the one to change:
//   rule<PoolOptions>("min", {"min is above max", "write at most max"}, [](const auto& o) { ... })
template <class Options, class Holds>
FieldRows<Options> rule(std::string_view field, TextError broken, Holds holds) {
  FieldRule row{std::string(field), std::move(broken), [holds](const void* options) {
                  return holds(*static_cast<const Options*>(options));
                }};
  return {.rules = {std::move(row)}};
}

}  // namespace hindcast
