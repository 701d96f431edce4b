#include "hindcast/sim/exchanges.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/run_loop.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

// The caller's wait for the end of an exchange; lives on the caller's stack.
struct Exchanges::Wait final : Waitable {
  Wait(Exchanges& owner, std::uint32_t slot_of_exchange, Key path, const char* name)
      : Waitable(path, name), exchanges(owner), slot(slot_of_exchange) {
    owner.slots_[slot].caller = this;
  }
  ~Wait() override {
    Exchange& exchange = exchanges.slots_[slot];
    exchange.caller = nullptr;
    --exchange.connection->counts.in_flight;
    exchanges.free_if_over(slot);
  }

  // Only the fiber that handles the request can end the wait, once it has begun to.
  void add_blockers(Blockers& blockers) const override {
    const Exchange& exchange = exchanges.slots_[slot];
    if (exchange.stage != Stage::serving || !exchange.served) return;
    blockers.fibers.push_back(exchange.handler);
    blockers.complete = !exchanges.world_.scheduler().ended(exchange.handler);
  }

  Exchanges& exchanges;
  std::uint32_t slot;
  WaitQueue queue;
  Waiter waiter;
};

std::uint32_t Exchanges::open_slot(Connection& connection, Key path, const Payload& request) {
  std::uint32_t slot = 0;
  if (free_.empty()) {
    slot = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  Exchange& exchange = slots_[slot];
  exchange.connection = &connection;
  exchange.path = path;
  exchange.request = request;
  exchange.status = CallStatus::closed;
  exchange.stage = Stage::requesting;
  exchange.messages = 0;
  exchange.held = 0;
  exchange.served = false;
  exchange.opens = false;
  exchange.awaited = false;
  exchange.holds = false;
  exchange.hung_up = false;
  exchange.handler = {};
  ++connection.counts.sent;
  return slot;
}

CallEnd Exchanges::attempt(Connection& connection, const Attempt& what) {
  Scheduler& scheduler = world_.scheduler();
  scheduler.point(Operation::call_send, connection.server.path());
  const std::uint32_t slot = open_slot(connection, what.path, what.request);
  slots_[slot].opens = what.opens;
  slots_[slot].awaited = true;
  ++connection.counts.in_flight;
  Wait wait(*this, slot, what.path, connection.server.name().text());
  wait.waiter.operation = Operation::call_wait;
  send_request(slot);
  WaitOutcome outcome = scheduler.wait(wait, wait.queue, wait.waiter, what.timeout);
  scheduler.touch(Operation::call_wait, what.path);
  if (RunLoop* const loop = connection.client.owner().node().run_loop(); loop != nullptr) {
    const Instant turn = loop->await_turn();
    if (wait.waiter.timed && wait.waiter.expires <= turn) outcome = WaitOutcome::expired;
  }
  const Exchange& exchange = slots_[slot];
  CallEnd end;
  end.status = outcome == WaitOutcome::expired ? CallStatus::timed_out : exchange.status;
  if (exchange.hung_up && outcome != WaitOutcome::expired) end.status = CallStatus::closed;
  if (end.status == CallStatus::ok) end.reply = exchange.reply;
  scheduler.emit(events::kCallEnded, what.path.value, end.reply.hash(),
                 static_cast<std::uint32_t>(hash_text(name_of(end.status))));
  return end;
}

bool Exchanges::waits(const Exchange& exchange) {
  return exchange.caller != nullptr && exchange.caller->waiter.queue != nullptr;
}

std::vector<OpenCall> Exchanges::open_calls(const Connection& connection) const {
  std::vector<OpenCall> calls;
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    const Exchange& exchange = slots_[slot];
    if (!waits(exchange) || exchange.connection != &connection) continue;
    const bool held = exchange.holds && exchange.stage == Stage::requesting;
    calls.push_back({exchange.path, exchange.caller->waiter.fiber->since, held, slot});
  }
  std::stable_sort(calls.begin(), calls.end(), [](const OpenCall& left, const OpenCall& right) {
    return left.since < right.since;
  });
  return calls;
}

void Exchanges::hang_up(Connection& connection) {
  for (const OpenCall& call : open_calls(connection)) break_off(call);
}

void Exchanges::break_off(const OpenCall& call) {
  Exchange& exchange = slots_[call.slot];
  if (world_.scheduler().voided() || exchange.path != call.path || !waits(exchange)) return;
  exchange.hung_up = true;
  world_.scheduler().touch(Operation::deliver, exchange.path);
  world_.scheduler().grant(exchange.caller->waiter);
}

void Exchanges::post(Connection& connection, Key path, const Payload& message) {
  world_.scheduler().point(Operation::call_send, connection.server.path());
  const std::uint32_t slot = open_slot(connection, path, message);
  send_request(slot);
  free_if_over(slot);
}

