// What the stories about services share.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "hindcast/scenarios/catalogue/service_strikes.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"

namespace hindcast {

inline constexpr const char* kServiceFamily = "Services";

inline constexpr const char* kAnyAbout = "the service that is struck; any: the seed chooses";

inline FieldInfo<Duration> length_info(std::string_view about) {
  return {.minimum = std::chrono::seconds(1), .maximum = std::chrono::hours(24), .about = about};
}

inline FieldInfo<std::uint32_t> factor_info(std::string_view about) {
  return {.minimum = 2, .maximum = 1'000, .about = about};
}

// A story that strikes something that its seed chooses.
class ServiceStory : public Stage {
 protected:
  using Stage::Stage;

  void struck(std::string what) { struck_ = std::move(what); }
  void add_observations(Observation& observation) override { observation.struck = struck_; }

 private:
  std::string struck_;
};

inline GenericService& choose(const std::vector<GenericService*>& services) {
  return *services[choose_one(services.size())];
}

}  // namespace hindcast
