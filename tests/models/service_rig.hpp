// What the tests of policies and services share: one service, its clients, and a chooser that keeps
// every day calm.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "hindcast/models/resilience/resilience_options.hpp"
#include "hindcast/models/service/generic_service.hpp"
#include "hindcast/models/service/service_clients.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

class CalmChooser final : public Chooser {
 public:
  bool asks(ChoiceKind kind) const override { return kind != ChoiceKind::schedule; }
  std::uint32_t choose(const ChoicePoint&) override { return 0; }
};

struct ServiceRigOptions {
  std::uint64_t seed = 1;
  ServiceOptions service{.supervised = false};  // who crashes it starts it again
  ServiceClientsOptions clients{};
  CallPolicy policy{};
  ResilienceOptions resilience{};
  Objective objective{};
};

struct ServiceRig {
  explicit ServiceRig(ServiceRigOptions options, const GuardRegistry& registry = {})
      : world(chooser, {.seed = options.seed, .limits = {.steps_max = 1'000'000'000}}),
        service(world.add<GenericService>("server", options.service)),
        clients(world.add<ServiceClients>("clients", options.clients)),
        guards(
            put_guards(options.policy, options.resilience, {world, "clients -> server"}, registry)),
        connection(
            world.connect(clients.port("service"), service.port("in"), std::move(options.policy))) {
    clients.set_objective(options.objective);
  }

  void run_for(Duration length) {
    world.end_at(Instant::at(length));
    world.run();
  }
  std::uint64_t good(Instant from = {}, Instant to = Instant::never()) const {
    return count(from, to,
                 [](const CallRecord& call) { return call.outcome == CallOutcome::good; });
  }
  std::uint64_t offered(Instant from = {}, Instant to = Instant::never()) const {
    return count(from, to, [](const CallRecord&) { return true; });
  }

  CalmChooser chooser;
  World world;
  GenericService& service;
  ServiceClients& clients;
  ConnectionGuards guards;
  Connection& connection;

 private:
  template <class Is>
  std::uint64_t count(Instant from, Instant to, Is is) const {
    std::uint64_t calls = 0;
    for (const CallRecord& call : clients.log().calls()) {
      if (call.started >= from && call.started < to && is(call)) ++calls;
    }
    return calls;
  }
};

}  // namespace hindcast
