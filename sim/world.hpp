// World: one simulated universe. It holds the nodes, components, links, connections and properties
// of a design, runs them under a seeded virtual clock, and leaves a verdict and a digest. Many
// worlds may run side by side on different threads; one world belongs to one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "hindcast/sim/component.hpp"
#include "hindcast/sim/connection.hpp"
#include "hindcast/sim/exchanges.hpp"
#include "hindcast/sim/fingerprint.hpp"
#include "hindcast/sim/link.hpp"
#include "hindcast/sim/livelock.hpp"
#include "hindcast/sim/names.hpp"
#include "hindcast/sim/node.hpp"
#include "hindcast/sim/property.hpp"
#include "hindcast/sim/scheduler.hpp"
#include "hindcast/sim/story.hpp"

namespace hindcast {

struct WorldOptions {
  std::uint64_t seed = 0;
  Limits limits{};
  bool keeps_trace = false;
  bool tells_story = false;
  std::uint8_t stack_poison = 0;
  Reseeds reseeds{};
};

class World final : private SchedulerObserver {
 public:
  explicit World(Chooser& chooser, const WorldOptions& options = {});
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() override;

  // Adds a component on a node of its own, or a link. Kind::Options configures it. REQUIRES: the
  // name is new in this world.
  template <class Kind>
  Kind& add(std::string_view name, typename Kind::Options options = {});
  // Adds a component to a node that exists; it shares the node's fate.
  template <class Kind>
  Kind& add_to(Node& node, std::string_view name, typename Kind::Options options = {});
  Node& add_node(std::string_view name);
  // Adds a node that lives from now on, for fibers that are spawned before the run. What is added
  // to it later boots only when it is restarted.
  Node& add_live_node(std::string_view name);

  Connection& connect(Port& client, Port& server, CallPolicy policy = {});
  Connection& connect(Port& client, Link& link, Port& server, CallPolicy policy = {});

  // The node of the adversary, where faults are fibers, and of supervisors. It never fails.
  Node& adversary() { return *adversary_; }
  // Spawns a fiber of the adversary.
  template <class Body>
  FiberHandle inject(Label name, Body&& body) {
    return scheduler_.spawn(*adversary_, name, std::forward<Body>(body), {.serves = true});
  }
  // Whether a fault of this kind is active in this run at all, and whether it fires now: two
  // separate questions, so that a disabled fault asks and draws nothing more.
  bool fault_active(Label kind, Ratio how_often);
  bool fault_fires(Label kind, Ratio how_often);

  // Calls `act` after each step of the node's fibers, between that step and whatever is next: for
  // faults that may come at every step.
  void after_step(const Node& node, std::function<void()> act);

  // Ends all faults: runs what was registered with `on_calm`, newest first. From now on
  // `eventually` counts. Nothing if it is calm already.
  void calm();
  void on_calm(std::function<void()> heal) { healers_.push_back(std::move(heal)); }
  // By default the first deadlock ends the run. With this it is told instead, once, and the run
  // goes on: for a scenario that measures what the deadlock does to those who are not part of it.
  void on_deadlock(std::function<void(const Outcome&)> told) { on_deadlock_ = std::move(told); }
  bool is_calm() const { return !calm_since_.is_never(); }
  Instant calm_since() const { return calm_since_; }

  // What the world declares of its state. With it a run is watched for livelock (livelock.hpp), and
  // searches know a state that comes again. Declared while the world is built.
  Fingerprints& fingerprints() { return fingerprints_; }
  const Fingerprints& fingerprints() const { return fingerprints_; }
  // Something was achieved: what comes after is no round of what was before.
  void progress() { livelock_.progress(); }
  LivelockWatch& livelock() { return livelock_; }

  Property& always(std::string name, Predicate holds);
  Property& never(std::string name, Predicate happens);
  Property& sometimes(std::string name, Predicate happens);
  Property& eventually(std::string name, Predicate holds, Duration within);
  Property& always_on(const Node& node, std::string name, Predicate holds);
  const Properties& properties() const { return properties_; }

