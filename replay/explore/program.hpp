// Program: a small concurrent program, written for the explorer. Its fibers are isolated: they
// share cells, mutexes, condition variables, semaphores, events and channels, and nothing else, so
// that only what really conflicts is tried in both orders.
//
//   const Program lost_update = [](ProgramBuilder& program) {
//     auto& counter = program.cell<int>("counter");
//     for (int nth = 0; nth < 2; ++nth) {
//       program.fiber("increment", [&] { counter.write(counter.read() + 1); });
//     }
//     program.holds_at_end("no update is lost", [&] { return counter.peek() == 2; });
//   };
//   const ExploreResult result = explore(lost_update);  // 4 executions, 2 of them violate it
//
// In a fiber's body: sleep(5ms), yield(), spawn("child", body, {.isolated = true}), join(handle),
// cancel(handle), choose_value("label", 3), lost("label"). What `fiber` captures by reference must
// belong to the program or outlive the exploration and not change. What only looks (peek(),
// locked(), owner(), permits(), is_set(), closed(), size(), alive()) is for properties and
// observations: the explorer does not see it, so a fiber must not decide by it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hindcast/sim/cell.hpp"
#include "hindcast/sim/channel.hpp"
#include "hindcast/sim/condition_variable.hpp"
#include "hindcast/sim/event.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/mutex.hpp"
#include "hindcast/sim/semaphore.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

// Where and how a fiber of a program runs.
struct FiberOptions {
  Node* node = nullptr;  // the program's own node if null
  bool isolated = true;  // else each of its steps touches all memory of its node
  bool serves = false;   // it may wait at the end
};

// When a node is killed: at one of these instants (a choice), at any moment within it.
struct CrashOptions {
  std::vector<Duration> instants{Duration::zero()};
  CrashKind kind = CrashKind::process;
  bool may_not_happen = true;  // one more choice, the quiet one
  Duration restart_after = Duration::infinite();
};

// Asks which of `arity` values a fiber goes on with.
inline std::uint32_t choose_value(Label label, std::uint32_t arity) {
  return choose(ChoiceKind::value, label, arity, Ratio::zero());
}
// Asks whether a message is lost. Counts as a deviation (TraceBounds).
inline bool lost(Label label) { return choose(ChoiceKind::message, label, 2, Ratio::zero()) == 1; }
// Asks which entry of a table of delays applies.
inline Duration choose_delay(Label label, const std::vector<Duration>& table) {
  const auto arity = static_cast<std::uint32_t>(table.size());
  return table.at(choose(ChoiceKind::delay, label, arity, Ratio::zero()));
}

class ProgramBuilder {
 public:
  explicit ProgramBuilder(World& world) : world_(world) {}
  ProgramBuilder(const ProgramBuilder&) = delete;
  ProgramBuilder& operator=(const ProgramBuilder&) = delete;
  ~ProgramBuilder();

  World& world() { return world_; }
  // The node that fibers are on unless told otherwise, and further ones. All live from the start.
  Node& node();
  Node& add_node(std::string_view name) { return world_.add_live_node(name); }

  template <class Value>
  Cell<Value>& cell(Label name, Value initial = {}) {
    return make<Cell<Value>>(std::move(initial), name);
  }
  Mutex& mutex(Label name) { return make<Mutex>(name); }
  ConditionVariable& condition(Label name) { return make<ConditionVariable>(name); }
  Semaphore& semaphore(Label name, std::uint32_t permits) { return make<Semaphore>(permits, name); }
  Event& event(Label name) { return make<Event>(name); }
  template <class Item>
  Channel<Item>& channel(Label name, std::size_t capacity = Channel<Item>::kUnbounded) {
    return make<Channel<Item>>(capacity, name);
  }
  // Makes anything that lives as long as one execution.
  template <class Object, class... Arguments>
  Object& make(Arguments&&... arguments) {
    auto* const object = new Object(std::forward<Arguments>(arguments)...);
    kept_.push_back({object, [](void* kept) { delete static_cast<Object*>(kept); }});
    return *object;
  }
  // An interned label, for names that are put together: program.label("fork 3").
  Label label(std::string_view text) { return world_.intern(text); }

  template <class Body>
  FiberHandle fiber(Label name, Body&& body, const FiberOptions& options = {}) {
    Node& where = options.node == nullptr ? node() : *options.node;
    return world_.scheduler().spawn(where, name, std::forward<Body>(body),
                                    {.serves = options.serves, .isolated = options.isolated});
  }
  // A fiber of the adversary: what it does is a fault. It may wait at the end.
  template <class Body>
  FiberHandle fault(Label name, Body&& body) {
    return world_.scheduler().spawn(world_.adversary(), name, std::forward<Body>(body),
                                    {.serves = true, .isolated = true});
  }
  // A fault that kills a node at any moment of the given instants.
  void crash(Node& node, const CrashOptions& options = {});
  // What runs on `node` in each life after the first, on a fiber that may spawn others.
  void on_restart(Node& node, std::function<void()> body);

  // Declares what the state is beside what each fiber does next: values of cells, owners of locks,
  // what fibers keep in their own variables. Then executions are watched for livelock, and
  // ExploreOptions::fingerprints may be used.
  void fingerprint(std::function<std::uint64_t()> of) {
    world_.fingerprints().declare(std::move(of));
  }
  // Declares that this fiber and all others so declared differ in nothing but their names and what
  // belongs to them: `of` is its own state, `objects` are the keys of what only it uses.
  void alike(FiberHandle fiber, std::function<std::uint64_t()> of, std::vector<Key> objects = {});
  // What is done so far does not come again: no cycle goes across this.
  void progress() { world_.progress(); }

  // A property of the final state.
  void holds_at_end(std::string name, Predicate holds) {
    at_end_.push_back({std::move(name), std::move(holds)});
  }
  // Adds to the fingerprint of the final state, by which oracles compare.
  void observe(std::function<std::uint64_t()> value) { observed_.push_back(std::move(value)); }

  // For whoever runs it, after the run: the first property of the final state that does not hold,
  // or null; and the fingerprint.
  const std::string* violated_at_end() const;
  std::uint64_t final_state() const;

 private:
  struct Kept {
    void* object;
    void (*destroy)(void*);
  };
  struct AtEnd {
    std::string name;
    Predicate holds;
  };

  World& world_;
  Node* node_ = nullptr;
  std::vector<Kept> kept_;
  std::vector<AtEnd> at_end_;
  std::vector<std::function<std::uint64_t()>> observed_;
};

// Builds the program in an empty world; called anew for each execution, and must do the same each
// time.
using Program = std::function<void(ProgramBuilder&)>;

}  // namespace hindcast
