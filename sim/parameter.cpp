#include "hindcast/sim/parameter.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/sim/check.hpp"
#include "hindcast/sim/key.hpp"
#include "hindcast/sim/suggestion.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kSetOrigin = "--set";

std::string joined(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}

std::vector<std::string_view> names_of(const FieldList& fields) {
  std::vector<std::string_view> names;
  for (const Field& row : fields.rows()) names.push_back(row.name);
  return names;
}

// Returns the name within the set that `path` leads to, or nothing if it leads elsewhere.
std::optional<std::string_view> name_within(const ParameterSet& set, std::string_view path) {
  if (set.path().empty()) return path;
  if (!path.starts_with(set.path() + ".")) return std::nullopt;
  return path.substr(set.path().size() + 1);
}

[[noreturn]] void refuse_path(const std::vector<ParameterSet>& sets, std::string_view path) {
  std::vector<std::string> paths;
  for (const ParameterSet& set : sets) {
    for (const Field& row : set.fields().rows()) paths.push_back(joined(set.path(), row.name));
  }
  const std::vector<std::string_view> known(paths.begin(), paths.end());
  throw InputError({std::string(kSetOrigin)}, "there is no parameter " + in_quotes(path),
                   suggestion(path, known));
}

[[noreturn]] void refuse_at(const std::string& path, const TextError& error) {
  throw InputError({std::string(kSetOrigin)}, path + ": " + error.cause, error.fix);
}

void assign_one(std::vector<ParameterSet>& sets, const Assignment& assignment) {
  for (ParameterSet& set : sets) {
    const std::optional<std::string_view> name = name_within(set, assignment.path);
    if (!name || set.fields().find(*name) == nullptr) continue;
    const auto error = set.set(*name, assignment.value, std::string(kSetOrigin));
    if (error) refuse_at(assignment.path, *error);
    return;
  }
  refuse_path(sets, assignment.path);
}

}  // namespace

ParameterSet::ParameterSet(const FieldList& fields, void* options, std::string path)
    : fields_(&fields),
      options_(options),
      path_(std::move(path)),
      origins_(fields.rows().size(), std::string(kDefaultOrigin)) {}

std::size_t ParameterSet::index_of(std::string_view name) const {
  const Field* row = fields_->find(name);
  HINDCAST_CHECK(row != nullptr);
  return static_cast<std::size_t>(row - fields_->rows().data());
}

std::string ParameterSet::text(std::string_view name) const {
  return fields_->rows()[index_of(name)].get(options_);
}

const std::string& ParameterSet::origin(std::string_view name) const {
  return origins_[index_of(name)];
}

std::optional<TextError> ParameterSet::set(std::string_view name, std::string_view text,
                                           std::string origin) {
  const Field* row = fields_->find(name);
  if (row == nullptr) {
    return TextError{"there is no parameter " + in_quotes(name),
                     suggestion(name, names_of(*fields_))};
  }
  if (std::optional<TextError> error = row->set(options_, text)) return error;
  origins_[index_of(name)] = std::move(origin);
  return std::nullopt;
}

void ParameterSet::reset(std::string_view name) {
  const std::string text = fields_->rows()[index_of(name)].default_text;
  HINDCAST_CHECK(!set(name, text, std::string(kDefaultOrigin)));
}

const FieldRule* ParameterSet::broken_rule() const {
  for (const FieldRule& rule : fields_->rules()) {
    if (!rule.holds(options_)) return &rule;
  }
  return nullptr;
}

std::vector<Parameter> ParameterSet::parameters() const {
  std::vector<Parameter> result;
  for (std::size_t index = 0; index < origins_.size(); ++index) {
    const Field& row = fields_->rows()[index];
    result.push_back({.path = joined(path_, row.name),
                      .value = row.get(options_),
                      .default_value = row.default_text,
                      .type = row.shape.type,
                      .source = std::string(row.source),
                      .origin = origins_[index]});
  }
  return result;
}

std::uint64_t hash_parameters(const std::vector<Parameter>& parameters) {
  std::vector<std::pair<std::string_view, std::string_view>> values;
  for (const Parameter& item : parameters) values.emplace_back(item.path, item.value);
  std::sort(values.begin(), values.end());
  std::uint64_t hash = kMixFirst;
  for (const auto& [path, value] : values) {
    hash = mix(hash, hash_text(path));
    hash = mix(hash, hash_text(value));
  }
  return hash;
}

Parsed<Assignment> parse_assignment(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return TextError{in_quotes(text) + " is not an assignment",
                     "write PATH=VALUE, such as pool.acquire_timeout=2s"};
  }
  return Assignment{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

void assign(std::vector<ParameterSet>& sets, const std::vector<Assignment>& assignments) {
  for (const Assignment& assignment : assignments) assign_one(sets, assignment);
  for (const ParameterSet& set : sets) {
    const FieldRule* rule = set.broken_rule();
    if (rule != nullptr) refuse_at(joined(set.path(), rule->field), rule->broken);
  }
}

}  // namespace hindcast
