#include "hindcast/scenarios/laws/retry_fleet.hpp"

#include <fmt/format.h>

#include <vector>

#include "hindcast/models/resilience/resilience_options.hpp"
#include "hindcast/models/service/generic_service.hpp"
#include "hindcast/models/service/service_clients.hpp"
#include "hindcast/scenarios/laws/unasked.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

// Nobody who fits into a test comes by himself in this time.
const Rate kHardlyEver = Rate::per_hour(1);

ServiceOptions failing(Ratio failure) {
  ServiceOptions options;
  options.service_time = Distribution::constant(5ms);
  options.error_ratio = failure;
  options.supervised = false;
  return options;
}

}  // namespace

const FieldTable<FleetOptions>& FleetOptions::fields() {
  using Options = FleetOptions;
  static const FieldTable<FleetOptions> table{
      field("clients", &Options::clients, {.minimum = 1, .maximum = 10'000}),
      field("rate", &Options::rate, {.minimum = Rate::per_minute(1), .about = "of each client"}),
      field("failure", &Options::failure, {.about = "of each attempt, independently"}),
      field("retries", &Options::retries, {.maximum = 100, .about = "after the first attempt"}),
      group("budget", &Options::budget, RetryBudgetOptions::fields()),
      field("length", &Options::length, {.minimum = 1s, .maximum = 1h, .about = "of a run"}),
  };
  return table;
}

FleetEnd run_fleet(const FleetOptions& options, std::uint64_t seed) {
  NothingAsked chooser;
  World world(chooser, {.seed = seed});
  auto& service = world.add<GenericService>("service", failing(options.failure));
  ResilienceOptions resilience;
  resilience.retry.attempts_max = options.retries + 1;
  resilience.retry.budget = options.budget;
  std::vector<ServiceClients*> clients;
  for (std::uint32_t nth = 0; nth < options.clients; ++nth) {
    const std::string name = fmt::format("client {}", nth);
    clients.push_back(&world.add<ServiceClients>(name, {.rate = options.rate}));
    CallPolicy policy;
    put_guards(policy, resilience, {world, name + " -> service"});
    world.connect(clients.back()->port("service"), service.port("in"), std::move(policy));
  }
  world.inject("end", [&clients, &options] {
    sleep(options.length);
    for (ServiceClients* const client : clients) client->set_rate(Rate::zero());
  });
  world.end_at(Instant::at(options.length) + 1min);
  world.run();
  FleetEnd end;
  end.attempts = service.counts().arrived;
  end.digest = world.digest();
  for (const ServiceClients* const client : clients) {
    for (const CallRecord& call : client->log().calls()) {
      ++end.calls;
      end.good += call.outcome == CallOutcome::good ? 1U : 0U;
    }
  }
  return end;
}

LayersEnd run_layers(std::uint32_t attempts, std::uint32_t layers, std::uint64_t seed) {
  HINDCAST_CHECK(attempts > 0 && layers > 0);
  NothingAsked chooser;
  World world(chooser, {.seed = seed});
  auto& clients = world.add<ServiceClients>("clients", {.rate = kHardlyEver});
  const auto connect = [&](Port& from, GenericService& to) {
    CallPolicy policy;
    ResilienceOptions resilience;
    resilience.retry.attempts_max = attempts;
    put_guards(policy, resilience, {world, from.full_name()});
    world.connect(from, to.port("in"), std::move(policy));
  };
  GenericService* last = nullptr;
  for (std::uint32_t layer = 1; layer <= layers; ++layer) {
    ServiceOptions options = failing(layer == layers ? Ratio::one() : Ratio::zero());
    if (layer < layers) options.calls = {"next"};
    auto& service = world.add<GenericService>(fmt::format("layer {}", layer), options);
    connect(last == nullptr ? clients.port("service") : last->port("next"), service);
    last = &service;
  }
  world.inject("call", [&clients] {
    clients.set_rate(Rate::zero());
    clients.burst(1);
  });
  world.end_at(Instant::at(1h));
  world.run();
  HINDCAST_CHECK(clients.log().calls().size() <= 2);
  return {last->counts().arrived, world.digest()};
}

}  // namespace hindcast
