#include "hindcast/scenarios/catalogue/story_kind.hpp"

namespace hindcast {

void add_service_stories(ScenarioRegistry&) {}

}  // namespace hindcast
