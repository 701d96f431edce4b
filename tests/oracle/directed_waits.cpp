#include <chrono>

#include "tests/oracle/directed_programs.hpp"

namespace hindcast::testing {
namespace {

using namespace std::chrono_literals;

void waits_with_two_mutexes(ProgramBuilder& builder) {
  auto& condition = builder.condition("condition");
  for (int nth = 0; nth < 2; ++nth) {
    auto& mutex = builder.mutex("mutex");
    builder.fiber("waits", [&condition, &mutex, log = Log(builder)]() mutable {
      const Lock lock(mutex);
      log.see(condition.wait_for(mutex, 1ms) ? 1 : 2);
    });
  }
  builder.fiber("signals", [&condition] {
    sleep(500us);
    condition.signal();
  });
}

// What is written before an item is sent is written before what is written after it is received.
void tries_to_send(ProgramBuilder& builder) {
  auto& channel = builder.channel<int>("channel", 1);
  auto& cell = builder.cell<int>("cell");
  builder.observe([&cell] { return static_cast<std::uint64_t>(cell.peek()); });
  builder.fiber("receives", [&channel, &cell, log = Log(builder)]() mutable {
    log.see(channel.receive());
    cell.write(1);
  });
  builder.fiber("sends", [&channel, &cell] {
    cell.write(2);
    channel.try_send(7);
  });
}

void try_send_meets_timeout(ProgramBuilder& builder) {
  auto& channel = builder.channel<int>("channel", 1);
  builder.fiber("receives",
                [&channel, log = Log(builder)]() mutable { log.see(channel.receive_for(1ms)); });
  builder.fiber("sends", [&channel, log = Log(builder)]() mutable {
    sleep(1ms);
    log.see(channel.try_send(7) ? 1 : 2);
  });
}

void try_receive_meets_timeout(ProgramBuilder& builder) {
  auto& channel = builder.channel<int>("channel", 1);
  builder.fiber("sends", [&channel, log = Log(builder)]() mutable {
    channel.send(7);
    log.see(channel.send_for(8, 1ms) ? 1 : 2);
  });
  builder.fiber("receives", [&channel, log = Log(builder)]() mutable {
    sleep(1ms);
    log.see(channel.try_receive());
  });
}

void closing_ends_a_sender(ProgramBuilder& builder) {
  auto& channel = builder.channel<int>("channel", 1);
  auto& cell = builder.cell<int>("cell");
  builder.observe([&cell] { return static_cast<std::uint64_t>(cell.peek()); });
  builder.fiber("sends", [&channel, &cell, log = Log(builder)]() mutable {
    channel.send(7);
    log.see(channel.send(8) ? 1 : 2);
    cell.write(1);
  });
  builder.fiber("closes", [&channel, &cell] {
    sleep(1ms);
    cell.write(2);
    channel.close();
  });
}

void closing_meets_timeout(ProgramBuilder& builder) {
  auto& channel = builder.channel<int>("channel", 1);
  builder.fiber("receives",
                [&channel, log = Log(builder)]() mutable { log.see(channel.receive_for(1ms)); });
  builder.fiber("closes", [&channel] {
    sleep(1ms);
    channel.close();
  });
}

}  // namespace

std::vector<DirectedProgram> directed_waits() {
  return {
      {"waits with two mutexes", waits_with_two_mutexes},
      {"tries to send", tries_to_send},
      {"try_send meets timeout", try_send_meets_timeout},
      {"try_receive meets timeout", try_receive_meets_timeout},
      {"closing ends a sender", closing_ends_a_sender},
      {"closing meets timeout", closing_meets_timeout},
  };
}

}  // namespace hindcast::testing
