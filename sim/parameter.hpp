// ParameterSet: the options of one component as named texts, each with its value, its default and
// where the value came from. Whoever shows, overrides, hashes or shrinks parameters works on these
// and needs no type; the typed Options struct beneath is always up to date.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/input_error.hpp"

namespace hindcast {

// One parameter, as reports and `hindcast show` print it.
struct Parameter {
  std::string path = {};  // "pool.acquire_timeout"
  std::string value = {};
  std::string default_value = {};
  std::string type = {};
  std::string source = {};  // of the default: component, version and place
  std::string origin = {};  // of the value: "default", "FILE:LINE:COLUMN" or "--set"
};

inline constexpr std::string_view kDefaultOrigin = "default";

class ParameterSet {
 public:
  // The table and the options outlive the set. `path` comes before the names ("pool"); "" for none.
  template <class Options>
  ParameterSet(const FieldTable<Options>& table, Options& options, std::string path = {})
      : ParameterSet(table, static_cast<void*>(&options), std::move(path)) {}

  const FieldList& fields() const { return *fields_; }
  const std::string& path() const { return path_; }

  // Returns the canonical text of a field's value. REQUIRES: the table has such a field.
  std::string text(std::string_view name) const;
  const std::string& origin(std::string_view name) const;

  // Sets a field from text. Returns why not if the text is no value of it, or the field is unknown;
  // then nothing is changed. The cause does not name the path.
  std::optional<TextError> set(std::string_view name, std::string_view text, std::string origin);

  // Gives a field its default again. REQUIRES: the table has such a field.
  void reset(std::string_view name);

  // Returns the first rule between fields that is broken, or nothing.
  const FieldRule* broken_rule() const;

  // Returns all parameters in the order of the table.
  std::vector<Parameter> parameters() const;

 private:
  ParameterSet(const FieldList& fields, void* options, std::string path);
  std::size_t index_of(std::string_view name) const;

  const FieldList* fields_;
  void* options_;
  std::string path_;
  std::vector<std::string> origins_;
};

// Returns a hash of paths and canonical values, in the order of the paths: a default that is
// written out hashes like one that is left out. Origins and sources are outside of it.
std::uint64_t hash_parameters(const std::vector<Parameter>& parameters);

// An argument of --set.
struct Assignment {
  std::string path;  // "pool.acquire_timeout"
  std::string value;
};

// Reads PATH=VALUE, where the first "=" parts the two.
Parsed<Assignment> parse_assignment(std::string_view text);

// Sets the parameters of those paths, each in the set whose path it begins with, and then checks
// the rules of all sets. Throws InputError, with the place "--set", for an unknown path (naming the
// nearest), a bad value or a broken rule.
void assign(std::vector<ParameterSet>& sets, const std::vector<Assignment>& assignments);

}  // namespace hindcast
