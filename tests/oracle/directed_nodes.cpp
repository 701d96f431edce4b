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

}  // namespace

std::vector<DirectedProgram> directed_nodes() {
  return {
      {"a reply ends a call", reply_ends_a_call},
      {"a reply meets a timeout", reply_meets_timeout},
      {"a request meets a crash", request_meets_crash},
      // Refused before the restart and refused before the boot: one class, but two traces.
      {"a request meets a restart",
       [](ProgramBuilder& builder) { request_meets_restart(builder, CrashKind::process); }, false},
      {"a request meets the host's return",
       [](ProgramBuilder& builder) { request_meets_restart(builder, CrashKind::host); }},
      {"a request meets a partition", request_meets_partition},
      {"two partitions", two_partitions},
      {"crash and restart", turns(nothing, crashes, restarts)},
      {"two restarts", turns(crashes, restarts, restarts)},
      {"resume and crash", turns(pauses, resumes, crashes)},
      {"resume meets pause", resume_meets_pause},
  };
}

}  // namespace hindcast::testing
