#include "hindcast/sim/world.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/units.hpp"
#include "hindcast/sim/wait_for.hpp"

namespace hindcast {
namespace {

std::string describe_current_world() {
  if (!Scheduler::has_current()) return "";
  const Scheduler& scheduler = Scheduler::current();
  const Fiber* const fiber = scheduler.running();
  return fmt::format("  seed {}, step {}, virtual time {}, {}/{}", scheduler.seed(),
                     scheduler.steps(), human(scheduler.now().since_start()),
                     fiber == nullptr ? "world" : fiber->node->name(),
                     fiber == nullptr ? "set-up" : fiber->name);
}

}  // namespace

Link::Link(World& world, std::string name)
    : world_(world), name_(std::move(name)), path_(key_of(name_)) {}

World::World(Chooser& chooser, const WorldOptions& options)
    : story_(options.tells_story),
      scheduler_(*this, chooser,
                 {options.seed, options.limits, options.keeps_trace, options.stack_poison,
                  options.reseeds}),
      exchanges_(*this) {
  set_check_context(&describe_current_world);
  adversary_ = &add_node("adversary");
  adversary_->alive_ = true;
}

World::~World() { tear_down(); }

Node& World::add_node(std::string_view name) {
  HINDCAST_CHECK(find_node(name) == nullptr);
  nodes_.push_back(std::make_unique<Node>(*this, std::string(name)));
  return *nodes_.back();
}

Node& World::add_live_node(std::string_view name) {
  Node& node = add_node(name);
  node.boot();
  return node;
}

Node& World::node_for(std::string_view name) {
  Node* const known = find_node(name);
  return known == nullptr ? add_node(name) : *known;
}

Node* World::find_node(std::string_view name) const {
  for (const auto& node : nodes_) {
    if (node->name() == name) return node.get();
  }
  return nullptr;
}

Component* World::find_component(std::string_view name) const {
  for (const auto& component : components_) {
    if (component->name() == name) return component.get();
  }
  return nullptr;
}

Connection& World::connect(Port& client, Port& server, CallPolicy policy) {
  HINDCAST_CHECK(client.role() == Port::Role::client && server.role() == Port::Role::server);
  const bool same_protocol = client.protocol().request == server.protocol().request &&
                             client.protocol().reply == server.protocol().reply;
  HINDCAST_CHECK(same_protocol);
  connections_.push_back(std::make_unique<Connection>(client, static_cast<Service&>(server),
                                                      nullptr, std::move(policy)));
  client.connections_.push_back(connections_.back().get());
  server.connections_.push_back(connections_.back().get());
  return *connections_.back();
}

Connection& World::connect(Port& client, Link& link, Port& server, CallPolicy policy) {
  Connection& connection = connect(client, server, std::move(policy));
  connection.link = &link;
  return connection;
}

bool World::fault_active(Label kind, Ratio how_often) {
  return scheduler_.choose_about({ChoiceKind::fault,
                                  child(adversary_->path(), kind.hash(), 0),
                                  "active",
                                  0,
                                  2,
                                  how_often,
                                  {}}) == 1;
}

bool World::fault_fires(Label kind, Ratio how_often) {
  return scheduler_.choose(ChoiceKind::fault, kind, 2, how_often) == 1;
}

void World::calm() {
  if (is_calm()) return;
  calm_since_ = now();
  scheduler_.emit(events::kCalm);
  while (!healers_.empty()) {
    const std::function<void()> heal = std::move(healers_.back());
    healers_.pop_back();
    heal();
  }
  story_.tell(now(), "world", Weight::turning_point, "all faults are healed");
}

Property& World::add_property(Property property) {
  Property& added = properties_.add(std::move(property));
  if (ran_) watch();
  return added;
}

void World::watch() {
  const bool starvation = !scheduler_.limits().starved_after.is_infinite();
  if (starvation) next_starvation_ = saturating_add(now(), scheduler_.limits().starved_after);
  scheduler_.watch_instants(starvation || properties_.watches_instants());
}

Property& World::always(std::string name, Predicate holds) {
  return add_property(
      {.kind = PropertyKind::always, .name = std::move(name), .holds = std::move(holds)});
}

Property& World::never(std::string name, Predicate happens) {
  return add_property(
      {.kind = PropertyKind::never, .name = std::move(name), .holds = std::move(happens)});
}

Property& World::sometimes(std::string name, Predicate happens) {
  return add_property(
      {.kind = PropertyKind::sometimes, .name = std::move(name), .holds = std::move(happens)});
}

Property& World::eventually(std::string name, Predicate holds, Duration within) {
  return add_property({.kind = PropertyKind::eventually,
                       .name = std::move(name),
                       .holds = std::move(holds),
                       .within = within});
}

Property& World::always_on(const Node& node, std::string name, Predicate holds) {
  scheduler_.watch_steps(node);
  return add_property({.kind = PropertyKind::always_on,
                       .name = std::move(name),
                       .holds = std::move(holds),
                       .node = &node});
}

void World::after_step(const Node& node, std::function<void()> act) {
  scheduler_.watch_steps(node);
  step_acts_.push_back({&node, std::move(act)});
}

const Outcome& World::run() {
  HINDCAST_CHECK(!ran_);
  ran_ = true;
  for (const auto& node : nodes_) {
    if (!node->alive_) node->boot();
  }
  watch();
  if (fingerprints_.declared()) scheduler_.watch_all_steps();
  scheduler_.run(end_);
  if (!scheduler_.stopped() && end_.is_never()) report_stranded(scheduler_);
  if (!scheduler_.stopped()) decide(properties_.judge_end(now(), calm_since_));
  const Outcome& outcome = scheduler_.outcome();
  scheduler_.emit(events::kVerdict, hash_text(name_of(outcome.verdict)),
                  hash_text(outcome.property));
  tear_down();
  return outcome;
}

void World::decide(const Outcome& outcome) {
  if (outcome.verdict == Verdict::passed) return;
  story_.tell(now(), "world", Weight::verdict,
              fmt::format("{}: {}{}{}", name_of(outcome.verdict), outcome.property,
                          outcome.detail.empty() ? "" : " - ", outcome.detail));
  scheduler_.stop(outcome);
}

// Unwinds what still runs and drops all volatile state. The digest is final before that: what
// destructors do is not part of the run.
void World::tear_down() {
  scheduler_.freeze();
  for (auto node = nodes_.rbegin(); node != nodes_.rend(); ++node) {
    if (!(*node)->alive_) continue;
    (*node)->alive_ = false;
    scheduler_.unwind_node(**node);
  }
  const Scheduler::Void without_effect(scheduler_);
  for (auto component = components_.rbegin(); component != components_.rend(); ++component) {
    (*component)->process_.reset();
  }
}

void World::deliver(std::uint32_t slot, std::uint32_t epoch) { exchanges_.deliver(slot, epoch); }

bool World::describe(std::uint32_t slot, std::uint32_t epoch, Alternative& alternative) const {
  return exchanges_.describe(slot, epoch, alternative);
}

void World::instant_ended() {
  decide(properties_.judge_instant(now(), calm_since_));
  if (next_starvation_ <= now()) next_starvation_ = report_starved(scheduler_);
}

Instant World::next_deadline() const {
  // What is left to wait at the end of all things is a deadlock, not starvation.
  const bool more_to_come = scheduler_.has_timers() || !end_.is_never();
  return std::min(properties_.next_deadline(calm_since_),
                  more_to_come ? next_starvation_ : Instant::never());
}

void World::add_orders(ClassHash& hash) const {
  for (const auto& node : nodes_) hash.add(node->path(), node->order_);
}

bool World::tolerates(const Outcome& deadlock) {
  if (on_deadlock_ == nullptr) return false;
  on_deadlock_(deadlock);
  return true;
}

void World::step_ended(const Fiber& fiber) {
  const Node& node = *fiber.node;
  if (fingerprints_.declared() && !scheduler_.stopped()) {
    if (auto livelock = livelock_.observe(scheduler_, fingerprints_, fiber)) decide(*livelock);
  }
  Outcome outcome = properties_.judge_step(node, now());
  if (outcome.verdict != Verdict::passed) scheduler_.stop_after_instant(std::move(outcome));
  for (std::size_t index = 0; index < step_acts_.size(); ++index) {
    if (step_acts_[index].node == &node) step_acts_[index].act();
  }
}

}  // namespace hindcast
