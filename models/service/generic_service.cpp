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
  for (const std::string& text : options_.calls) {
    const CallEntry entry = call_entry(text);
    const bool tolerated = std::find(options_.tolerates.begin(), options_.tolerates.end(),
                                     entry.port) != options_.tolerates.end();
    Dependency dependency{std::nullopt, &client_port(entry.port), tolerated, entry.probability,
                          entry.times};
    if (!entry.operation.empty()) dependency.operation = hash_text(entry.operation);
    dependencies_.push_back(dependency);
  }
  node().supervise({options_.supervised, options_.restart_delay});
}

GenericService::Client& GenericService::client_port(std::string_view name) {
  for (const auto& known : clients_) {
    if (known->name().text() == name) return *known;
  }
  clients_.push_back(std::make_unique<Client>(*this, world().intern(name)));
  return *clients_.back();
}

std::unique_ptr<Process> GenericService::boot() {
  host_ = Host::start(node());
  if (options_.start_time > Duration::zero()) sleep(options_.start_time);
  return std::make_unique<Life>(WorkGate::Options{.workers = options_.workers,
                                                  .queue_max = options_.queue_max,
                                                  .discipline = options_.discipline},
                                options_.descriptors_max);
}

std::size_t GenericService::queued() const { return up() ? process<Life>().gate.queued() : 0; }

void GenericService::handle(const ServiceRequest& request, Responder<ServiceReply> responder) {
  ++counts_.arrived;
  const HeldDescriptor connection(process<Life>().descriptors);
  if (!connection.held()) {
    ++counts_.accepts_closed;
    return responder.close();
  }
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
  compute(time);
  if (error_ratio_ > Ratio::zero() && error_ratio_.happens(draw("error"))) {
    return ServiceReply::Outcome::failed;
  }
  if (dependencies_.empty()) return ServiceReply::Outcome::ok;
  if (!options_.holds_worker) turn.end();
  const bool good =
      options_.call_order == CallOrder::parallel ? call_all_at_once(request) : call_others(request);
  return good ? ServiceReply::Outcome::ok : ServiceReply::Outcome::dependency;
}

void GenericService::compute(Duration time) {
  if (host_ != nullptr) {
    host_->cpu().work(time, options_.niceness);
  } else if (time > Duration::zero()) {
    sleep(time);
  }
}

// Whether this request needs that call at all.
bool GenericService::is_due(const Dependency& dependency, const ServiceRequest& request) {
  if (dependency.operation && *dependency.operation != request.operation.hash()) return false;
  if (dependency.probability >= Ratio::one()) return true;
  return dependency.probability.happens(draw("needs"));
}

// The first failure ends the calls of one entry.
bool GenericService::call(const Dependency& dependency, const ServiceRequest& request) {
  for (std::uint32_t nth = 0; nth < dependency.times; ++nth) {
    if (call_once(dependency, request)) continue;
    ++counts_.calls_failed;
    return dependency.tolerated;
  }
  return true;
}

// Each call has a connection of its own; without a descriptor for it, it fails at once.
bool GenericService::call_once(const Dependency& dependency, const ServiceRequest& request) {
  const HeldDescriptor connection(process<Life>().descriptors);
  if (!connection.held()) {
    ++counts_.connects_failed;
    return false;
  }
  const CallResult<ServiceReply> result = dependency.port->call(request);
  return result.ok() && result.reply().ok();
}

bool GenericService::call_others(const ServiceRequest& request) {
  return std::all_of(dependencies_.begin(), dependencies_.end(), [&](const Dependency& dependency) {
    return !is_due(dependency, request) || call(dependency, request);
  });
}

// The children die with this fiber's node, before it, so they may use its stack.
bool GenericService::call_all_at_once(const ServiceRequest& request) {
  bool good = true;
  std::vector<FiberHandle> fibers;
  for (const Dependency& dependency : dependencies_) {
    if (!is_due(dependency, request)) continue;
    fibers.push_back(spawn("call", [this, &request, &dependency, &good] {
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
  vertex.calls_at_once = options_.call_order == CallOrder::parallel;
  for (const auto& client : clients_) {
    PortUse use;
    use.port = client->name().text();
    for (const std::string& text : options_.calls) {
      const CallEntry entry = call_entry(text);
      if (entry.port != use.port) continue;
      const std::uint64_t calls = entry.probability.parts_per_billion() * entry.times;
      use.by_operation.push_back(
          {.operation = entry.operation, .calls = Ratio::parts_per_billion(calls)});
    }
    use.has_fallback = std::any_of(dependencies_.begin(), dependencies_.end(),
                                   [&client](const Dependency& dependency) {
                                     return dependency.port == client.get() && dependency.tolerated;
                                   });
    vertex.uses.push_back(use);
  }
}

}  // namespace hindcast
