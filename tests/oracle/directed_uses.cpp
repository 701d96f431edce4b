#include <chrono>

#include "tests/oracle/directed_programs.hpp"

namespace hindcast::testing {
namespace {

using namespace std::chrono_literals;

// A lock that whoever comes may take, with a bound on tries.
void barging_lock(ProgramBuilder& builder) {
  auto& mutex = builder.mutex("mutex");
  auto& cell = builder.cell<int>("cell");
  builder.observe([&cell] { return static_cast<std::uint64_t>(cell.peek()); });
  for (int nth = 0; nth < 2; ++nth) {
    builder.fiber("barges", [&mutex, &cell, log = Log(builder)]() mutable {
      for (std::uint64_t attempt = 1; attempt <= 3; ++attempt) {
        if (mutex.try_lock()) {
          cell.write(cell.read() + 1);
          mutex.unlock();
          return log.see(attempt);
        }
        yield();
      }
    });
  }
}

void semaphore_as_barrier(ProgramBuilder& builder) {
  auto& mutex = builder.mutex("mutex");
  auto& gate = builder.semaphore("gate", 0);
  auto& arrived = builder.cell<std::uint32_t>("arrived");
  for (std::uint32_t nth = 0; nth < 3; ++nth) {
    builder.fiber("arrives", [&mutex, &gate, &arrived, log = Log(builder)]() mutable {
      std::uint32_t place = 0;
      {
        const Lock lock(mutex);
        place = arrived.read() + 1;
        arrived.write(place);
      }
      if (place == 3) {
        gate.release();
        gate.release();
      } else {
        gate.acquire();
      }
      log.see(place);
    });
  }
}

void two_channels_and_a_closer(ProgramBuilder& builder) {
  auto& in = builder.channel<int>("in");
  auto& out = builder.channel<int>("out", 1);
  builder.fiber("produces", [&in, log = Log(builder)]() mutable {
    log.see(in.send(1) ? 1 : 2);
    log.see(in.send(2) ? 1 : 2);
  });
  builder.fiber("moves", [&in, &out] {
    while (const auto item = in.receive()) out.send(*item);
    out.close();
  });
  builder.fiber("consumes", [&out, log = Log(builder)]() mutable {
    while (const auto item = out.receive()) log.see(item);
  });
  builder.fiber("closes", [&in] { in.close(); });
}

void family_of_three_generations(ProgramBuilder& builder) {
  auto& cell = builder.cell<std::uint64_t>("cell");
  builder.observe([&cell] { return cell.peek(); });
  builder.fiber("grandparent", [&cell, log = Log(builder)]() mutable {
    const FiberHandle child = spawn("parent",
                                    [&cell] {
                                      const FiberHandle grandchild = spawn(
                                          "child", [&cell] { cell.write(1); }, {.isolated = true});
                                      cell.write(2);
                                      join(grandchild);
                                      cell.write(cell.read() + 10);
                                    },
                                    {.isolated = true});
    log.see(cell.read());
    join(child);
    log.see(cell.read());
  });
  builder.fiber("stranger", [&cell] { cell.write(3); });
}

// A timer that is cancelled at the instant at which it is due, and one that is not yet.
void cancelled_timers(ProgramBuilder& builder) {
  auto& cell = builder.cell<std::uint64_t>("cell");
  builder.observe([&cell] { return cell.peek(); });
  for (const Duration due : {Duration(1ms), Duration(2ms)}) {
    auto& timer = builder.make<FiberHandle>(builder.fiber("timer", [&cell, due] {
      sleep(due);
      cell.write(cell.read() + 1);
      sleep(1ms);
      cell.write(cell.read() + 10);
    }));
    builder.fiber("cancels", [&timer] {
      sleep(1ms);
      cancel(timer);
    });
  }
}

void event_set_and_reset(ProgramBuilder& builder) {
  auto& event = builder.event("event");
  for (int nth = 0; nth < 2; ++nth) {
    builder.fiber("waits",
                  [&event, log = Log(builder)]() mutable { log.see(event.wait_for(1ms) ? 1 : 2); });
  }
  builder.fiber("sets", [&event] {
    sleep(1ms);
    event.set();
    event.reset();
  });
}

// A queue of one place as monitors are written: wait in a loop, signal after each change.
void monitor(ProgramBuilder& builder) {
  auto& mutex = builder.mutex("mutex");
  auto& filled = builder.condition("filled");
  auto& emptied = builder.condition("emptied");
  auto& place = builder.cell<std::uint64_t>("place");
  for (std::uint64_t nth = 1; nth <= 2; ++nth) {
    builder.fiber("puts", [&mutex, &filled, &emptied, &place, nth] {
      const Lock lock(mutex);
      while (place.read() != 0) emptied.wait(mutex);
      place.write(nth);
      filled.signal();
    });
  }
  builder.fiber("gets", [&mutex, &filled, &emptied, &place, log = Log(builder)]() mutable {
    for (int nth = 0; nth < 2; ++nth) {
      const Lock lock(mutex);
      while (place.read() == 0) filled.wait(mutex);
      log.see(place.read());
      place.write(0);
      emptied.signal();
    }
  });
}

// Many readers or one writer, by a semaphore that the first reader takes and the last one returns.
void readers_and_writers(ProgramBuilder& builder) {
  auto& room = builder.semaphore("room", 1);
  auto& mutex = builder.mutex("mutex");
  auto& readers = builder.cell<int>("readers");
  auto& cell = builder.cell<std::uint64_t>("cell");
  for (int nth = 0; nth < 2; ++nth) {
    builder.fiber("reads", [&room, &mutex, &readers, &cell, log = Log(builder)]() mutable {
      {
        const Lock lock(mutex);
        const int before = readers.read();
        readers.write(before + 1);
        if (before == 0) room.acquire();
      }
      log.see(cell.read());
      const Lock lock(mutex);
      const int before = readers.read();
      readers.write(before - 1);
      if (before == 1) room.release();
    });
  }
  builder.fiber("writes", [&room, &cell] {
    room.acquire();
    cell.write(7);
    room.release();
  });
}

// Both take their locks in opposite orders, and give up.
void locks_with_timeouts(ProgramBuilder& builder) {
  auto& left = builder.mutex("left");
  auto& right = builder.mutex("right");
  const auto takes = [&builder](Mutex& first, Mutex& second) {
    builder.fiber("takes", [&first, &second, log = Log(builder)]() mutable {
      const Lock lock(first);
      const bool both = second.lock_for(1ms);
      log.see(both ? 1 : 2);
      if (both) second.unlock();
    });
  };
  takes(left, right);
  takes(right, left);
}

// A permit is released at the instant at which who waits for it gives up.
void permit_meets_timeout(ProgramBuilder& builder) {
  auto& permits = builder.semaphore("permits", 0);
  builder.observe([&permits] { return permits.permits(); });
  for (int nth = 0; nth < 2; ++nth) {
    builder.fiber("acquires", [&permits, log = Log(builder)]() mutable {
      log.see(permits.acquire_for(1ms) ? 1 : 2);
    });
  }
  builder.fiber("releases", [&permits] {
    sleep(1ms);
    permits.release();
  });
}

// What a cancelled receiver was given goes to the other.
void cancelled_receiver(ProgramBuilder& builder) {
  auto& channel = builder.channel<int>("channel");
  auto& first = builder.make<FiberHandle>(builder.fiber(
      "cancelled", [&channel, log = Log(builder)]() mutable { log.see(channel.receive()); }));
  builder.fiber("receives",
                [&channel, log = Log(builder)]() mutable { log.see(channel.receive_for(1ms)); });
  builder.fiber("sends", [&channel] { channel.send(7); });
  builder.fiber("cancels", [&first] { cancel(first); });
}

// Sent again until it is acknowledged, over a channel that loses each message or does not.
void retransmission(ProgramBuilder& builder) {
  auto& data = builder.channel<int>("data");
  auto& acknowledged = builder.channel<int>("acknowledged");
  builder.fiber("sends", [&data, &acknowledged, log = Log(builder)]() mutable {
    for (int attempt = 1; attempt <= 2; ++attempt) {
      if (!lost("data")) data.send(attempt);
      const auto answer = acknowledged.receive_for(2ms);
      log.see(answer);
      if (answer) return;
    }
  });
  builder.fiber("answers",
                [&data, &acknowledged, log = Log(builder)]() mutable {
                  while (const auto item = data.receive()) {
                    log.see(item);
                    sleep(2ms);
                    if (!lost("answer")) acknowledged.send(*item);
                  }
                },
                {.serves = true});
}

void broadcast_meets_timeouts(ProgramBuilder& builder) {
  auto& mutex = builder.mutex("mutex");
  auto& condition = builder.condition("condition");
  for (int nth = 0; nth < 2; ++nth) {
    builder.fiber("waits", [&mutex, &condition, log = Log(builder)]() mutable {
      const Lock lock(mutex);
      log.see(condition.wait_for(mutex, 1ms) ? 1 : 2);
    });
  }
  builder.fiber("wakes", [&condition] {
    sleep(1ms);
    condition.broadcast();
  });
}

void closing_meets_full_channel(ProgramBuilder& builder) {
  auto& channel = builder.channel<int>("channel", 1);
  for (int nth = 1; nth <= 2; ++nth) {
    builder.fiber("sends", [&channel, nth, log = Log(builder)]() mutable {
      log.see(channel.send_for(nth, 1ms) ? 1 : 2);
    });
  }
  builder.fiber("closes", [&channel] {
    sleep(1ms);
    channel.close();
  });
  builder.fiber("drains", [&channel, log = Log(builder)]() mutable {
    sleep(1ms);
    log.see(channel.receive());
    log.see(channel.receive());
  });
}

}  // namespace

std::vector<DirectedProgram> directed_uses() {
  return {
      {"barging lock", barging_lock},
      {"semaphore as barrier", semaphore_as_barrier},
      {"two channels and a closer", two_channels_and_a_closer},
      {"family of three generations", family_of_three_generations},
      {"cancelled timers", cancelled_timers, {.ends_fibers = true}},
      {"event set and reset", event_set_and_reset},
      {"monitor", monitor},
      {"readers and writers", readers_and_writers},
      {"locks with timeouts", locks_with_timeouts},
      {"permit meets timeout", permit_meets_timeout},
      {"cancelled receiver", cancelled_receiver, {.ends_fibers = true}},
      {"retransmission", retransmission},
      {"broadcast meets timeouts", broadcast_meets_timeouts},
      {"closing meets full channel", closing_meets_full_channel},
  };
}

}  // namespace hindcast::testing
