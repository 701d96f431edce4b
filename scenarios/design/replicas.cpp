#include "hindcast/scenarios/design/replicas.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/scenarios/design/design.hpp"

namespace hindcast {
namespace {

constexpr std::uint64_t kInstancesMax = 2'000;

// Returns the component that "component.port" names, or null.
const ComponentDesign* owner_of(const Design& design, const std::string& port) {
  return design.find(std::string_view(port).substr(0, port.find('.')));
}

void check_component(const Design& design, const ComponentDesign& component) {
  const bool follows = component.node != component.name;
  if (follows && component.replicas != nullptr && component.replicas->replicas > 1) {
    throw InputError(
        component.place,
        fmt::format("{} asks for replicas, but stands on {}", component.name, component.node),
        fmt::format("write the replicas of {}", component.node));
  }
  const std::uint32_t count = replicas_of(design, component);
  if (count == 1) return;
  if (component.kind->replication == Replication::none) {
    throw InputError(
        component.place,
        fmt::format("{} stands on {}, of which there are {}, but a {} keeps state that "
                    "its replicas would not share",
                    component.name, component.node, count, component.kind->name),
        "give it a node of its own, or write 1 replica");
  }
  for (std::uint32_t nth = 1; nth < count; ++nth) {
    const ComponentDesign* const other = design.find(replica_name(component.name, nth));
    if (other == nullptr) continue;
    throw InputError(other->place,
                     fmt::format("{} has the name of a replica of {}", other->name, component.name),
                     "name it differently");
  }
}

// A replica set that follows its host is many different things to whoever is not on that host.
void check_reached(const Design& design, const ConnectionDesign& connection) {
  const ComponentDesign* const from = owner_of(design, connection.from);
  const ComponentDesign* const to = owner_of(design, connection.to);
  if (from == nullptr || to == nullptr || from->node == to->node) return;
  if (to->kind->replication != Replication::with_host || replicas_of(design, *to) == 1) return;
  throw InputError(connection.to_place,
                   fmt::format("{} is one of {} different ones, each on its own {}", connection.to,
                               replicas_of(design, *to), to->node),
                   "give it a node of its own, or write 1 replica");
}

}  // namespace

const FieldTable<ReplicaOptions>& ReplicaOptions::fields() {
  static const FieldTable<ReplicaOptions> table{
      field("replicas", &ReplicaOptions::replicas,
            {.minimum = 1,
             .maximum = kMax,
             .about = "equal instances, each on a node of its own",
             .source = "Kubernetes 1.30 DeploymentSpec: replicas 1"}),
  };
  return table;
}

const FieldTable<RouteOptions>& RouteOptions::fields() {
  static const FieldTable<RouteOptions> table{
      field("balancing", &RouteOptions::balancing,
            {.names = {{Balancing::Order::round_robin, "round_robin"},
                       {Balancing::Order::random, "random"}},
             .about = "which replica an attempt goes to",
             .source = "gRPC round_robin, Envoy 1.30 LbPolicy ROUND_ROBIN; kube-proxy is random"}),
      field("exit_noticed", &RouteOptions::exit_noticed,
            {.about = "until a replica whose process ended is passed over",
             .source = "Kubernetes 1.30 kubelet: looks once a second (genericPlegRelistPeriod)"}),
      field("host_loss_noticed", &RouteOptions::host_loss_noticed,
            {.about = "until a replica whose host is gone is passed over",
             .source = "Kubernetes 1.30 kube-controller-manager: node-monitor-grace-period 40s"}),
  };
  return table;
}

std::uint32_t replicas_of(const Design& design, const ComponentDesign& component) {
  const ComponentDesign* const host = design.find(component.node);
  HINDCAST_CHECK(host != nullptr);
  return host->replicas == nullptr ? 1 : host->replicas->replicas;
}

const ComponentDesign* designed_as(const Design& design, const std::string& name) {
  if (const ComponentDesign* const itself = design.find(name)) return itself;
  for (const ComponentDesign& component : design.components) {
    const std::uint32_t replicas = replicas_of(design, component);
    for (std::uint32_t nth = 1; nth < replicas; ++nth) {
      if (replica_name(component.name, nth) == name) return &component;
    }
  }
  return nullptr;
}

std::string replica_name(const std::string& name, std::uint32_t nth) {
  return nth == 0 ? name : fmt::format("{}_{}", name, nth + 1);
}

void check_replicas(const Design& design) {
  std::uint64_t instances = 0;
  for (const ComponentDesign& component : design.components) {
    instances += replicas_of(design, component);
  }
  if (instances > kInstancesMax) {
    throw InputError(design.components.front().place,
                     fmt::format("the design has {} instances of its components", instances),
                     fmt::format("at most {}", kInstancesMax));
  }
  for (const ComponentDesign& component : design.components) check_component(design, component);
  for (const ConnectionDesign& connection : design.connections) check_reached(design, connection);
}

}  // namespace hindcast
