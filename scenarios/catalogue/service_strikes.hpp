// Strikes: what can go wrong with any service, whatever it does: its process dies, it becomes slow,
// nothing passes between it and a caller, more people call than ever. Stories are made of them, one
// each or all at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hindcast/models/network/link.hpp"
#include "hindcast/models/service/generic_service.hpp"
#include "hindcast/models/service/service_clients.hpp"
#include "hindcast/scenarios/catalogue/platform.hpp"
#include "hindcast/scenarios/design/design.hpp"

namespace hindcast {

// The name that stands for all services.
inline constexpr const char* kAnyService = "any";

// Who starts a service again that died.
enum class Restarts : std::uint8_t {
  supervisor,  // as its design says
  nobody,      // until an operator comes
};

// A connection from one service to another, over a link.
struct ServicePath {
  const Component* caller;
  const Component* callee;
  NetworkLink* link;

  std::string name() const { return caller->name() + " -> " + callee->name(); }
};

// Returns the services of that name, replicas included; kAnyService is all of them.
std::vector<GenericService*> services_named(const Platform& platform, const Design& design,
                                            const std::string& name);
// Returns the paths between services, of a caller and a callee where they are named.
std::vector<ServicePath> service_paths(const Platform& platform, const Design& design,
                                       const std::string& caller, const std::string& callee);

// Each strikes now, tells the story, and is called on the adversary's fiber.
void crash_service(GenericService& service, Restarts restarts, CrashKind kind);
// Until calm: the service time is so many times as long.
void slow_service(GenericService& service, std::uint32_t factor);
// Until calm: nothing passes.
void cut_path(const ServicePath& path, PartitionKind kind, Directions directions);
// For so long: `factor` times as many callers, the same mix.
void overload(const Platform& platform, std::uint32_t factor, Duration length);

// Returns one of them, by the seed: the same for a label and a seed however many draws others make.
std::size_t choose_one(std::size_t count);

// Returns "it has no component of kind service" or "no service is called over a link" or nothing.
std::optional<std::string> lacks_services(const Design& design);
std::optional<std::string> lacks_paths(const Design& design);

std::optional<std::string> lacks_replicas(const Design& design);
// Whether a service of the world has replicas beside it.
bool is_replicated(const Design& design, const std::string& service);

// Throw InputError if a story's option names a service that the design does not have, two services
// of which one does not call the other over a link, or a service without replicas.
void check_service(const Design& design, const std::string& option, const std::string& name);
void check_path(const Design& design, const std::string& caller, const std::string& callee);
void check_replicated(const Design& design, const std::string& name);

}  // namespace hindcast
