// Host: a machine that several processes share: its cores, its memory and its table of tasks. A
// process that runs there starts by a fork, computes on its cores, and is what the kernel's OOM
// killer takes when the memory is gone and nobody is larger.
//
// It is no process itself: it stands beside the nodes that it names in `runs`.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "hindcast/models/host/cpu.hpp"
#include "hindcast/models/host/host_options.hpp"
#include "hindcast/sim/component.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

namespace events {

inline constexpr EventKind kOutOfMemory{"host.out_of_memory"};
inline constexpr EventKind kForkRefused{"host.fork_refused"};

}  // namespace events

// A component that knows how much memory its process holds, beyond the garbage that nobody sees.
class Resident {
 public:
  virtual ~Resident() = default;
  virtual std::uint64_t resident_bytes() const = 0;
};

// Processes that are no part of the design and all alike: `count` of them, each with so much memory
// and, if they spin, each wanting a core. What is not killable holds memory without a process, as
// files of a tmpfs do.
struct Crowd {
  std::uint32_t count = 0;
  ByteSize memory{};  // of each
  bool spins = false;
  bool killable = true;
};

class Host final : public Component {
 public:
  using Options = HostOptions;

  Host(const Place& place, Options options);

  // Returns the host that runs this node; null if no host names it.
  static Host* of(const Node& node);

  Cpu& cpu() { return cpu_; }
  const Cpu& cpu() const { return cpu_; }

  // The process of this node boots: its host forks it, if it has one. When the table of tasks is
  // full that fails with EAGAIN, and the process ends before it began; a supervisor tries again.
  // Called by `boot`, on a fiber of the node. Returns the host, or null.
  static Host* start(Node& node);
  // Processes of others come, or go; as many of them as there are tasks left. While memory is
  // short, the OOM killer ends the largest process after the other.
  void set_crowd(const Crowd& crowd);
  // A process has grown: ends the largest of all until the rest fits, which may be the caller's
  // own.
  void grown();

  // How many tasks there are, and how many more there can be.
  std::uint64_t tasks() const;
  std::uint64_t tasks_left() const;
  std::uint64_t used_bytes() const;
  const Crowd& crowd() const { return crowd_; }
  // Processes of the design that the OOM killer ended, and forks that were refused.
  std::uint64_t killed() const { return killed_; }
  std::uint64_t refused() const { return refused_; }
  const Options& options() const { return options_; }
  void describe(TopologyVertex& vertex) const override;

 private:
  bool fork(const Node& node);
  std::uint64_t resident_of(const Node& node) const;
  Node* largest() const;
  void make_room();

  Options options_;
  Cpu cpu_;
  Crowd crowd_;
  std::uint64_t killed_ = 0;
  std::uint64_t refused_ = 0;
};

}  // namespace hindcast