void Exchanges::send_request(std::uint32_t slot) {
  Scheduler& scheduler = world_.scheduler();
  const Exchange& exchange = slots_[slot];
  scheduler.touch(Operation::call_send, exchange.connection->server.path());
  scheduler.emit(events::kSent, exchange.path.value, exchange.request.hash());
  carry_request(slot);
}

Transit Exchanges::ask_link(std::uint32_t slot, Direction direction) {
  const Exchange& exchange = slots_[slot];
  if (exchange.connection->link == nullptr) return {};
  const Payload& body = direction == Direction::request ? exchange.request : exchange.reply;
  const bool left = exchange.awaited && exchange.caller == nullptr;
  return exchange.connection->link->carry({exchange.path, direction, body.bytes(),
                                           exchange.connection->path, exchange.held, exchange.opens,
                                           left});
}

void Exchanges::carry_request(std::uint32_t slot) {
  const Transit transit = ask_link(slot, Direction::request);
  switch (transit.fate) {
    case Fate::delivered:
      launch(slot, transit.delay);
      if (transit.duplicated) {
        const Key copy = child(slots_[slot].path, hash_text("duplicate"), 0);
        launch(open_slot(*slots_[slot].connection, copy, Payload(slots_[slot].request)),
               transit.duplicate_delay);
      }
      break;
    case Fate::lost:
      break;
    case Fate::refused:
      tell_caller_after(slot, CallStatus::refused, transit.delay);
      break;
    case Fate::reset:
      tell_caller_after(slot, CallStatus::closed, transit.delay);
      break;
    case Fate::held:
      hold(slot, transit.delay);
      break;
  }
}

// The link is asked again after `delay`: the sender's TCP transmits again.
void Exchanges::hold(std::uint32_t slot, Duration delay) {
  Exchange& exchange = slots_[slot];
  if (exchange.held == 0) exchange.server_life = exchange.connection->server.owner().node().life();
  ++exchange.held;
  exchange.holds = true;
  launch(slot, delay);
}

void Exchanges::launch(std::uint32_t slot, Duration delay) {
  ++slots_[slot].messages;
  world_.scheduler().touch(Operation::spawn, slots_[slot].path);
  world_.scheduler().deliver_after(delay, slot, slots_[slot].generation);
}

void Exchanges::deliver(std::uint32_t slot, std::uint32_t generation) {
  Exchange& exchange = slots_[slot];
  if (exchange.generation != generation) return;
  --exchange.messages;
  world_.scheduler().touch(Operation::start, exchange.path);
  world_.scheduler().touch(Operation::deliver, destination(exchange).path());
  if (std::exchange(exchange.holds, false)) {
    if (exchange.stage == Stage::requesting) {
      carry_request(slot);
    } else if (exchange.stage == Stage::returning) {
      carry_reply(slot);
    }
  } else if (exchange.stage == Stage::requesting) {
    arrive(slot);
  } else if (exchange.stage == Stage::returning) {
    hand_over(slot);
  }
  free_if_over(slot);
}

// The node that the message under way is for.
Node& Exchanges::destination(const Exchange& exchange) {
  const bool request = exchange.stage == Stage::requesting;
  const Connection& connection = *exchange.connection;
  return (request ? connection.server.owner() : connection.client.owner()).node();
}

bool Exchanges::describe(std::uint32_t slot, std::uint32_t generation,
                         Alternative& alternative) const {
  const Exchange& exchange = slots_[slot];
  if (exchange.generation != generation) return false;
  alternative = {exchange.path, Operation::deliver, exchange.path, Operation::deliver,
                 destination(exchange).path()};
  return true;
}

// Whether a request that was transmitted again meets a process that does not know its connection.
bool Exchanges::reaches_another_life(const Exchange& exchange) const {
  return exchange.held > 0 && !exchange.opens &&
         exchange.connection->server.owner().node().life() != exchange.server_life;
}

// A request reaches the server's host.
void Exchanges::arrive(std::uint32_t slot) {
  Exchange& exchange = slots_[slot];
  Service& service = exchange.connection->server;
  Component& component = service.owner();
  Node& node = component.node();
  Scheduler& scheduler = world_.scheduler();
  if (!component.listens()) {
    const bool silent = !node.alive() && node.crash_kind() == CrashKind::host;
    if (!silent) {
      send_back(slot, CallStatus::refused);
    } else if (exchange.connection->link != nullptr && exchange.connection->link->retransmits()) {
      carry_request(slot);
    }
    return;
  }
  if (reaches_another_life(exchange)) return send_back(slot, CallStatus::closed);
  exchange.stage = Stage::serving;
  exchange.served = true;
  exchange.handler = scheduler.spawn_handler(
      node, service.name(), exchange.path, component.path(), [this, slot, &service] {
        ExchangeRef reference(world_, slot, slots_[slot].generation);
        world_.scheduler().emit(events::kReceived, slots_[slot].path.value,
                                slots_[slot].request.hash());
        const Payload request = slots_[slot].request;
        service.handle(request, std::move(reference));
      });
}