  // The instant at which a run ends by itself. Without it a run ends when nothing is left to do.
  void end_at(Instant end) { end_ = end; }
  Instant end() const { return end_; }

  // Makes the world empty again, as if just constructed, without giving back its memory: how one
  // run after another is built quickly. REQUIRES: it has run, and nothing refers into it any more.
  void rewind();

  // Boots all nodes and runs to the verdict. Called once, and once more after each rewind.
  const Outcome& run();
  // Ends the run now; for a scenario that has seen enough.
  void stop(Outcome outcome) { scheduler_.stop(std::move(outcome)); }
  const Outcome& outcome() const { return scheduler_.outcome(); }
  // Final after `run`: all fibers are unwound then.
  std::uint64_t digest() const { return scheduler_.digest(); }
  std::uint64_t class_hash() const { return scheduler_.class_hash(); }

  Scheduler& scheduler() { return scheduler_; }
  const Scheduler& scheduler() const { return scheduler_; }
  Instant now() const { return scheduler_.now(); }
  std::uint64_t seed() const { return scheduler_.seed(); }
  Exchanges& exchanges() { return exchanges_; }
  // Kept alive by whoever keeps this run's trace.
  std::shared_ptr<const Names> names() const { return names_; }
  Label intern(std::string_view text) { return names_->intern(text); }
  Story& story() { return story_; }

  const std::vector<std::unique_ptr<Node>>& nodes() const { return nodes_; }
  const std::vector<std::unique_ptr<Component>>& components() const { return components_; }
  const std::vector<std::unique_ptr<Connection>>& connections() const { return connections_; }
  const std::vector<std::unique_ptr<Link>>& links() const { return links_; }
  // Returns null when there is none of that name.
  Component* find_component(std::string_view name) const;
  Node* find_node(std::string_view name) const;

 private:
  void deliver(std::uint32_t slot, std::uint32_t epoch) override;
  bool describe(std::uint32_t slot, std::uint32_t epoch, Alternative& alternative) const override;
  void instant_ended() override;
  Instant next_deadline() const override;
  void step_ended(const Fiber& fiber) override;
  void add_orders(ClassHash& hash) const override;
  bool tolerates(const Outcome& deadlock) override;

  Node& node_for(std::string_view name);
  Property& add_property(Property property);
  void watch();
  void decide(const Outcome& outcome);
  void tear_down();

  std::shared_ptr<Names> names_ = std::make_shared<Names>();
  Story story_;
  Scheduler scheduler_;
  Exchanges exchanges_;
  Properties properties_;
  Fingerprints fingerprints_;
  LivelockWatch livelock_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<std::unique_ptr<Link>> links_;
  std::vector<std::unique_ptr<Component>> components_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<std::function<void()>> healers_;
  struct StepAct {
    const Node* node;
    std::function<void()> act;
  };
  std::vector<StepAct> step_acts_;
  std::function<void(const Outcome&)> on_deadlock_;
  Node* adversary_ = nullptr;
  Instant end_ = Instant::never();
  Instant calm_since_ = Instant::never();
  Instant next_starvation_ = Instant::never();  // when next to look for starved fibers
  bool ran_ = false;
};

template <class Kind>
Kind& World::add(std::string_view name, typename Kind::Options options) {
  if constexpr (std::is_base_of_v<Link, Kind>) {
    const Scheduler::Naming naming(scheduler_, key_of(name));
    auto link = std::make_unique<Kind>(*this, std::string(name), std::move(options));
    Kind& added = *link;
    links_.push_back(std::move(link));
    return added;
  } else {
    return add_to<Kind>(node_for(name), name, std::move(options));
  }
}

template <class Kind>
Kind& World::add_to(Node& node, std::string_view name, typename Kind::Options options) {
  HINDCAST_CHECK(find_component(name) == nullptr);
  const Scheduler::Naming naming(scheduler_, child(node.path(), hash_text(name), 0));
  auto component =
      std::make_unique<Kind>(Component::Place{node, std::string(name)}, std::move(options));
  Kind& added = *component;
  components_.push_back(std::move(component));
  return added;
}

}  // namespace hindcast
