#include "hindcast/scenarios/catalogue/story_clocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "hindcast/sim/suggestion.hpp"

namespace hindcast {

StoryClocks::StoryClocks(Platform& platform, const UtcTime& begins, TimeDaemon daemon) {
  for (Node* const node : platform.restartable()) {
    HostClock* clock = nullptr;
    for (const auto& component : platform.world.components()) {
      if (&component->node() != node) continue;
      if (auto* const own = dynamic_cast<HostClock*>(component.get())) clock = own;
    }
    if (clock == nullptr) {
      clock = &platform.world.add_to<HostClock>(*node, node->name() + " clock", {.daemon = daemon});
    }
    clock->begin_at(begins);
    clocks_.push_back(clock);
  }
}

std::vector<HostClock*> StoryClocks::of(std::string_view hosts) const {
  if (hosts == kAllHosts) return clocks_;
  std::vector<HostClock*> named;
  for (HostClock* const clock : clocks_) {
    if (clock->node().name() == hosts) named.push_back(clock);
  }
  HINDCAST_CHECK(!named.empty());
  return named;
}

Duration StoryClocks::spread() const {
  const auto [first, last] = std::minmax_element(
      clocks_.begin(), clocks_.end(), [](const HostClock* left, const HostClock* right) {
        return left->clocks().wall() < right->clocks().wall();
      });
  if (first == clocks_.end()) return Duration::zero();
  return (*last)->clocks().wall() - (*first)->clocks().wall();
}

void check_years(std::int64_t posix, std::string_view text, std::string_view path) {
  if (clocks_can_read(posix)) return;
  throw InputError({std::string(path)}, in_quotes(text) + " is out of range",
                   "name a moment of the years 1970 to 2099");
}

LeapSecond leap_second_of(const std::string& text, bool hypothetical, std::string_view path) {
  const LeapSecond second =
      parse_leap_second(text, hypothetical).value_or_throw({std::string(path)});
  check_years(second.day_ends - 1, text, path);
  return second;
}

std::vector<std::string_view> own_hosts(const Design& design) {
  static const std::set<std::string_view> foreign = {"clients", "service_clients", "snowflake"};
  std::vector<std::string_view> names;
  for (const ComponentDesign& component : design.components) {
    const bool known = std::find(names.begin(), names.end(), component.node) != names.end();
    if (!known && foreign.count(component.kind->name) == 0) names.push_back(component.node);
  }
  return names;
}

void check_hosts(const Design& design, std::string_view hosts, std::string_view path) {
  std::vector<std::string_view> names = own_hosts(design);
  names.insert(names.begin(), kAllHosts);
  if (std::find(names.begin(), names.end(), hosts) != names.end()) return;
  throw InputError({std::string(path)},
                   fmt::format("{} is no host of the design's own processes", in_quotes(hosts)),
                   suggestion(hosts, names));
}

}  // namespace hindcast
