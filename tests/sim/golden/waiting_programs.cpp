// Golden programs of the blocking primitives.
#include <array>
#include <deque>

#include "hindcast/sim/channel.hpp"
#include "hindcast/sim/condition_variable.hpp"
#include "hindcast/sim/event.hpp"
#include "hindcast/sim/mutex.hpp"
#include "hindcast/sim/semaphore.hpp"
#include "tests/sim/golden/programs.hpp"

namespace hindcast::testing {
namespace {

using namespace std::chrono_literals;

void nap(Label label, Duration most) {
  sleep(draw_duration(label, Distribution::uniform({Duration::zero(), most})));
}

void mutexes(World& world, Memory&) {
  world.add<Script>("node", [](Memory& memory) {
    auto& mutex = memory.make<Mutex>(Label("mutex"));
    for (int index = 0; index < 6; ++index) {
      spawn("worker", [&] {
        for (int round = 0; round < 8; ++round) {
          nap("think", 3ms);
          switch (draw("way") % 3) {
            case 0: {
              const Lock lock(mutex);
              nap("hold", 2ms);
              break;
            }
            case 1:
              if (!mutex.lock_for(1ms)) break;
              nap("hold", 2ms);
              mutex.unlock();
              break;
            default:
              if (mutex.try_lock()) mutex.unlock();
          }
        }
      });
    }
  });
}

void semaphores(World& world, Memory&) {
  world.add<Script>("node", [](Memory& memory) {
    auto& permits = memory.make<Semaphore>(2U, Label("permits"));
    for (int index = 0; index < 6; ++index) {
      spawn("user", [&] {
        for (int round = 0; round < 8; ++round) {
          nap("think", 3ms);
          const bool owns = draw("way") % 4 == 0 ? permits.try_acquire() : permits.acquire_for(2ms);
          if (!owns) continue;
          nap("hold", 2ms);
          permits.release();
        }
      });
    }
  });
}

// A bounded buffer under a mutex and two conditions, as in the textbooks.
struct Buffer {
  Mutex mutex{"buffer"};
  ConditionVariable filled{"filled"};
  ConditionVariable drained{"drained"};
  std::deque<int> items;
};

void conditions(World& world, Memory&) {
  world.add<Script>("node", [](Memory& memory) {
    auto& buffer = memory.make<Buffer>();
    for (int index = 0; index < 3; ++index) {
      spawn("producer", [&, index] {
        for (int round = 0; round < 8; ++round) {
          nap("make", 2ms);
          const Lock lock(buffer.mutex);
          while (buffer.items.size() >= 2) buffer.drained.wait(buffer.mutex);
          buffer.items.push_back(index * 100 + round);
          buffer.filled.signal();
        }
      });
      spawn("consumer", [&] {
        for (int round = 0; round < 8;) {
          const Lock lock(buffer.mutex);
          if (buffer.items.empty() && !buffer.filled.wait_for(buffer.mutex, 3ms)) continue;
          if (buffer.items.empty()) continue;
          buffer.items.pop_front();
          buffer.drained.broadcast();
          ++round;
        }
      });
    }
  });
}

void events(World& world, Memory&) {
  world.add<Script>("node", [](Memory& memory) {
    auto& gate = memory.make<Event>(Label("gate"));
    for (int index = 0; index < 5; ++index) {
      spawn("visitor", [&] {
        for (int round = 0; round < 6; ++round) {
          nap("walk", 3ms);
          if (!gate.wait_for(2ms)) nap("detour", 1ms);
        }
      });
    }
    spawn("keeper", [&] {
      for (int round = 0; round < 6; ++round) {
        nap("closed", 4ms);
        gate.set();
        nap("open", 1ms);
        gate.reset();
      }
    });
  });
}

void channels(World& world, Memory&) {
  world.add<Script>("node", [](Memory& memory) {
    auto& work = memory.make<Channel<int>>(std::size_t{3}, Label("work"));
    auto& results = memory.make<Channel<int>>(Channel<int>::kUnbounded, Label("results"));
    for (int index = 0; index < 3; ++index) {
      spawn("producer", [&, index] {
        for (int round = 0; round < 10; ++round) {
          nap("make", 1ms);
          const int item = index * 100 + round;
          const bool patient = draw("patience") % 2 == 0;
          if (!(patient ? work.send_for(item, 1ms) : work.try_send(item))) results.send(-item);
        }
      });
      spawn("worker", [&] {
        while (const auto item = work.receive()) {
          nap("work", 3ms);
          results.send(*item * 2);
          if (const auto extra = work.try_receive()) results.send(*extra);
        }
      });
    }
    spawn("closer", [&] {
      sleep(20ms);
      work.close();
    });
    spawn("collector", [&] {
      while (results.receive_for(15ms)) continue;
    });
  });
}

// Waiters are cancelled at random, some between their grant and their turn.
void cancelled_waits(World& world, Memory&) {
  world.add<Script>("node", [](Memory& memory) {
    auto& mutex = memory.make<Mutex>(Label("mutex"));
    auto& permits = memory.make<Semaphore>(1U, Label("permits"));
    auto& channel = memory.make<Channel<int>>(std::size_t{2}, Label("channel"));
    spawn("reaper", [&] {
      std::vector<FiberHandle> fibers;
      for (int index = 0; index < 12; ++index) {
        fibers.push_back(spawn("waiter", [&] {
          for (;;) {
            {
              const Lock lock(mutex);
              nap("hold", 1ms);
            }
            permits.acquire();
            channel.send_for(1, 1ms);
            permits.release();
            channel.receive_for(1ms);
          }
        }));
      }
      for (const FiberHandle fiber : fibers) {
        nap("pause", 1ms);
        cancel(fiber);
      }
    });
  });
}

void philosophers(World& world, Memory&) {
  world.add<Script>("table", [](Memory& memory) {
    std::array<Mutex*, 4> forks{};
    for (Mutex*& fork : forks) fork = &memory.make<Mutex>(Label("fork"));
    for (std::size_t seat = 0; seat < forks.size(); ++seat) {
      spawn("philosopher", [forks, seat] {
        for (int meal = 0; meal < 50; ++meal) {
          nap("think", 1ms);
          const Lock left(*forks[seat]);
          nap("reach", 1ms);
          const Lock right(*forks[(seat + 1) % forks.size()]);
        }
      });
    }
  });
}

void stranded(World& world, Memory&) {
  world.add<Script>("node", [](Memory& memory) {
    auto& never = memory.make<Event>(Label("never"));
    for (int index = 0; index < 2; ++index) {
      spawn("waiter", [&] {
        nap("before", 1ms);
        never.wait();
      });
    }
  });
}

void starving(World& world, Memory&) {
  world.add<Script>("node", [](Memory& memory) {
    auto& permits = memory.make<Semaphore>(1U, Label("permits"));
    for (int index = 0; index < 4; ++index) {
      spawn("user", [&] {
        for (;;) {
          permits.acquire();
          nap("hold", 10ms);
          permits.release();
          yield();
        }
      });
    }
  });
}

constexpr std::array kPrograms = {
    Program{"mutexes", mutexes},
    Program{"semaphores", semaphores},
    Program{"conditions", conditions},
    Program{"events", events},
    Program{"channels", channels},
    Program{"cancelled waits", cancelled_waits},
    Program{"philosophers", philosophers},
    Program{"stranded", stranded},
    Program{"starving", starving, {.starved_after = 20ms}},
};

}  // namespace

std::span<const Program> waiting_programs() { return kPrograms; }

}  // namespace hindcast::testing
