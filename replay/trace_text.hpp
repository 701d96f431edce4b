// The events of a run as text, one a line, by their registered names.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "hindcast/replay/execute.hpp"
#include "hindcast/sim/parsed.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

// The names of event kinds: those of the kernel, and those of models that were added.
class EventNames {
 public:
  EventNames();
  void add(std::span<const EventKind> kinds);
  // Returns the name of a code; "?0123abcd" for one that nobody added.
  std::string name_of(std::uint32_t code) const;
  bool knows(std::string_view name) const;
  // Returns the fix for a name that is not known.
  std::string suggestion_for(std::string_view name) const;

 private:
  std::map<std::uint32_t, std::string_view> names_;
};

// Where a printed trace ends.
struct TraceEnd {
  std::uint64_t events_max = std::numeric_limits<std::uint64_t>::max();
  Instant until = Instant::never();
  std::string kind{};  // the first event of this kind is the last that is printed
};

// Reads the argument of --until: the number of an event ("1204"), a virtual time ("25m"), or the
// name of an event kind ("node.crashed").
Parsed<TraceEnd> parse_trace_end(std::string_view text, const EventNames& names);

// Returns one event: number, time, name and path of its actor, kind, arguments.
std::string event_text(const TraceRecord& record, std::uint64_t number, const EventNames& names);

// Gives `line` each line of the trace, line end included. REQUIRES: the run kept its trace.
void write_trace(const Run& run, const EventNames& names, const TraceEnd& end,
                 const std::function<void(std::string_view line)>& line);

}  // namespace hindcast
