// Golden programs of calls, links and policies.
#include <array>

#include "tests/sim/golden/programs.hpp"
#include "tests/support/links.hpp"

namespace hindcast::testing {
namespace {

using namespace std::chrono_literals;

Duration drawn(Label label, Duration mean) {
  return draw_duration(label, Distribution::exponential(mean));
}

// Calls ten times from each of three fibers, with think times.
void call_often(Caller& self) {
  for (int index = 0; index < 3; ++index) {
    spawn("client", [&self] {
      for (int round = 0; round < 10; ++round) {
        sleep(drawn("think", 4ms));
        self.call(round);
      }
    });
  }
}

// Answers after a random time; one in five is silent, one in five closes.
void answer_badly(Answerer&, const Number& request, Responder<Number> responder) {
  sleep(drawn("service", 3ms));
  switch (draw("mood") % 5) {
    case 0:
      return;
    case 1:
      return responder.close();
    default:
      responder.reply({request.value * 7});
  }
}

void answer_well(Answerer&, const Number& request, Responder<Number> responder) {
  sleep(drawn("service", 3ms));
  responder.reply({request.value * 7});
}

void calls(World& world, Memory&) {
  auto& client = world.add<Caller>("client", call_often);
  auto& server = world.add<Answerer>("server", answer_well);
  world.connect(client.out, server.in, {.timeout = 5ms});
}

void moody(World& world, Memory&) {
  auto& client = world.add<Caller>("client", call_often);
  auto& server = world.add<Answerer>("server", answer_badly);
  world.connect(client.out, server.in, {.timeout = 8ms});
}

void retries(World& world, Memory&) {
  auto& client = world.add<Caller>("client", call_often);
  auto& server = world.add<Answerer>("server", answer_badly);
  auto& connection = world.connect(client.out, server.in, {.timeout = 6ms, .attempts_max = 4});
  connection.policy.backoff = {.base = 2ms, .maximum = 10ms, .jitter = Backoff::Jitter::equal};
}

void full_jitter(World& world, Memory&) {
  auto& client = world.add<Caller>("client", call_often);
  auto& server = world.add<Answerer>("server", answer_badly);
  auto& link = world.add<AskingLink>("link");
  auto& connection =
      world.connect(client.out, link, server.in, {.timeout = 30ms, .attempts_max = 3});
  connection.policy.backoff = {.base = 2ms, .jitter = Backoff::Jitter::full};
}

void lossy(World& world, Memory&) {
  auto& client = world.add<Caller>("client", call_often);
  auto& server = world.add<Answerer>("server", answer_well);
  auto& link = world.add<AskingLink>("link", {Ratio::percent(40)});
  world.connect(client.out, link, server.in, {.timeout = 25ms});
}

// A chain of three servers, each calling on.
void chain(World& world, Memory&) {
  auto& client = world.add<Caller>("client", call_often);
  Port* out = &client.out;
  for (const char* name : {"front", "middle", "back"}) {
    const bool last = name == std::string_view("back");
    auto& server = world.add<Answerer>(
        name, [last](Answerer& self, const Number& request, Responder<Number> responder) {
          sleep(drawn("work", 1ms));
          if (last) return responder.reply({request.value});
          const auto result = self.out.call(request);
          if (!result.ok()) return responder.close();
          responder.reply({result.reply().value + 1});
        });
    world.connect(*out, server.in, {.timeout = 6ms, .attempts_max = 2});
    out = &server.out;
  }
}

void posts(World& world, Memory&) {
  auto& client = world.add<Caller>("client", [](Caller& self) {
    spawn("poster", [&self] {
      for (int round = 0; round < 20; ++round) {
        sleep(drawn("pause", 1ms));
        self.out.post({round});
      }
    });
  });
  auto& server = world.add<Answerer>("server", answer_badly);
  auto& link = world.add<AskingLink>("link");
  world.connect(client.out, link, server.in);
}

// A caller that gives up by itself: its calls are cancelled from outside.
void impatient(World& world, Memory&) {
  auto& client = world.add<Caller>("client", [](Caller& self) {
    spawn("boss", [&self] {
      for (int round = 0; round < 12; ++round) {
        const FiberHandle call = spawn("call", [&self, round] { self.call(round); });
        sleep(drawn("patience", 4ms));
        cancel(call);
      }
    });
  });
  auto& server = world.add<Answerer>("server", answer_well);
  world.connect(client.out, server.in);
}

constexpr std::array kPrograms = {
    Program{"calls", calls},     Program{"moody", moody},
    Program{"retries", retries}, Program{"full jitter", full_jitter},
    Program{"lossy", lossy},     Program{"chain", chain},
    Program{"posts", posts},     Program{"impatient", impatient},
};

}  // namespace

std::span<const Program> call_programs() { return kPrograms; }

}  // namespace hindcast::testing
