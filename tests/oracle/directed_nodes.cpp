#include <chrono>

#include "hindcast/models/network/link.hpp"
#include "tests/oracle/directed_programs.hpp"
#include "tests/support/script.hpp"

namespace hindcast::testing {
namespace {

using namespace std::chrono_literals;

// A caller and a server on nodes of their own. The caller notes how its calls end.
struct Pair {
  Caller& caller;
  Answerer& server;
};

Pair connected(ProgramBuilder& builder, const CallPolicy& policy, Caller::Options boot,
               Answerer::Options answer) {
  World& world = builder.world();
  auto& server = world.add<Answerer>("server", std::move(answer));
  auto& caller = world.add<Caller>("caller", std::move(boot));
  world.connect(caller.out, server.in, policy);
  return {caller, server};
}

// Calls once, at the given time.
Caller::Options calls_at(ProgramBuilder& builder, Duration time) {
  return [time, log = Log(builder)](Caller& self) mutable {
    spawn("calls",
          [&self, time, log]() mutable {
            if (time > Duration::zero()) sleep(time);
            log.see(static_cast<std::uint64_t>(self.call(1).status()));
          },
          {.isolated = true});
  };
}

// What is written before a reply is written before what is written after the call.
void reply_ends_a_call(ProgramBuilder& builder) {
  auto& cell = builder.cell<int>("cell");
  builder.observe([&cell] { return static_cast<std::uint64_t>(cell.peek()); });
  connected(
      builder, {},
      [&cell](Caller& self) {
        spawn("calls", [&self, &cell] {
          self.call(1);
          cell.write(1);
        });
      },
      [&cell](Answerer&, const Number&, Responder<Number> responder) {
        cell.write(2);
        responder.reply({1});
      });
}

void reply_meets_timeout(ProgramBuilder& builder) {
  connected(builder, {.timeout = 1ms}, calls_at(builder, Duration::zero()), answer_after(1ms));
}

void request_meets_crash(ProgramBuilder& builder) {
  const Pair pair = connected(builder, {.timeout = 5ms}, calls_at(builder, 1ms), answer_after(1ms));
  builder.crash(pair.server.node(), {.instants = {1ms}, .may_not_happen = false});
}

void request_meets_restart(ProgramBuilder& builder, CrashKind kind) {
  const Pair pair = connected(builder, {.timeout = 5ms}, calls_at(builder, 2ms), answer_after(1ms));
  builder.crash(pair.server.node(),
                {.instants = {1ms}, .kind = kind, .may_not_happen = false, .restart_after = 1ms});
}

void request_meets_partition(ProgramBuilder& builder) {
  World& world = builder.world();
  auto& server = world.add<Answerer>("server", answer_after(1ms));
  auto& caller = world.add<Caller>("caller", calls_at(builder, 1ms));
  auto& link = world.add<NetworkLink>("link", {.latency = Distribution::constant(1ms)});
  world.connect(caller.out, link, server.in, {.timeout = 5ms});
  builder.fault("partition", [&link] {
    sleep(1ms);
    link.partition(PartitionKind::drop);
  });
}

// The fault that began first decides what the caller is told.
void two_partitions(ProgramBuilder& builder) {
  World& world = builder.world();
  auto& server = world.add<Answerer>("server", answer_after(1ms));
  auto& caller = world.add<Caller>("caller", calls_at(builder, 2ms));
  auto& link = world.add<NetworkLink>("link", {.latency = Distribution::constant(1ms)});
  world.connect(caller.out, link, server.in, {.timeout = 5ms});
  for (const PartitionKind kind : {PartitionKind::drop, PartitionKind::reject}) {
    builder.fault("partition", [&link, kind] {
      sleep(1ms);
      link.partition(kind);
    });
  }
}

// Turns of a node on which nothing runs.
using Turns = void (*)(Node& node);

Program turns(Turns before, Turns one, Turns other) {
  return [=](ProgramBuilder& builder) {
    Node& node = builder.add_node("empty");
    builder.fault("before", [&node, before] { before(node); });
    for (const Turns turn : {one, other}) {
      builder.fault("turn", [&node, turn] {
        sleep(1ms);
        turn(node);
      });
    }
    builder.observe([&node] { return mix(node.alive() ? 1 : 2, node.life()); });
  };
}

void nothing(Node&) {}
void crashes(Node& node) { node.crash(); }
void restarts(Node& node) { node.restart(); }
void pauses(Node& node) { node.pause(); }
void resumes(Node& node) { node.resume(); }

// A paused node whose fibers share its memory: what is written before it is resumed is written
// before what they write.
void resume_meets_pause(ProgramBuilder& builder) {
  Node& node = builder.add_node("paused");
  auto& memory = builder.make<std::uint64_t>(0U);
  builder.observe([&memory] { return memory; });
  auto& cell = builder.cell<std::uint64_t>("cell");
  builder.observe([&cell] { return cell.peek(); });
  for (std::uint64_t nth = 1; nth <= 2; ++nth) {
    builder.fiber("plain",
                  [&memory, &cell, nth] {
                    sleep(1ms);
                    memory = mix(memory, nth);
                    cell.write(nth);
                  },
                  {.node = &node, .isolated = false});
  }
  builder.fault("pauses", [&node, &cell] {
    node.pause();
    sleep(2ms);
    cell.write(7);
    node.resume();
  });
}

// A node that dies while a fiber of it waits for a condition that it shares with another node.
void crash_during_a_wait(ProgramBuilder& builder) {
  Node& node = builder.add_node("dies");
  auto& mutex = builder.mutex("mutex");
  auto& condition = builder.condition("condition");
  for (Node* const where : {&node, &builder.node()}) {
    builder.fiber("waits",
                  [&mutex, &condition, log = Log(builder)]() mutable {
                    const Lock lock(mutex);
                    log.see(condition.wait_for(mutex, 1ms) ? 1 : 2);
                  },
                  {.node = where});
  }
  builder.fiber("signals", [&condition] { condition.signal(); });
  builder.crash(node, {.may_not_happen = false});
}

// A worker that takes a permit in each life, and gives it back unless it is killed.
void restart_that_takes_again(ProgramBuilder& builder) {
  Node& node = builder.add_node("worker");
  auto& permits = builder.semaphore("permits", 2);
  auto& done = builder.cell<std::uint64_t>("done");
  builder.observe([&done] { return done.peek(); });
  builder.observe([&permits] { return permits.permits(); });
  const auto work = [&permits, &done] {
    if (!permits.try_acquire()) return;
    done.write(done.read() + 1);
    permits.release();
  };
  builder.fiber("works", work, {.node = &node});
  builder.on_restart(node, work);
  builder.fiber("rival", work);
  builder.fault("kills", [&node] {
    node.crash();
    node.restart();
  });
}

// The caller dies while the reply is under way; in its next life it calls again.
void crash_of_a_caller(ProgramBuilder& builder) {
  auto& handled = builder.cell<std::uint64_t>("handled");
  builder.observe([&handled] { return handled.peek(); });
  const Pair pair = connected(builder, {.timeout = 5ms}, calls_at(builder, Duration::zero()),
                              [&handled](Answerer&, const Number&, Responder<Number> responder) {
                                sleep(1ms);
                                handled.write(handled.read() + 1);
                                responder.reply({1});
                              });
  builder.crash(pair.caller.node(), {.instants = {1ms}, .restart_after = 1ms});
}

// The owner of a lock is stopped, and continued while others give up.
void pause_of_an_owner(ProgramBuilder& builder) {
  Node& node = builder.add_node("stops");
  auto& mutex = builder.mutex("mutex");
  builder.fiber("owns",
                [&mutex] {
                  const Lock lock(mutex);
                  yield();
                },
                {.node = &node});
  builder.fiber("waits", [&mutex, log = Log(builder)]() mutable {
    const bool owned = mutex.lock_for(1ms);
    log.see(owned ? 1 : 2);
    if (owned) mutex.unlock();
  });
  builder.fault("stops", [&node] {
    node.pause();
    sleep(1ms);
    node.resume();
  });
}

}  // namespace

std::vector<DirectedProgram> directed_nodes() {
  constexpr DirectedProgram::Traits kEnds{.ends_fibers = true};
  constexpr DirectedProgram::Traits kTwice{.ends_fibers = true, .once = false};
  return {
      {"crash during a wait", crash_during_a_wait, kEnds},
      {"restart that takes again", restart_that_takes_again, kEnds},
      // A reply that arrives before its caller dies, or after: one class, but two traces.
      {"crash of a caller", crash_of_a_caller, kTwice},
      {"pause of an owner", pause_of_an_owner, kTwice},
      {"a reply ends a call", reply_ends_a_call},
      {"a reply meets a timeout", reply_meets_timeout},
      {"a request meets a crash", request_meets_crash, kEnds},
      // Refused before the restart and refused before the boot: one class, but two traces.
      {"a request meets a restart",
       [](ProgramBuilder& builder) { request_meets_restart(builder, CrashKind::process); }, kTwice},
      {"a request meets the host's return",
       [](ProgramBuilder& builder) { request_meets_restart(builder, CrashKind::host); }, kEnds},
      {"a request meets a partition", request_meets_partition},
      {"two partitions", two_partitions},
      {"crash and restart", turns(nothing, crashes, restarts), kEnds},
      {"two restarts", turns(crashes, restarts, restarts), kEnds},
      {"resume and crash", turns(pauses, resumes, crashes), kEnds},
      {"resume meets pause", resume_meets_pause, kEnds},
  };
}

}  // namespace hindcast::testing
