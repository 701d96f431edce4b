#include "hindcast/scenarios/catalogue/service_strikes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/suggestion.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr const char* kServiceKind = "service";

// Whether a component is the one of that name, or one of its replicas ("cart_2").
bool is_named(const Design& design, const Component& component, const std::string& name) {
  if (name == kAnyService) return true;
  const ComponentDesign* const own = designed_as(design, component.name());
  return own != nullptr && own->name == name;
}

const GenericService* service_of(const Component& component) {
  return dynamic_cast<const GenericService*>(&component);
}

// Whether a component of a connection's end is a service, of that name if one is meant.
bool is_service(const Design& design, std::string_view port, std::string_view name = kAnyService) {
  const ComponentDesign* const component = design.find(port.substr(0, port.find('.')));
  if (component == nullptr || component->kind->name != kServiceKind) return false;
  return name == kAnyService || name == component->name;
}

bool has_path(const Design& design, std::string_view caller, std::string_view callee) {
  return std::any_of(design.connections.begin(), design.connections.end(),
                     [&](const ConnectionDesign& one) {
                       return !one.link.empty() && is_service(design, one.from, caller) &&
                              is_service(design, one.to, callee);
                     });
}

}  // namespace

std::vector<GenericService*> services_named(const Platform& platform, const Design& design,
                                            const std::string& name) {
  std::vector<GenericService*> named;
  for (GenericService* const service : platform.services) {
    if (is_named(design, *service, name)) named.push_back(service);
  }
  return named;
}

std::vector<ServicePath> service_paths(const Platform& platform, const Design& design,
                                       const std::string& caller, const std::string& callee) {
  std::vector<ServicePath> paths;
  for (const auto& connection : platform.world.connections()) {
    const Component& from = connection->client.owner();
    const Component& to = connection->server.owner();
    auto* const link = dynamic_cast<NetworkLink*>(connection->link);
    if (link == nullptr || service_of(from) == nullptr || service_of(to) == nullptr) continue;
    if (is_named(design, from, caller) && is_named(design, to, callee))
      paths.push_back({&from, &to, link});
  }
  return paths;
}

void crash_service(GenericService& service, Restarts restarts, CrashKind kind) {
  Node& node = service.node();
  const Supervision supervision = service.node().supervision();
  const bool comes_back = restarts == Restarts::supervisor && supervision.restarts;
  service.world().story().tell(
      now(), service.name(), Weight::turning_point,
      kind == CrashKind::host
          ? std::string("its host loses power")
          : fmt::format("its process dies; {}",
                        comes_back ? "its supervisor starts it again" : "nobody starts it again"));
  if (!comes_back) node.supervise({});
  node.crash(kind);
}

void slow_service(GenericService& service, std::uint32_t factor) {
  service.world().story().tell(now(), service.name(), Weight::turning_point,
                               fmt::format("everything takes it {} times as long", factor));
  service.slow_down(factor);
  service.world().on_calm([&service] {
    service.slow_down(1);
    service.world().story().tell(service.world().now(), service.name(), Weight::turning_point,
                                 "is as fast as before");
  });
}

void cut_path(const ServicePath& path, PartitionKind kind, Directions directions) {
  path.link->partition(kind, directions);
}

void overload(const Platform& platform, std::uint32_t factor, Duration length) {
  for (ServiceClients* const clients : platform.service_clients) {
    const std::uint64_t rate = clients->options().rate.millionths_per_day();
    clients->surge(Rate::millionths_per_day(rate * (factor - 1)), length);
    platform.world.story().tell(
        now(), clients->name(), Weight::turning_point,
        fmt::format("{} times as many call, for {}", factor, human(length)));
  }
}

std::size_t choose_one(std::size_t count) {
  HINDCAST_CHECK(count > 0);
  return bounded(draw("which service"), count);
}

std::optional<std::string> lacks_services(const Design& design) {
  if (const auto why = lacks(design, {kServiceKind})) return why;
  return lacks_callers(design);
}

std::optional<std::string> lacks_paths(const Design& design) {
  if (const auto why = lacks_services(design)) return why;
  if (has_path(design, kAnyService, kAnyService)) return std::nullopt;
  return "no service calls another over a link";
}

bool is_replicated(const Design& design, const std::string& service) {
  const ComponentDesign* const component = designed_as(design, service);
  return component != nullptr && replicas_of(design, *component) > 1;
}

std::optional<std::string> lacks_replicas(const Design& design) {
  for (const ComponentDesign& component : design.components) {
    if (component.kind->name == kServiceKind && is_replicated(design, component.name)) return {};
  }
  return "no service has replicas";
}

void check_service(const Design& design, const std::string& option, const std::string& name) {
  if (name == kAnyService) return;
  std::vector<std::string_view> names;
  for (const ComponentDesign& component : design.components) {
    if (component.kind->name != kServiceKind) continue;
    if (component.name == name) return;
    names.push_back(component.name);
  }
  throw InputError({"--set", 0, 0},
                   fmt::format("{}: there is no service {}", option, in_quotes(name)),
                   suggestion(name, names));
}

void check_path(const Design& design, const std::string& caller, const std::string& callee) {
  if (has_path(design, caller, callee)) return;
  throw InputError(
      {"--set", 0, 0},
      fmt::format("{} does not call {} over a link", caller == kAnyService ? "any service" : caller,
                  callee == kAnyService ? "any service" : callee),
      "name two services with a connection between them");
}

void check_replicated(const Design& design, const std::string& name) {
  if (name == kAnyService || is_replicated(design, name)) return;
  throw InputError({"--set", 0, 0}, fmt::format("{} has no replicas", name),
                   fmt::format("choose another service, or add --set {}.replicas=2", name));
}

}  // namespace hindcast
