// add_choice: an option whose value is one of a few words. (CLI11's transformer of words into
// enumerators prints the enumerators in the help, which for small ones are control characters.)
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>

namespace hindcast {

// Adds the option; its word sets `value`, which outlives the parser.
template <class Value>
CLI::Option* add_choice(CLI::App& verb, const std::string& name, Value& value,
                        const std::map<std::string, Value>& words, const std::string& about) {
  const auto choose = [&value, words](const std::string& word) { value = words.at(word); };
  return verb.add_option_function<std::string>(name, choose, about)->check(CLI::IsMember(words));
}

}  // namespace hindcast
