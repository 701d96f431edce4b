// Component: a model on a node. Everything in its volatile memory belongs to its Process, which
// `boot` builds in each life and a crash destroys; what survives (a disk, counters for properties)
// belongs to the component itself.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/sim/node.hpp"
#include "hindcast/sim/port.hpp"

namespace hindcast {

struct TopologyVertex;

class Process {
 public:
  virtual ~Process() = default;
};

class Component {
 public:
  // Where a component lives; the world makes it.
  struct Place {
    Node& node;
    std::string name;
  };

  explicit Component(const Place& place);
  Component(const Component&) = delete;
  Component& operator=(const Component&) = delete;
  virtual ~Component() = default;

  const std::string& name() const { return name_; }
  Node& node() const { return node_; }
  World& world() const { return node_.world(); }
  Key path() const { return path_; }
  bool up() const { return process_ != nullptr; }
  // Whether its ports accept requests now.
  bool listens() const { return node_.alive() && (up() || accepts_while_booting()); }

  // Returns the port of that name. Fails a check that lists the names there are.
  Port& port(std::string_view name) const;
  Port* find_port(std::string_view name) const;
  const std::vector<Port*>& ports() const { return ports_; }

  // States what the graph must know about this component: kind, capacity, queue, slots, offered
  // load, and how it uses its client ports (topology.hpp). Name and node are filled in already.
  virtual void describe(TopologyVertex&) const {}

 protected:
  // Builds this life's volatile state, on a fiber of the node; it may sleep and spawn. Requests
  // that come before it returns are refused unless `accepts_while_booting`.
  virtual std::unique_ptr<Process> boot() { return std::make_unique<Process>(); }
  virtual bool accepts_while_booting() const { return false; }
  // The node died; called before the process is destroyed, with the node's fibers already gone.
  virtual void crashed(CrashKind) {}

  // REQUIRES: up().
  template <class Kind>
  Kind& process() const {
    HINDCAST_CHECK(process_ != nullptr);
    return static_cast<Kind&>(*process_);
  }

 private:
  friend class Node;
  friend class Port;
  friend class World;

  Node& node_;
  std::string name_;
  Key path_;
  std::vector<Port*> ports_;
  std::unique_ptr<Process> process_;
};

}  // namespace hindcast
