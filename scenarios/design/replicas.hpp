// Replicas: several equal instances of one component, each on a node of its own, reached over one
// connection of the file that becomes one for each. The first one keeps the component's name, the
// others are "cart_2", "cart_3" and so on: one more replica changes no other component's draws.
#pragma once

#include <cstdint>
#include <string>

#include "hindcast/sim/call_policy.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

struct Design;
struct ComponentDesign;

// What a component's file may write beside the options of its kind, if the kind can have replicas.
struct ReplicaOptions {
  static constexpr std::uint32_t kMax = 100;

  std::uint32_t replicas = 1;

  static const FieldTable<ReplicaOptions>& fields();
};

// What a connection's file may write beside its policy, if it leads to such a component.
struct RouteOptions {
  Balancing::Order balancing = Balancing::Order::round_robin;
  Duration exit_noticed = std::chrono::seconds(1);
  Duration host_loss_noticed = std::chrono::seconds(40);

  static const FieldTable<RouteOptions>& fields();
  Balancing policy() const { return {balancing, exit_noticed, host_loss_noticed}; }
};

// Returns how many instances there are; for a component on another's node as many as of that one.
std::uint32_t replicas_of(const Design& design, const ComponentDesign& component);

// Returns the name of an instance, or of its node; `nth` counts from 0.
std::string replica_name(const std::string& name, std::uint32_t nth);

// Returns the component of the file that an instance of this name belongs to, or null.
const ComponentDesign* designed_as(const Design& design, const std::string& name);

// Throws InputError where replicas make no sense: of what keeps state, behind a port that reaches
// only one of them, or with the name of another component.
void check_replicas(const Design& design);

}  // namespace hindcast
