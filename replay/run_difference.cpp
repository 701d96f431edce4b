#include "hindcast/replay/run_difference.hpp"

#include <fmt/format.h>

#include <map>
#include <tuple>
#include <utility>

#include "hindcast/replay/first_difference.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

std::optional<EventDifference> event_difference(const Run& left, const Run& right,
                                                const EventNames& names) {
  const std::optional<TraceDifference> first = first_difference(left.trace, right.trace);
  if (!first) return std::nullopt;
  const std::size_t index = first->index;
  const auto text = [&](const Run& run) {
    return index < run.trace.size() ? event_text(run.trace[index], index + 1, names)
                                    : std::string();
  };
  return EventDifference{index + 1, text(left), text(right)};
}

class StateList {
 public:
  void add(std::string what, const std::string& left, const std::string& right) {
    if (left != right) list_.push_back({std::move(what), left, right});
  }
  void add(std::string what, std::uint64_t left, std::uint64_t right) {
    add(std::move(what), human(left), human(right));
  }
  void add(std::string what, Duration left, Duration right) {
    const auto text = [](Duration value) {
      return value.is_infinite() ? std::string("never") : human(value);
    };
    // What differs below what is said is no difference for a reader.
    add(std::move(what), text(left), text(right));
  }
  std::vector<StateDifference> take() { return std::move(list_); }

 private:
  std::vector<StateDifference> list_;
};

// Counts by name, those of both sides.
using Counts = std::map<std::string, std::pair<std::uint64_t, std::uint64_t>>;

void add_counts(StateList& list, const std::string& head, const Counts& counts) {
  for (const auto& [name, values] : counts) list.add(head + name, values.first, values.second);
}

Counts harm_counts(const std::vector<Harm>& left, const std::vector<Harm>& right) {
  Counts counts;
  for (const Harm& harm : left) counts[harm.name].first += harm.count;
  for (const Harm& harm : right) counts[harm.name].second += harm.count;
  return counts;
}

void add_impacts(StateList& list, const Observation& left, const Observation& right) {
  Counts offered;
  Counts failed;
  for (const Impact& impact : left.impacts) {
    offered[impact.kind].first = impact.offered;
    failed[impact.kind].first = impact.failed;
  }
  for (const Impact& impact : right.impacts) {
    offered[impact.kind].second = impact.offered;
    failed[impact.kind].second = impact.failed;
  }
  add_counts(list, "offered: ", offered);
  add_counts(list, "failed: ", failed);
}

void add_errors(StateList& list, const Observation& left, const Observation& right) {
  Counts errors;
  for (const auto& [text, count] : left.errors) errors[text].first = count;
  for (const auto& [text, count] : right.errors) errors[text].second = count;
  add_counts(list, "error: ", errors);
}

// The lines of both stories in the order of time, those that both tell once.
std::vector<TaleLine> merged(const std::vector<StoryLine>& left,
                             const std::vector<StoryLine>& right) {
  const auto key = [](const StoryLine& line) { return std::tie(line.at, line.where, line.what); };
  std::vector<TaleLine> lines;
  std::size_t l = 0;
  std::size_t r = 0;
  while (l < left.size() || r < right.size()) {
    const bool none_ended = l < left.size() && r < right.size();
    if (none_ended && key(left[l]) == key(right[r])) {
      lines.push_back({Side::both, left[l++]});
      ++r;
    } else if (none_ended ? left[l].at <= right[r].at : l < left.size()) {
      lines.push_back({Side::left, left[l++]});
    } else {
      lines.push_back({Side::right, right[r++]});
    }
  }
  return lines;
}

class Tale {
 public:
  void add(const TaleLine& told) {
    if (told.side == Side::both) {
      before_ = told;
      return;
    }
    const auto [known, is_new] =
        places_.try_emplace({told.side, told.line.where, told.line.what}, lines_.size() + 1);
    if (!is_new) {
      ++lines_[known->second - 1].more;
      return;
    }
    if (before_) lines_.push_back(*std::exchange(before_, std::nullopt));
    known->second = lines_.size() + 1;
    lines_.push_back(told);
  }
  std::vector<TaleLine> take() { return std::move(lines_); }

 private:
  std::vector<TaleLine> lines_;
  std::map<std::tuple<Side, std::string, std::string>, std::size_t> places_;
  std::optional<TaleLine> before_;
};

std::vector<TaleLine> tale_of(const Run& left, const Run& right) {
  Tale tale;
  for (const TaleLine& line : merged(left.story, right.story)) tale.add(line);
  return tale.take();
}

}  // namespace

std::vector<StateDifference> state_difference(const Run& left, const Run& right) {
  StateList list;
  const Observation& a = left.observation;
  const Observation& b = right.observation;
  list.add("verdict", name_of(left.outcome.verdict), name_of(right.outcome.verdict));
  list.add("property", left.outcome.property, right.outcome.property);
  list.add("grade", name_of(a.grade), name_of(b.grade));
  list.add("failure mode", name_of(a.failure_mode), name_of(b.failure_mode));
  list.add("cause", a.cause, b.cause);
  list.add("struck", a.struck, b.struck);
  list.add("noticed by callers after", a.detected_by_callers, b.detected_by_callers);
  list.add("noticed by the server after", a.detected_by_server, b.detected_by_server);
  list.add("recovery", name_of(a.recovery), name_of(b.recovery));
  list.add("recovery took", a.recovery_time, b.recovery_time);
  list.add("calls during the impact", a.offered, b.offered);
  list.add("answered well", a.good, b.good);
  list.add("p99 latency", a.latency_p99, b.latency_p99);
  add_impacts(list, a, b);
  add_counts(list, "harm: ", harm_counts(a.harms, b.harms));
  add_counts(list, "note: ", harm_counts(a.notes, b.notes));
  add_errors(list, a, b);
  list.add("virtual time", left.end.since_start(), right.end.since_start());
  list.add("steps", left.steps, right.steps);
  return list.take();
}

RunDifference run_difference(const Run& left, const Run& right, const EventNames& names) {
  RunDifference difference;
  difference.event = event_difference(left, right, names);
  difference.state = state_difference(left, right);
  difference.tale = tale_of(left, right);
  return difference;
}

}  // namespace hindcast