void Exchanges::reply(std::uint32_t slot, Payload payload) {
  Scheduler& scheduler = world_.scheduler();
  if (scheduler.voided()) return;
  Exchange& exchange = slots_[slot];
  scheduler.emit(events::kReplied, exchange.path.value, payload.hash());
  exchange.reply = std::move(payload);
  exchange.served = false;
  send_back(slot, CallStatus::ok);
  free_if_over(slot);
}

void Exchanges::close(std::uint32_t slot) {
  if (world_.scheduler().voided()) return;
  slots_[slot].served = false;
  send_back(slot, CallStatus::closed);
  free_if_over(slot);
}

void Exchanges::release_server(std::uint32_t slot) {
  slots_[slot].served = false;
  free_if_over(slot);
}

FiberHandle Exchanges::caller(std::uint32_t slot) const {
  const Exchange& exchange = slots_[slot];
  if (exchange.caller == nullptr || exchange.caller->waiter.fiber == nullptr) return {};
  return world_.scheduler().handle_of(*exchange.caller->waiter.fiber);
}

// The way back, over the same link.
void Exchanges::send_back(std::uint32_t slot, CallStatus status) {
  slots_[slot].status = status;
  slots_[slot].held = 0;
  carry_reply(slot);
}

void Exchanges::carry_reply(std::uint32_t slot) {
  const Transit transit = ask_link(slot, Direction::reply);
  Exchange& exchange = slots_[slot];
  switch (transit.fate) {
    case Fate::delivered:
      tell_caller_after(slot, exchange.status, transit.delay);
      break;
    case Fate::lost:
    case Fate::refused:
      exchange.stage = Stage::ended;
      break;
    case Fate::reset:
      tell_caller_after(slot, CallStatus::closed, transit.delay);
      break;
    case Fate::held:
      exchange.stage = Stage::returning;
      hold(slot, transit.delay);
      break;
  }
}

void Exchanges::tell_caller_after(std::uint32_t slot, CallStatus status, Duration delay) {
  slots_[slot].status = status;
  slots_[slot].stage = Stage::returning;
  launch(slot, delay);
}

void Exchanges::hand_over(std::uint32_t slot) {
  Exchange& exchange = slots_[slot];
  exchange.stage = Stage::ended;
  world_.scheduler().touch(Operation::deliver, exchange.path);
  if (exchange.caller == nullptr || exchange.caller->waiter.queue == nullptr) {
    if (exchange.status == CallStatus::ok) ++exchange.connection->counts.late;
    return;
  }
  world_.scheduler().grant(exchange.caller->waiter);
}

void Exchanges::free_if_over(std::uint32_t slot) {
  Exchange& exchange = slots_[slot];
  if (exchange.stage == Stage::free || exchange.messages != 0 || exchange.served ||
      exchange.caller != nullptr) {
    return;
  }
  exchange.stage = Stage::free;
  ++exchange.generation;
  exchange.request = {};
  exchange.reply = {};
  free_.push_back(slot);
}

void Exchanges::node_crashed(const Node& node) {
  const bool host = node.crash_kind() == CrashKind::host;
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    Exchange& exchange = slots_[slot];
    if (exchange.stage == Stage::free) continue;
    const bool serves = &exchange.connection->server.owner().node() == &node;
    if (exchange.holds && host) {
      // What was still to be transmitted again was in the memory of the host that died.
      const bool calls = &exchange.connection->client.owner().node() == &node;
      if (exchange.stage == Stage::requesting ? calls : serves) exchange.stage = Stage::ended;
    }
    if (exchange.stage != Stage::serving || !serves) continue;
    exchange.served = false;
    if (host) {
      exchange.stage = Stage::ended;
    } else {
      send_back(slot, CallStatus::closed);
    }
    free_if_over(slot);
  }
}

ExchangeRef::~ExchangeRef() {
  if (world_ != nullptr && held()) world_->exchanges().release_server(slot_);
}

bool ExchangeRef::held() const { return world_->exchanges().is_served(slot_, generation_); }

void ExchangeRef::reply(Payload payload) {
  HINDCAST_CHECK(world_ != nullptr);
  if (held()) world_->exchanges().reply(slot_, std::move(payload));
  world_ = nullptr;
}

void ExchangeRef::close() {
  HINDCAST_CHECK(world_ != nullptr);
  if (held()) world_->exchanges().close(slot_);
  world_ = nullptr;
}

FiberHandle ExchangeRef::caller() const {
  HINDCAST_CHECK(world_ != nullptr);
  return held() ? world_->exchanges().caller(slot_) : FiberHandle{};
}

}  // namespace hindcast
