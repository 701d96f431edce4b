#include "hindcast/replay/explore/endless.hpp"

#include <array>
#include <vector>

namespace hindcast::classics {
namespace {

struct Polite {
  Mutex& own;
  Mutex& other;
  std::uint32_t& attempt;
  bool& had_both;
};

// Returns whether it had both locks.
bool try_politely(const Polite& self) {
  const Lock mine(self.own);
  if (!self.other.try_lock()) return false;
  self.had_both = true;
  self.other.unlock();
  return true;
}

}  // namespace

Program polite(std::uint32_t attempts) {
  return [=](ProgramBuilder& program) {
    auto& a = program.mutex("a");
    auto& b = program.mutex("b");
    auto& tried = program.make<std::array<std::uint32_t, 2>>();
    auto& had_both = program.make<std::array<bool, 2>>();
    const auto take_turns = [&a, &b, attempts](const Polite& self) {
      while (attempts == 0 || self.attempt < attempts) {
        if (try_politely(self)) return;
        if (attempts != 0) ++self.attempt;
        yield();
      }
      const Lock first(a);
      const Lock second(b);
    };
    program.fiber("one", [&, take_turns] { take_turns({a, b, tried[0], had_both[0]}); });
    program.fiber("two", [&, take_turns] { take_turns({b, a, tried[1], had_both[1]}); });
    program.fingerprint([&] {
      // Whoever unlocks its own lock goes on as it came to that.
      const std::uint64_t flags = (a.locked() ? 1U : 0U) + (b.locked() ? 2U : 0U) +
                                  (had_both[0] ? 4U : 0U) + (had_both[1] ? 8U : 0U);
      return mix(flags, mix(tried[0], tried[1]));
    });
  };
}

Program spin(std::uint32_t fibers) {
  return [=](ProgramBuilder& program) {
    auto& flag = program.cell<std::uint32_t>("flag");
    for (std::uint32_t nth = 0; nth < fibers; ++nth) {
      program.fiber("waits", [&flag] {
        while (flag.read() == 0) yield();
      });
    }
    program.fiber("sets", [&flag] { flag.write(1); });
    program.fingerprint([&flag] { return flag.peek(); });
    program.observe([&flag] { return flag.peek(); });
  };
}

Program takers(std::uint32_t fibers, std::uint32_t turns) {
  return [=](ProgramBuilder& program) {
    auto& x = program.cell<std::uint32_t>("x");
    auto& mutex = program.mutex("m");
    auto& taken = program.make<std::vector<std::uint32_t>>(fibers);
    for (std::uint32_t nth = 0; nth < fibers; ++nth) {
      const FiberHandle taker = program.fiber("taker", [&, nth, turns] {
        for (; taken[nth] < turns; ++taken[nth]) {
          const Lock lock(mutex);
          x.write(x.read() + 1);
        }
      });
      program.alike(taker, [&taken, nth] { return taken[nth]; });
    }
    program.fingerprint([&] { return mix(x.peek(), mutex.locked() ? 1 : 0); });
    program.holds_at_end("no update is lost",
                         [&x, fibers, turns] { return x.peek() == fibers * turns; });
    program.observe([&x] { return x.peek(); });
  };
}

}  // namespace hindcast::classics
