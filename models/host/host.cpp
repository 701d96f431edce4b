#include "hindcast/models/host/host.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/topology.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

Host::Host(const Place& place, Options options)
    : Component(place), options_(std::move(options)), cpu_(options_.cores) {}

Host* Host::of(const Node& node) {
  for (const auto& component : node.world().components()) {
    auto* const host = dynamic_cast<Host*>(component.get());
    if (host == nullptr) continue;
    const auto& runs = host->options_.runs;
    if (std::find(runs.begin(), runs.end(), node.name()) != runs.end()) return host;
  }
  return nullptr;
}

Host* Host::start(Node& node) {
  Host* const host = of(node);
  if (host != nullptr && !host->fork(node)) node.crash();
  return host;
}

// A process that is being started is alive, and counted, already.
bool Host::fork(const Node& node) {
  if (tasks() <= options_.tasks_max) return true;
  ++refused_;
  trace(events::kForkRefused, node.path().value, tasks());
  world().story().tell(now(), node.name(), Weight::notable,
                       fmt::format("cannot be started: fork fails with EAGAIN, {} tasks are there",
                                   options_.tasks_max));
  return false;
}

void Host::set_crowd(const Crowd& crowd) {
  crowd_.count = 0;
  const auto room =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(tasks_left(), Cpu::kSpinnersMax));
  crowd_ = {std::min(crowd.count, room), crowd.memory, crowd.spins, crowd.killable};
  make_room();
  cpu_.spin(crowd_.spins ? crowd_.count : 0);
}

void Host::grown() { make_room(); }

std::uint64_t Host::tasks() const {
  std::uint64_t processes = 0;
  for (const std::string& name : options_.runs) {
    const Node* const node = world().find_node(name);
    processes += node != nullptr && node->alive() ? 1U : 0U;
  }
  return processes + options_.system_tasks + crowd_.count;
}

std::uint64_t Host::tasks_left() const {
  return options_.tasks_max - std::min<std::uint64_t>(options_.tasks_max, tasks());
}

std::uint64_t Host::used_bytes() const {
  std::uint64_t used = options_.system_memory.bytes() + crowd_.count * crowd_.memory.bytes();
  for (const std::string& name : options_.runs) {
    const Node* const node = world().find_node(name);
    if (node != nullptr) used += resident_of(*node);
  }
  return used;
}

std::uint64_t Host::resident_of(const Node& node) const {
  if (!node.alive()) return 0;
  for (const auto& component : world().components()) {
    if (&component->node() != &node) continue;
    if (const auto* const known = dynamic_cast<const Resident*>(component.get())) {
      return known->resident_bytes();
    }
  }
  return options_.process_memory.bytes();
}

// Returns the process of the design that holds most; of equals the first that `runs` names.
Node* Host::largest() const {
  Node* found = nullptr;
  for (const std::string& name : options_.runs) {
    Node* const node = world().find_node(name);
    if (node == nullptr || resident_of(*node) == 0) continue;
    if (found == nullptr || resident_of(*node) > resident_of(*found)) found = node;
  }
  return found;
}

// The kernel's OOM killer takes who holds most (oom_badness, mm/oom_kill.c of Linux 6.1, all
// oom_score_adj being 0), one after the other. It does not ask whose fault it is.
void Host::make_room() {
  for (std::uint64_t used = used_bytes(); used > options_.memory.bytes(); used = used_bytes()) {
    Node* const victim = largest();
    const std::uint64_t held = victim == nullptr ? 0 : resident_of(*victim);
    if (crowd_.killable && crowd_.count > 0 && crowd_.memory.bytes() > 0 &&
        crowd_.memory.bytes() >= held) {
      const std::uint64_t each = crowd_.memory.bytes();
      const std::uint64_t enough = (used - options_.memory.bytes() - 1) / each + 1;
      crowd_.count -= static_cast<std::uint32_t>(std::min<std::uint64_t>(crowd_.count, enough));
      continue;
    }
    if (victim == nullptr) return;
    ++killed_;
    trace(events::kOutOfMemory, victim->path().value, held);
    world().story().tell(
        world().now(), victim->name(), Weight::turning_point,
        fmt::format("is chosen by the kernel's OOM killer: it holds {} MiB", held / (1U << 20U)));
    victim->crash();
  }
}

void Host::describe(TopologyVertex& vertex) const { vertex.kind = VertexKind::store; }

}  // namespace hindcast
