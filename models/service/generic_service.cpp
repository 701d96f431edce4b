#include "hindcast/models/service/generic_service.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/topology.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

const char* name_of(ServiceReply::Outcome outcome) {
  static constexpr std::array kNames = {"ok", "internal error", "overloaded",
                                        "a dependency failed"};
  return kNames.at(static_cast<std::size_t>(outcome));
}

GenericService::GenericService(const Place& place, Options options)
    : Component(place),
      options_(std::move(options)),
      error_ratio_(options_.error_ratio),
      in_(*this, "in", [this](const ServiceRequest& request, Responder<ServiceReply> responder) {
        handle(request, std::move(responder));
      }) {
  for (const std::string& entry : options_.calls) {
    const NamedPart part = split_entry(entry);
    const bool tolerated = std::find(options_.tolerates.begin(), options_.tolerates.end(),
                                     part.rest) != options_.tolerates.end();
    Dependency dependency{std::nullopt, &client_port(part.rest), tolerated};
    if (!part.name.empty()) dependency.operation = hash_text(part.name);
    dependencies_.push_back(dependency);
  }
}

GenericService::Client& GenericService::client_port(std::string_view name) {
  for (const auto& known : clients_) {
    if (known->name().text() == name) return *known;
  }
  clients_.push_back(std::make_unique<Client>(*this, world().intern(name)));
  return *clients_.back();
}

std::unique_ptr<Process> GenericService::boot() {
  return std::make_unique<Life>(WorkGate::Options{.workers = options_.workers,
                                                  .queue_max = options_.queue_max,
                                                  .discipline = options_.discipline});
}

std::size_t GenericService::queued() const { return up() ? process<Life>().gate.queued() : 0; }
std::uint32_t GenericService::busy() const { return up() ? process<Life>().gate.busy() : 0; }

void GenericService::handle(const ServiceRequest& request, Responder<ServiceReply> responder) {
  ++counts_.arrived;
  WorkGate& gate = process<Life>().gate;
  WorkGate::Turn turn(gate);
  if (gate.busy() >= options_.workers) {
    counts_.queued_max = std::max<std::uint64_t>(counts_.queued_max, gate.queued() + 1);
  }
  if (!turn.begin()) {
    ++counts_.rejected;
    if (options_.rejected != RejectedCall::silence) {
      responder.reply({ServiceReply::Outcome::overloaded});
    }
    return;
  }
  const ServiceReply::Outcome outcome = work(request, turn);
  ++(outcome == ServiceReply::Outcome::ok ? counts_.served : counts_.failed);
  responder.reply({outcome});
}

ServiceReply::Outcome GenericService::work(const ServiceRequest& request, WorkGate::Turn& turn) {
  const Duration time = draw_duration("service", options_.service_time) * slowness_;
  if (time > Duration::zero()) sleep(time);
  if (error_ratio_ > Ratio::zero() && error_ratio_.happens(draw("error"))) {
    return ServiceReply::Outcome::failed;
  }
  if (dependencies_.empty()) return ServiceReply::Outcome::ok;
  if (!options_.holds_worker) turn.end();
  const bool good =
      options_.call_order == CallOrder::parallel ? call_all_at_once(request) : call_others(request);
  return good ? ServiceReply::Outcome::ok : ServiceReply::Outcome::dependency;
}

bool GenericService::call(const Dependency& dependency, const ServiceRequest& request) {
  if (dependency.operation && *dependency.operation != request.operation.hash()) return true;
  const CallResult<ServiceReply> result = dependency.port->call(request);
  return (result.ok() && result.reply().ok()) || dependency.tolerated;
}

bool GenericService::call_others(const ServiceRequest& request) {
  return std::all_of(
      dependencies_.begin(), dependencies_.end(),
      [&request](const Dependency& dependency) { return call(dependency, request); });
}

// The children die with this fiber's node, before it, so they may use its stack.
bool GenericService::call_all_at_once(const ServiceRequest& request) {
  bool good = true;
  std::vector<FiberHandle> fibers;
  for (const Dependency& dependency : dependencies_) {
    fibers.push_back(spawn("call", [&request, &dependency, &good] {
      if (!call(dependency, request)) good = false;
    }));
  }
  for (const FiberHandle fiber : fibers) join(fiber);
  return good;
}

void GenericService::describe(TopologyVertex& vertex) const {
  vertex.kind = VertexKind::service;
  const bool bounded = options_.workers != std::numeric_limits<std::uint32_t>::max();
  vertex.servers = bounded ? options_.workers : 0;
  const std::optional<std::int64_t> mean = options_.service_time.mean();
  if (mean) vertex.service_time = Duration::nanoseconds(*mean);
  if (bounded && options_.holds_worker && !dependencies_.empty()) {
    vertex.slots = options_.workers;
    vertex.slots_parameter = "workers";
  }
  vertex.queues = bounded;
  if (options_.queue_max != ServiceOptions::kUnlimited) vertex.queue_max = options_.queue_max;
  for (const auto& client : clients_) {
    const auto uses = [&client](const Dependency& dependency) {
      return dependency.port == client.get();
    };
    const auto first = std::find_if(dependencies_.begin(), dependencies_.end(), uses);
    PortUse use;
    use.port = client->name().text();
    const auto count =
        static_cast<std::uint64_t>(std::count_if(dependencies_.begin(), dependencies_.end(), uses));
    use.calls_per_request = Ratio::parts_per_billion(count * Ratio::kOne);
    use.has_fallback = first->tolerated;
    vertex.uses.push_back(use);
  }
}

}  // namespace hindcast
