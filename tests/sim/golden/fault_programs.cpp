// Golden programs of faults, healing and properties.
#include <array>

#include "hindcast/sim/channel.hpp"
#include "tests/sim/golden/programs.hpp"
#include "tests/support/links.hpp"

namespace hindcast::testing {
namespace {

using namespace std::chrono_literals;

Duration drawn(Label label, Duration mean) {
  return draw_duration(label, Distribution::exponential(mean));
}

// A client that calls a server until 100 ms, over a link that asks what becomes of messages.
struct Service {
  Service(World& world, const CallPolicy& policy)
      : client(world.add<Caller>("client",
                                 [this](Caller& self) {
                                   for (int index = 0; index < 2; ++index) {
                                     spawn("client", [this, &self] {
                                       while (now() < Instant::at(100ms)) {
                                         sleep(drawn("think", 3ms));
                                         good += self.call(1).ok() ? 1U : 0U;
                                         ++calls;
                                       }
                                     });
                                   }
                                 })),
        server(
            world.add<Answerer>("server",
                                [](Answerer&, const Number& request, Responder<Number> responder) {
                                  sleep(drawn("service", 4ms));
                                  responder.reply(request);
                                })),
        link(world.add<AskingLink>("link", {Ratio::percent(5)})) {
    world.connect(client.out, link, server.in, policy);
  }

  std::uint64_t calls = 0;
  std::uint64_t good = 0;
  Caller& client;
  Answerer& server;
  AskingLink& link;
};

Service& serve(World& world, Memory& memory, const CallPolicy& policy = {.timeout = 12ms}) {
  return memory.make<Service>(world, policy);
}

// Asks now and then whether a fault fires, and has it happen.
void adversary(World& world, const std::function<void()>& fault) {
  world.inject("adversary", [&world, fault] {
    if (!world.fault_active("fault", Ratio::percent(90))) return;
    for (int round = 0; round < 10; ++round) {
      sleep(Duration(1ms) * (1 + choose(ChoiceKind::instant, "when", 10, Ratio::percent(80))));
      if (world.fault_fires("fault", Ratio::percent(60))) fault();
    }
  });
}

void killed(World& world, Memory& memory) {
  Node& node = serve(world, memory).server.node();
  node.supervise({true, 5ms});
  adversary(world, [&node] { node.crash(); });
}

void power_cut(World& world, Memory& memory) {
  Node& node = serve(world, memory).server.node();
  adversary(world, [&node] {
    node.crash(CrashKind::host);
    sleep(drawn("repair", 10ms));
    node.restart();
  });
}

void client_killed(World& world, Memory& memory) {
  Node& node = serve(world, memory).client.node();
  node.supervise({true, 2ms});
  adversary(world, [&node] { node.crash(); });
}

void paused(World& world, Memory& memory) {
  Service& service = serve(world, memory);
  adversary(world, [&service] {
    for (Node* const node : {&service.server.node(), &service.client.node()}) {
      node->pause();
      sleep(drawn("pause", 8ms));
      node->resume();
    }
  });
}

// A process that crashes and stops itself, and whose boot takes a while.
void unstable(World& world, Memory&) {
  world.add<Script>("node", [&world](Memory& memory) {
    auto& channel = memory.make<Channel<int>>(std::size_t{2}, Label("channel"));
    Node& node = *world.find_node("node");
    sleep(drawn("boot", 1ms));
    for (int index = 0; index < 3; ++index) {
      spawn("worker", [&] {
        for (int round = 0; round < 5; ++round) {
          channel.send_for(round, 2ms);
          sleep(drawn("work", 3ms));
          channel.receive_for(2ms);
          if (draw("bug") % 8 == 0) node.crash();
          if (draw("stop") % 8 == 0) node.pause();
        }
      });
    }
  });
  Node& node = *world.find_node("node");
  node.supervise({true, 3ms});
  world.inject("watchdog", [&node] {
    for (int round = 0; round < 30; ++round) {
      sleep(2ms);
      node.resume();
    }
  });
  world.end_at(Instant::at(60ms));
}

// Faults until 50 ms; then the world is calm and must recover.
void healed(World& world, Memory& memory) {
  Service& service = serve(world, memory, {.timeout = 12ms, .attempts_max = 2});
  Node& node = service.server.node();
  world.sometimes("the server is down", [&node] { return !node.alive(); });
  world.never("more good calls than calls", [&] { return service.good > service.calls; });
  auto& good_before = memory.make<std::uint64_t>();
  world.on_calm([&] {
    good_before = service.good;
    node.restart();
  });
  world.eventually(
      "calls succeed again", [&] { return service.good > good_before; }, 50ms);
  world.inject("adversary", [&world, &node] {
    while (now() < Instant::at(50ms)) {
      sleep(5ms);
      if (world.fault_fires("kill", Ratio::percent(50))) node.crash();
    }
    world.calm();
  });
}

void not_healed(World& world, Memory& memory) {
  Service& service = serve(world, memory);
  world.eventually(
      "a call succeeds after the crash",
      [&, &world = world] { return world.is_calm() && service.good > 1000; }, 30ms);
  world.inject("adversary", [&world, &service] {
    sleep(drawn("before", 10ms));
    service.server.node().crash();
    world.calm();
  });
}

void violated(World& world, Memory& memory) {
  Service& service = serve(world, memory);
  Property& property = world.always("no call fails", [&] { return service.good == service.calls; });
  property.evidence = [&service] { return std::to_string(service.good) + " good calls"; };
  adversary(world, [&service] { service.server.node().crash(); });
}

void watched(World& world, Memory& memory) {
  Service& service = serve(world, memory);
  world.always_on(service.client.node(), "few calls", [&service] { return service.calls < 12; });
}

constexpr std::array kPrograms = {
    Program{"killed", killed},
    Program{"power cut", power_cut},
    Program{"client killed", client_killed},
    Program{"paused", paused},
    Program{"unstable", unstable},
    Program{"healed", healed},
    Program{"not healed", not_healed},
    Program{"violated", violated},
    Program{"watched", watched},
};

}  // namespace

std::span<const Program> fault_programs() { return kPrograms; }

}  // namespace hindcast::testing
