#include "hindcast/replay/trace_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "hindcast/replay/story_text.hpp"
#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/suggestion.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {

EventNames::EventNames() { add(kernel_event_kinds()); }

void EventNames::add(std::span<const EventKind> kinds) {
  for (const EventKind& kind : kinds) names_[kind.code()] = kind.name();
}

std::string EventNames::name_of(std::uint32_t code) const {
  const auto found = names_.find(code);
  return found == names_.end() ? fmt::format("?{:08x}", code) : std::string(found->second);
}

bool EventNames::knows(std::string_view name) const {
  return std::any_of(names_.begin(), names_.end(),
                     [&](const auto& entry) { return entry.second == name; });
}

std::string EventNames::suggestion_for(std::string_view name) const {
  std::vector<std::string_view> known;
  for (const auto& [code, text] : names_) known.push_back(text);
  std::sort(known.begin(), known.end());
  return suggestion(name, known);
}

Parsed<TraceEnd> parse_trace_end(std::string_view text, const EventNames& names) {
  TraceEnd end;
  if (const auto count = parse_count(text); count.ok()) {
    end.events_max = count.value();
    return end;
  }
  if (const auto time = parse_duration(text); time.ok()) {
    end.until = Instant::at(time.value());
    return end;
  }
  if (names.knows(text)) {
    end.kind = text;
    return end;
  }
  return TextError{
      in_quotes(text) + " is neither the number of an event, nor a virtual time, nor an event",
      names.suggestion_for(text)};
}

std::string event_text(const TraceRecord& record, std::uint64_t number, const EventNames& names) {
  const TraceEvent& event = record.event;
  return fmt::format("{:>8}  {}{:06}  {}#{:016x}  {}  a={:x} b={:x} argument={}", number,
                     clock_text(Instant::at(Duration::nanoseconds(event.time))),
                     event.time % 1'000'000, printable(record.name), record.actor.value,
                     names.name_of(event.kind), event.a, event.b, event.argument);
}

void write_trace(const Run& run, const EventNames& names, const TraceEnd& end,
                 const std::function<void(std::string_view line)>& line) {
  std::uint64_t number = 0;
  for (const TraceRecord& record : run.trace) {
    if (++number > end.events_max) return;
    if (record.event.time > end.until.count()) return;
    line(event_text(record, number, names) + "\n");
    if (!end.kind.empty() && names.name_of(record.event.kind) == end.kind) return;
  }
}

}  // namespace hindcast
