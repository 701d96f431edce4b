// What can be wrong with a policy only in its design.
#include <fmt/format.h>

#include <algorithm>

#include "hindcast/scenarios/design/design.hpp"

namespace hindcast {
namespace {

std::uint64_t connections_of(const Design& design, std::string_view port) {
  return static_cast<std::uint64_t>(
      std::count_if(design.connections.begin(), design.connections.end(),
                    [&](const ConnectionDesign& one) { return one.from == port; }));
}

const ParameterSet& parameters_of(const Design& design, const ConnectionDesign& connection) {
  const auto found = std::find_if(design.parameter_sets.begin(), design.parameter_sets.end(),
                                  [&](const ParameterSet& set) {
                                    const bool of_policy = set.fields().find("timeout") != nullptr;
                                    return of_policy && set.path() == connection.path;
                                  });
  HINDCAST_CHECK(found != design.parameter_sets.end());
  return *found;
}

// A complaint about a value: where it was set, if that was on the command line.
InputError complaint(const Design& design, const ConnectionDesign& connection,
                     std::string_view name, TextError error) {
  const ParameterSet& set = parameters_of(design, connection);
  const bool of_command = set.origin(name) == "--set";
  const Place place = of_command ? Place{"--set", 0, 0} : connection.place;
  return InputError(place, fmt::format("{}.{}: {}", connection.path, name, error.cause), error.fix);
}

void check_fallback(const Design& design, const ConnectionDesign& connection) {
  const FallbackOptions& fallback = connection.options->resilience.fallback;
  if (fallback.kind != FallbackOptions::Kind::connection) return;
  const std::uint64_t count = connections_of(design, connection.from);
  if (fallback.connection > 0 && fallback.connection < count) return;
  throw complaint(design, connection, "fallback.connection",
                  {fmt::format("{} has {} connection{}, so there is none to fall back to with "
                               "number {}",
                               connection.from, count, count == 1 ? "" : "s", fallback.connection),
                   "connect the port once more, or write the fallback stale"});
}

// Own code asks nobody how many attempts there are.
void check_retries(const Design& design, const ConnectionDesign& connection) {
  if (connection.retry.plug == nullptr || connection.options->attempts_max == 1) return;
  throw complaint(design, connection, "attempts_max",
                  {"retries are described twice, here and under retry",
                   "keep attempts_max and backoff, or retry, not both"});
}

}  // namespace

void check_policies(const Design& design) {
  for (const ConnectionDesign& connection : design.connections) {
    check_fallback(design, connection);
    check_retries(design, connection);
  }
}

}  // namespace hindcast
