// What a reviewer looks for in a design: guards that are missing, and the change that would add
// them. A rule becomes a red line only with a run in which the missing guard did harm, and advice
// only with runs in which the change was tried.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/scenarios/design/design.hpp"

namespace hindcast {

struct AdviceRule {
  std::string_view kind;        // of the component
  std::string_view field;       // of its options
  std::string_view weak;        // the value that is no guard
  std::string_view suggestion;  // the value to try
  std::string_view red_line;    // "NO TIMEOUT"; empty: not worth a red line
  std::string_view harm;        // what happens without, after the component's name
  std::string_view advice;      // what to do, before the component's name
  std::string_view scenario;    // in which it shows
};

std::span<const AdviceRule> advice_rules();

// A rule that a design breaks.
struct MissingGuard {
  const AdviceRule* rule = nullptr;
  std::string component;
  std::vector<Assignment> changes{};
  // Where the scenario's seeds choose what is struck: what must be struck for the guard to matter,
  // and the scenario's options that strike it each time.
  std::string struck{};
  std::vector<Assignment> focus{};
};

std::vector<MissingGuard> missing_guards(const Design& design);

}  // namespace hindcast
