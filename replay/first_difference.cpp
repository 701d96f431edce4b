#include "hindcast/replay/first_difference.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

std::string name_of_kind(std::uint32_t code) {
  for (const EventKind& kind : kernel_event_kinds()) {
    if (kind.code() == code) return std::string(kind.name());
  }
  return fmt::format("event kind {:08x}", code);
}

std::string describe(const TraceRecord& record) {
  return fmt::format("{} ({:x}, {:x}, {:x}) by {} ({:016x}) at {}", name_of_kind(record.event.kind),
                     record.event.a, record.event.b, record.event.argument, record.name,
                     record.actor.value, human(Duration::nanoseconds(record.event.time)));
}

std::string describe_at(const std::vector<TraceRecord>& trace, std::size_t index) {
  return index < trace.size() ? describe(trace[index]) : "the end of the run";
}

}  // namespace

std::optional<TraceDifference> first_difference(const std::vector<TraceRecord>& expected,
                                                const std::vector<TraceRecord>& actual) {
  const std::size_t shorter = std::min(expected.size(), actual.size());
  std::size_t index = 0;
  while (index < shorter && expected[index].event == actual[index].event &&
         expected[index].actor == actual[index].actor) {
    ++index;
  }
  if (index == shorter && expected.size() == actual.size()) return std::nullopt;
  return TraceDifference{
      index, fmt::format("event {}: expected {}, got {}", index, describe_at(expected, index),
                         describe_at(actual, index))};
}

}  // namespace hindcast
