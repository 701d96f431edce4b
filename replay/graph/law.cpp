#include "hindcast/replay/graph/law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr double kSecondsMax = 9e9;  // what a Duration holds

// Three significant digits, and no exponent below ten million.
std::string number(double value) {
  if (std::isinf(value)) return "no limit";
  if (value >= 1e7) return fmt::format("{:.2e}", value);
  if (value >= 100) return fmt::format("{:.0f}", value);
  return fmt::format("{:.3g}", value);
}

}  // namespace

const char* name_of(Law law) {
  switch (law) {
    case Law::overload:
      return "overload";
    case Law::feedback_loop:
      return "feedback loop";
    case Law::retry_amplification:
      return "retry amplification";
    case Law::pool_too_small:
      return "pool too small";
    case Law::load_shift:
      return "load shift";
    case Law::no_spare_replica:
      return "no spare replica";
    case Law::missing_timeout:
      return "missing timeout";
    case Law::timeout_inversion:
      return "timeout inversion";
    case Law::wait_for_cycle:
      return "wait-for cycle";
    case Law::single_point_of_failure:
      return "single point of failure";
    case Law::shared_node:
      return "shared node";
    case Law::unbounded_queue:
      return "unbounded queue";
    case Law::missing_breaker:
      return "missing breaker";
    case Law::dependency:
      return "dependency";
  }
  return "?";
}

std::string text_of(const Figure& figure) {
  if (std::isinf(figure.value)) return "no limit";
  if (figure.unit == "x") return "x" + number(figure.value);
  if (figure.unit == "s" && figure.value < kSecondsMax) {
    return human(Duration::nanoseconds(std::llround(figure.value * 1e9)));
  }
  return number(figure.value) + figure.unit;
}

std::string margin_text(double margin) { return text_of({"", margin, "x"}); }

std::vector<Flag> flags_of(const GraphFacts& facts) {
  std::vector<Flag> flags = load_flags(facts);
  for (auto* const more : {&time_flags, &shape_flags}) {
    std::vector<Flag> added = more(facts);
    std::move(added.begin(), added.end(), std::back_inserter(flags));
  }
  std::stable_sort(flags.begin(), flags.end(), [](const Flag& left, const Flag& right) {
    if (left.law != right.law) return left.law < right.law;
    if (left.margin != right.margin) return left.margin > right.margin;
    return left.path < right.path;
  });
  return flags;
}

}  // namespace hindcast
