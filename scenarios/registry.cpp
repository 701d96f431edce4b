#include "hindcast/scenarios/registry.hpp"

#include "hindcast/scenarios/catalogue/breaker_trial.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/scenarios/catalogue/time_sweep.hpp"
#include "hindcast/scenarios/model_event_kinds.hpp"

namespace hindcast {

Registry shipped_registry(std::string program) {
  Registry registry;
  registry.kinds = shipped_kinds();
  if (!program.empty()) registry.kinds.set_program(std::move(program));
  registry.event_kinds.push_back(model_event_kinds());
  add_calm_day(registry.scenarios);
  add_mcp_server_stories(registry.scenarios);
  add_queue_stories(registry.scenarios);
  add_snowflake_stories(registry.scenarios);
  add_cache_stories(registry.scenarios);
  add_concurrency_stories(registry.scenarios);
  add_cascade_stories(registry.scenarios);
  add_time_stories(registry.scenarios);
  add_time_sweep(registry.scenarios);
  add_process_stories(registry.scenarios);
  add_file_stories(registry.scenarios);
  add_resource_stories(registry.scenarios);
  add_small_stories(registry.scenarios);
  add_breaker_trial(registry.scenarios);
  add_service_stories(registry.scenarios);
  add_network_stories(registry.scenarios);
  return registry;
}

}  // namespace hindcast
