#include "hindcast/replay/explore/classics.hpp"

#include <array>
#include <string>

namespace hindcast::classics {
namespace {

using namespace std::chrono_literals;

std::vector<Cell<std::uint32_t>*> make_cells(ProgramBuilder& program, std::size_t count) {
  std::vector<Cell<std::uint32_t>*> cells;
  for (std::size_t nth = 0; nth < count; ++nth) cells.push_back(&program.cell<std::uint32_t>("x"));
  return cells;
}

std::vector<Mutex*> make_mutexes(ProgramBuilder& program, std::size_t count) {
  std::vector<Mutex*> mutexes;
  for (std::size_t nth = 0; nth < count; ++nth) mutexes.push_back(&program.mutex("m"));
  return mutexes;
}

}  // namespace

Program writers(std::uint32_t fibers, std::uint32_t writes) {
  return [=](ProgramBuilder& program) {
    auto& x = program.cell<std::uint32_t>("x");
    for (std::uint32_t nth = 0; nth < fibers; ++nth) {
      program.fiber("writer", [&x, nth, writes] {
        for (std::uint32_t write = 0; write < writes; ++write) x.write(nth);
      });
    }
    program.observe([&x] { return x.peek(); });
  };
}

Program readers(std::uint32_t readers) {
  return [=](ProgramBuilder& program) {
    auto& x = program.cell<std::uint32_t>("x");
    program.fiber("writer", [&x] { x.write(1); });
    for (std::uint32_t nth = 0; nth < readers; ++nth) program.fiber("reader", [&x] { x.read(); });
  };
}

Program pairs(std::uint32_t pairs) {
  return [=](ProgramBuilder& program) {
    for (std::uint32_t nth = 0; nth < pairs; ++nth) {
      auto& x = program.cell<std::uint32_t>("x");
      program.fiber("first", [&x] { x.write(1); });
      program.fiber("second", [&x] { x.write(2); });
      program.observe([&x] { return x.peek(); });
    }
  };
}

Program counter(std::uint32_t fibers) {
  return [=](ProgramBuilder& program) {
    auto& x = program.cell<std::uint32_t>("x");
    for (std::uint32_t nth = 0; nth < fibers; ++nth) {
      program.fiber("increment", [&x] { x.write(x.read() + 1); });
    }
    program.observe([&x] { return x.peek(); });
  };
}

Program lockinc(std::uint32_t fibers) {
  return [=](ProgramBuilder& program) {
    auto& x = program.cell<std::uint32_t>("x");
    auto& mutex = program.mutex("m");
    for (std::uint32_t nth = 0; nth < fibers; ++nth) {
      program.fiber("increment", [&] {
        const Lock lock(mutex);
        x.write(x.read() + 1);
      });
    }
    program.holds_at_end("no update is lost", [&x, fibers] { return x.peek() == fibers; });
  };
}

Program two_locks() {
  return [](ProgramBuilder& program) {
    auto& a = program.mutex("a");
    auto& b = program.mutex("b");
    program.fiber("ab", [&] {
      const Lock first(a);
      const Lock second(b);
    });
    program.fiber("ba", [&] {
      const Lock first(b);
      const Lock second(a);
    });
  };
}

Program philosophers(std::uint32_t fibers, bool ordered, std::uint32_t meals) {
  return [=](ProgramBuilder& program) {
    const auto forks = make_mutexes(program, fibers);
    for (std::uint32_t nth = 0; nth < fibers; ++nth) {
      Mutex* left = forks[nth];
      Mutex* right = forks[(nth + 1) % fibers];
      if (ordered && nth + 1 == fibers) std::swap(left, right);
      program.fiber("philosopher", [left, right, meals] {
        for (std::uint32_t meal = 0; meal < meals; ++meal) {
          const Lock first(*left);
          const Lock second(*right);
        }
      });
    }
  };
}

Program mailbox(std::uint32_t senders, std::uint32_t received) {
  return [=](ProgramBuilder& program) {
    auto& inbox = program.channel<std::uint32_t>("inbox");
    auto& seen = program.make<std::uint64_t>(0U);
    program.fiber("receiver", [&, received] {
      for (std::uint32_t nth = 0; nth < received; ++nth) seen = seen * 16 + *inbox.receive();
    });
    for (std::uint32_t nth = 0; nth < senders; ++nth) {
      program.fiber("sender", [&inbox, nth] { inbox.send(nth); });
    }
    program.observe([&seen] { return seen; });
  };
}

Program lossy(std::uint32_t senders) {
  return [=](ProgramBuilder& program) {
    auto& inbox = program.channel<std::uint32_t>("inbox");
    auto& seen = program.make<std::uint64_t>(0U);
    program.fiber("receiver",
                  [&] {
                    for (;;) seen = seen * 16 + *inbox.receive() + 1;
                  },
                  {.serves = true});
    for (std::uint32_t nth = 0; nth < senders; ++nth) {
      program.fiber("sender", [&inbox, nth] {
        if (!lost("item")) inbox.send(nth);
      });
    }
    program.observe([&seen] { return seen; });
  };
}

Program reqack(std::uint32_t pairs) {
  return [=](ProgramBuilder& program) {
    for (std::uint32_t nth = 0; nth < pairs; ++nth) {
      auto& requests = program.channel<std::uint32_t>("requests");
      auto& answers = program.channel<std::uint32_t>("answers");
      const FiberOptions serves{.serves = true};
      program.fiber(
          "server",
          [&] {
            const std::uint32_t request = *requests.receive();
            if (!lost("answer")) answers.send(request);
          },
          serves);
      program.fiber(
          "client",
          [&, nth] {
            if (!lost("request")) requests.send(nth);
            answers.receive();
          },
          serves);
    }
  };
}

Program lastzero(std::uint32_t writers) {
  return [=](ProgramBuilder& program) {
    const auto a = make_cells(program, writers + 1);
    program.fiber("reader", [a, writers] {
      std::uint32_t place = writers;
      while (a[place]->read() != 0) --place;
    });
    for (std::uint32_t nth = 1; nth <= writers; ++nth) {
      program.fiber("writer", [a, nth] { a[nth]->write(a[nth - 1]->read() + 1); });
    }
  };
}

Program indexer(std::uint32_t fibers) {
  return [=](ProgramBuilder& program) {
    const auto table = make_cells(program, 128);
    for (std::uint32_t nth = 0; nth < fibers; ++nth) {
      program.fiber("thread", [table, nth] {
        for (std::uint32_t value = 1; value <= 4; ++value) {
          const std::uint32_t word = value * 11 + nth;
          std::uint32_t hash = word * 7 % 128;
          while (!table[hash]->compare_and_swap(0, word)) hash = (hash + 1) % 128;
        }
      });
    }
  };
}

Program filesystem(std::uint32_t fibers) {
  return [=](ProgramBuilder& program) {
    const auto inode_locks = make_mutexes(program, 32);
    const auto block_locks = make_mutexes(program, 26);
    const auto inodes = make_cells(program, 32);
    const auto busy = make_cells(program, 26);
    for (std::uint32_t nth = 0; nth < fibers; ++nth) {
      program.fiber("thread", [=] {
        const std::uint32_t inode = nth % 32;
        const Lock inode_lock(*inode_locks[inode]);
        if (inodes[inode]->read() != 0) return;
        for (std::uint32_t block = inode * 2 % 26;; block = (block + 1) % 26) {
          const Lock block_lock(*block_locks[block]);
          if (busy[block]->read() != 0) continue;
          busy[block]->write(1);
          inodes[inode]->write(block + 1);
          return;
        }
      });
    }
  };
}

Program blow(std::uint32_t writers) {
  return [=](ProgramBuilder& program) {
    const auto x = make_cells(program, writers);
    auto& c = program.cell<std::uint32_t>("c");
    for (std::uint32_t nth = 0; nth < writers; ++nth) {
      program.fiber("writer", [x, nth] { x[nth]->write(7); });
    }
    program.fiber("counter", [&c, writers] {
      for (std::uint32_t value = 1; value < writers; ++value) c.write(value);
    });
    program.fiber("breaker", [&c, x] { x[c.read()]->write(0); });
  };
}

Program timers(std::uint32_t timers, std::uint32_t sharing) {
  return [=](ProgramBuilder& program) {
    auto& x = program.cell<std::uint32_t>("x");
    const auto own = make_cells(program, timers);
    for (std::uint32_t nth = 0; nth < timers; ++nth) {
      auto& cell = nth < sharing ? x : *own[nth];
      program.fiber("timer", [&cell, nth] {
        sleep(5ms);
        cell.write(nth);
      });
    }
  };
}

Program periodic() {
  return [](ProgramBuilder& program) {
    const auto own = make_cells(program, 10);
    for (std::uint32_t nth = 0; nth < 10; ++nth) {
      program.fiber("timer", [cell = own[nth], nth] {
        for (std::uint32_t period = 0; period < 5; ++period) {
          sleep(std::chrono::milliseconds(nth % 5 + 1));
          cell->write(period);
        }
      });
    }
  };
}

Program reply_or_timeout() {
  return [](ProgramBuilder& program) {
    auto& replies = program.channel<std::uint32_t>("replies");
    auto& got = program.make<std::uint64_t>(0U);
    program.fiber("caller", [&] { got = replies.receive_for(5ms) ? 1 : 2; });
    program.fiber("server", [&] {
      sleep(5ms);
      replies.send(1);
    });
    program.observe([&got] { return got; });
  };
}

Program late(std::uint32_t steps) {
  return [=](ProgramBuilder& program) {
    auto& a = program.cell<std::uint32_t>("a");
    auto& seen = program.make<std::uint32_t>(0U);
    program.fiber("A", [&a, steps] {
      for (std::uint32_t step = 1; step <= steps; ++step) a.write(step);
    });
    program.fiber("B", [&] { seen = a.read(); });
    program.holds_at_end("B is not last", [&seen, steps] { return seen != steps; });
  };
}

Program reorder(std::uint32_t fibers) {
  return [=](ProgramBuilder& program) {
    auto& a = program.cell<std::int32_t>("a");
    auto& b = program.cell<std::int32_t>("b");
    auto& ordered = program.make<bool>(true);
    for (std::uint32_t nth = 1; nth < fibers; ++nth) {
      program.fiber("setter", [&] {
        a.write(1);
        b.write(-1);
      });
    }
    program.fiber("checker", [&] {
      ordered = (a.read() == 0 && b.read() == 0) || (a.read() == 1 && b.read() == -1);
    });
    program.holds_at_end("in order", [&ordered] { return ordered; });
  };
}

Program twostage() {
  return [](ProgramBuilder& program) {
    auto& first_mutex = program.mutex("first");
    auto& second_mutex = program.mutex("second");
    auto& first = program.cell<std::uint32_t>("first");
    auto& second = program.cell<std::uint32_t>("second");
    auto& consistent = program.make<bool>(true);
    program.fiber("A", [&] {
      {
        const Lock lock(first_mutex);
        first.write(1);
      }
      const Lock lock(second_mutex);
      second.write(first.read() + 1);
    });
    program.fiber("B", [&] {
      std::uint32_t seen = 0;
      {
        const Lock lock(first_mutex);
        seen = first.read();
        if (seen == 0) return;
      }
      const Lock lock(second_mutex);
      consistent = second.read() == seen + 1;
    });
    program.holds_at_end("consistent", [&consistent] { return consistent; });
  };
}

Program sleepers(std::uint32_t fibers, std::uint32_t sleeps) {
  return [=](ProgramBuilder& program) {
    for (std::uint32_t nth = 0; nth < fibers; ++nth) {
      program.fiber("sleeper", [sleeps] {
        for (std::uint32_t turn = 0; turn < sleeps; ++turn) sleep(1ms);
      });
    }
  };
}

}  // namespace hindcast::classics
