// StoryClocks: gives every host of a design's own processes a clock that can go wrong, for stories
// about time. A host that has one in the design keeps it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hindcast/models/host/clock_faults.hpp"
#include "hindcast/models/host/host_clock.hpp"
#include "hindcast/scenarios/catalogue/platform.hpp"
#include "hindcast/scenarios/design/design.hpp"

namespace hindcast {

// Move when clocks answer differently: part of the tokens of stories that add them to a design.
inline constexpr const char* kClockRevision = "clock=1";
inline constexpr const char* kCronRevision = "cron=1";

// Which hosts a story is about: all of the design's own, or the one of that name.
inline constexpr std::string_view kAllHosts = "all";

class StoryClocks {
 public:
  // The world begins at `begins`. `daemon` corrects the clocks that the design does not have.
  StoryClocks(Platform& platform, const UtcTime& begins, TimeDaemon daemon);

  const std::vector<HostClock*>& all() const { return clocks_; }
  // Those of the named hosts. REQUIRES: `hosts` is "all" or one of them.
  std::vector<HostClock*> of(std::string_view hosts) const;
  // How far the wall clocks of two hosts are apart now, at most.
  Duration spread() const;

 private:
  std::vector<HostClock*> clocks_;
};

// Throws InputError, at the parameter `path`, if clocks cannot read that moment, which `text`
// names.
void check_years(std::int64_t posix, std::string_view text, std::string_view path);

// Returns the leap second that `text` names, or throws InputError at the parameter `path`.
LeapSecond leap_second_of(const std::string& text, bool hypothetical, std::string_view path);

// Returns the names of the design's own hosts.
std::vector<std::string_view> own_hosts(const Design& design);

// Throws InputError, at the parameter `path`, if the design has no such host.
void check_hosts(const Design& design, std::string_view hosts, std::string_view path);

}  // namespace hindcast
