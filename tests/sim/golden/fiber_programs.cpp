// Golden programs of fibers, timers, draws and questions.
#include <array>

#include "hindcast/sim/cell.hpp"
#include "tests/sim/golden/programs.hpp"

namespace hindcast::testing {
namespace {

using namespace std::chrono_literals;

// Sleeps a random while, up to `most`.
void nap(Label label, Duration most) {
  sleep(draw_duration(label, Distribution::uniform({Duration::zero(), most})));
}

void sleepers(World& world, Memory&) {
  for (const char* name : {"north", "south"}) {
    world.add<Script>(name, [](Memory&) {
      for (int index = 0; index < 8; ++index) {
        spawn("sleeper", [] {
          const auto times = Distribution::exponential(5ms);
          for (int round = 0; round < 10; ++round) sleep(draw_duration("nap", times));
        });
      }
    });
  }
}

void distributions(World& world, Memory&) {
  world.add<Script>("node", [](Memory&) {
    spawn("drawer", [] {
      const std::array laws = {
          Distribution::constant(3ms),
          Distribution::uniform({1ms, 9ms}),
          Distribution::exponential(4ms),
          Distribution::log_normal(PercentileParameters<Duration>{2ms, 30ms}),
          Distribution::pareto(
              ParetoParameters<Duration>{1ms, Ratio::parts_per_billion(1'500'000'000), 1s}),
          Distribution::table(std::vector<Weighted<Duration>>{{1ms, 3}, {50ms, 1}}),
      };
      const auto keys = Distribution::zipf(1000, Ratio::one());
      for (int round = 0; round < 20; ++round) {
        for (const Distribution& law : laws) sleep(draw_duration("law", law));
        trace(EventKind("golden.key"), static_cast<std::uint64_t>(draw_value("key", keys)));
      }
    });
  });
}

void family(int generations) {
  nap("before", 1ms);
  if (generations == 0) return;
  std::vector<FiberHandle> children;
  for (int index = 0; index < 3; ++index) {
    children.push_back(spawn("child", [generations] { family(generations - 1); }));
  }
  for (const FiberHandle child : children) join(child);
}

void spawning(World& world, Memory&) {
  world.add<Script>("node", [](Memory&) { spawn("root", [] { family(4); }); });
}

void cancelling(World& world, Memory&) {
  world.add<Script>("node", [](Memory&) {
    spawn("reaper", [] {
      std::vector<FiberHandle> fibers;
      for (int index = 0; index < 20; ++index) {
        fibers.push_back(spawn("victim", [] {
          for (int round = 0; round < 6; ++round) nap("nap", 4ms);
        }));
      }
      for (const FiberHandle fiber : fibers) {
        nap("pause", 2ms);
        if (draw("spare") % 4 != 0) cancel(fiber);
      }
      for (const FiberHandle fiber : fibers) join(fiber);
    });
  });
}

// Fibers that share only cells, on two nodes.
void cells(World& world, Memory& memory) {
  auto& total = memory.make<Cell<std::uint64_t>>(std::uint64_t{0}, Label("total"));
  auto& last = memory.make<Cell<std::uint64_t>>(std::uint64_t{0}, Label("last"));
  for (const char* name : {"left", "right"}) {
    world.add<Script>(name, [&](Memory&) {
      for (int index = 0; index < 4; ++index) {
        spawn("worker",
              [&] {
                for (int round = 0; round < 6; ++round) {
                  nap("nap", 1ms);
                  const std::uint64_t seen = total.read();
                  if (!total.compare_and_swap(seen, seen + 1)) continue;
                  last.write(seen);
                  last.update([](std::uint64_t& value) { value *= 3; });
                }
              },
              {.isolated = true});
      }
    });
  }
}

void questions(World& world, Memory&) {
  world.add<Script>("node", [](Memory&) {
    for (int index = 0; index < 3; ++index) {
      spawn("asker", [] {
        for (int round = 0; round < 10; ++round) {
          const auto when = choose(ChoiceKind::instant, "when", 4, Ratio::percent(50));
          sleep(Duration(1ms) * when);
          const auto what = choose(ChoiceKind::value, "what", 3, Ratio::percent(30));
          const auto delay = choose(ChoiceKind::delay, "delay", 2, Ratio::percent(10));
          sleep(Duration(1us) * (what + 10 * delay));
          yield();
        }
      });
    }
  });
}

// Everything at one instant: order is all there is.
void simultaneous(World& world, Memory&) {
  world.add<Script>("node", [](Memory&) {
    for (int index = 0; index < 12; ++index) {
      spawn("member", [] {
        for (int round = 0; round < 5; ++round) {
          sleep(Duration(1ms) * static_cast<std::int64_t>(draw("step") % 3));
        }
      });
    }
  });
}

void zeno(World& world, Memory&) {
  world.add<Script>("node", [](Memory&) {
    for (int index = 0; index < 2; ++index) {
      spawn("spinner", [] {
        nap("start", 5ms);
        for (;;) yield();
      });
    }
  });
}

void endless(World& world, Memory&) {
  world.add<Script>("node", [](Memory&) {
    spawn("clock", [] {
      for (;;) nap("tick", 1ms);
    });
  });
}

void crowded(World& world, Memory&) {
  world.add<Script>("node", [](Memory&) {
    spawn("breeder", [] {
      for (;;) {
        nap("pause", 1us);
        spawn("child", [] { sleep(1h); });
      }
    });
  });
}

constexpr std::array kPrograms = {
    Program{"sleepers", sleepers},
    Program{"distributions", distributions},
    Program{"spawning", spawning},
    Program{"cancelling", cancelling},
    Program{"cells", cells},
    Program{"questions", questions},
    Program{"simultaneous", simultaneous},
    Program{"zeno", zeno, {.instant_steps_max = 500}},
    Program{"endless", endless, {.steps_max = 500}},
    Program{"crowded", crowded, {.fibers_max = 200}},
};

}  // namespace

std::span<const Program> fiber_programs() { return kPrograms; }

}  // namespace hindcast::testing
