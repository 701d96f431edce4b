// Registry: everything that a system file, a command line or a token may name. The shipped program
// uses shipped_registry(); an embedding program adds its own to one and hands it to cli_main:
//
//   Registry registry = shipped_registry("payments");
//   registry.add_breaker<MyBreaker>({.name = "my_breaker", .about = "ours, of 2023"});
//   return cli_main(argc, argv, registry);
#pragma once

#include <span>
#include <string>
#include <vector>

#include "hindcast/scenarios/catalogue/scenario_kind.hpp"
#include "hindcast/scenarios/design/component_kind.hpp"
#include "hindcast/scenarios/design/plug_factories.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

struct Registry {
  KindRegistry kinds;
  ScenarioRegistry scenarios;
  // The event kinds of the models, for printing traces by name.
  std::vector<std::span<const EventKind>> event_kinds;

  // Own code, by the name that system files give it (plug_factories.hpp says what a class needs).
  // REQUIRES, for all: the name is new at its point.
  template <class Kind>
  void add_breaker(const PlugName& named) {
    kinds.plugs().add(breaker_plug<Kind>(named));
  }
  template <class Kind>
  void add_retry(const PlugName& named) {
    kinds.plugs().add(retry_plug<Kind>(named));
  }
  template <class Kind>
  void add_cache_loader(const PlugName& named) {
    kinds.plugs().add(cache_loader_plug<Kind>(named));
  }
  template <class Kind>
  void add_tool_handler(const PlugName& named) {
    kinds.plugs().add(tool_handler_plug<Kind>(named));
  }
  template <class Kind>
  void add_queue_worker(const PlugName& named) {
    kinds.plugs().add(queue_worker_plug<Kind>(named));
  }
};

// Returns a registry with all that hindcast ships. A program that adds code of its own gives its
// name (1 to 20 lower-case letters and digits): its tokens carry it, and other programs refuse
// them.
Registry shipped_registry(std::string program = {});

}  // namespace hindcast
