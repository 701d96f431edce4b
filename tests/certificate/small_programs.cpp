#include "tests/certificate/small_programs.hpp"

#include "hindcast/sim/cell.hpp"
#include "hindcast/sim/channel.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/mutex.hpp"

namespace hindcast::testing {
namespace {

using namespace std::chrono_literals;
using Number = Cell<std::uint32_t>;

// Spawns the fibers of a program, all on one node, sharing nothing but kernel objects.
class Fibers {
 public:
  explicit Fibers(World& world) : world_(world), node_(world.add_live_node("program")) {}

  template <class Body>
  void add(Label name, Body&& body, bool serves = false) {
    world_.scheduler().spawn(node_, name, std::forward<Body>(body),
                             {.serves = serves, .isolated = true});
  }

 private:
  World& world_;
  Node& node_;
};

// n fibers write one cell k times each.
struct Writers final : Setting {
  Writers(World& world, const Sizes& sizes) {
    Fibers fibers(world);
    for (std::uint32_t nth = 0; nth < sizes.n; ++nth) {
      fibers.add("writer", [this, nth, k = sizes.k] {
        for (std::uint32_t write = 0; write < k; ++write) x.write(nth);
      });
    }
  }
  Number x{0, "x"};
};

// n fibers read a cell and write it plus one.
struct Counter final : Setting {
  Counter(World& world, const Sizes& sizes) {
    Fibers fibers(world);
    for (std::uint32_t nth = 0; nth < sizes.n; ++nth) {
      fibers.add("increment", [this] { x.write(x.read() + 1); });
    }
  }
  Number x{0, "x"};
};

// n fibers lock, add one, unlock.
struct LockInc final : Setting {
  LockInc(World& world, const Sizes& sizes) : n(sizes.n) {
    Fibers fibers(world);
    for (std::uint32_t nth = 0; nth < sizes.n; ++nth) {
      fibers.add("increment", [this] {
        const Lock lock(mutex);
        x.write(x.read() + 1);
      });
    }
  }
  std::string violated() const override { return x.peek() == n ? "" : "no update is lost"; }
  std::uint32_t n;
  Number x{0, "x"};
  Mutex mutex{"m"};
};

// Two fibers take two locks in opposite orders.
struct TwoLocks final : Setting {
  TwoLocks(World& world, const Sizes&) {
    Fibers fibers(world);
    fibers.add("ab", [this] {
      const Lock first(a);
      const Lock second(b);
    });
    fibers.add("ba", [this] {
      const Lock first(b);
      const Lock second(a);
    });
  }
  Mutex a{"a"};
  Mutex b{"b"};
};

// n philosophers eat k times, left fork first.
struct Philosophers final : Setting {
  Philosophers(World& world, const Sizes& sizes) {
    for (std::uint32_t nth = 0; nth < sizes.n; ++nth)
      forks.push_back(std::make_unique<Mutex>(Label("m")));
    Fibers fibers(world);
    for (std::uint32_t nth = 0; nth < sizes.n; ++nth) {
      fibers.add("philosopher",
                 [left = forks[nth].get(), right = forks[(nth + 1) % sizes.n].get(), k = sizes.k] {
                   for (std::uint32_t meal = 0; meal < k; ++meal) {
                     const Lock first(*left);
                     const Lock second(*right);
                   }
                 });
    }
  }
  std::vector<std::unique_ptr<Mutex>> forks;
};

// n fibers send, one receives all.
struct Mailbox final : Setting {
  Mailbox(World& world, const Sizes& sizes) {
    Fibers fibers(world);
    fibers.add("receiver", [this, n = sizes.n] {
      for (std::uint32_t nth = 0; nth < n; ++nth) inbox.receive();
    });
    for (std::uint32_t nth = 0; nth < sizes.n; ++nth) {
      fibers.add("sender", [this, nth] { inbox.send(nth); });
    }
  }
  Channel<std::uint32_t> inbox{Channel<std::uint32_t>::kUnbounded, "inbox"};
};

// n fibers send, each item arrives or is lost; one receives for ever.
struct Lossy final : Setting {
  Lossy(World& world, const Sizes& sizes) {
    Fibers fibers(world);
    const auto receive_all = [this] {
      for (;;) inbox.receive();
    };
    fibers.add("receiver", receive_all, true);
    for (std::uint32_t nth = 0; nth < sizes.n; ++nth) {
      fibers.add("sender", [this, nth] {
        const bool lost = choose(ChoiceKind::message, "item", 2, Ratio::zero()) == 1;
        if (!lost) inbox.send(nth);
      });
    }
  }
  Channel<std::uint32_t> inbox{Channel<std::uint32_t>::kUnbounded, "inbox"};
};

// A reply and the timeout of the wait for it.
struct ReplyOrTimeout final : Setting {
  ReplyOrTimeout(World& world, const Sizes&) {
    Fibers fibers(world);
    fibers.add("caller", [this] { replies.receive_for(5ms); });
    fibers.add("server", [this] {
      sleep(5ms);
      replies.send(1);
    });
  }
  Channel<std::uint32_t> replies{Channel<std::uint32_t>::kUnbounded, "replies"};
};

// n steps of A, and one step of B that must not come last.
struct Late final : Setting {
  Late(World& world, const Sizes& sizes) : n(sizes.n) {
    Fibers fibers(world);
    fibers.add("A", [this] {
      for (std::uint32_t step = 1; step <= n; ++step) a.write(step);
    });
    fibers.add("B", [this] { seen = a.read(); });
  }
  std::string violated() const override { return seen == n ? "B is not last" : ""; }
  std::uint32_t n;
  std::uint32_t seen = 0;
  Number a{0, "a"};
};

// n fibers sleep k times until one instant each.
struct Sleepers final : Setting {
  Sleepers(World& world, const Sizes& sizes) {
    Fibers fibers(world);
    for (std::uint32_t nth = 0; nth < sizes.n; ++nth) {
      fibers.add("sleeper", [k = sizes.k] {
        for (std::uint32_t turn = 0; turn < k; ++turn) sleep(1ms);
      });
    }
  }
};

template <class Kind>
SmallProgram program(std::string name, Sizes sizes) {
  return {std::move(name), sizes,
          [](World& world, const Sizes& of) { return std::make_unique<Kind>(world, of); }};
}

}  // namespace

const SmallProgram* small_program(const std::string& name) {
  static const std::vector<SmallProgram> programs = {
      program<Writers>("writers", {5, 1}),
      program<Counter>("counter", {4, 1}),
      program<LockInc>("lockinc", {6, 1}),
      program<TwoLocks>("two_locks", {1, 1}),
      program<Philosophers>("philosophers", {5, 1}),
      program<Mailbox>("mailbox", {6, 1}),
      program<Lossy>("lossy", {6, 1}),
      program<ReplyOrTimeout>("reply_or_timeout", {1, 1}),
      program<Late>("late", {5, 1}),
      program<Sleepers>("sleepers", {4, 2}),
  };
  for (const SmallProgram& one : programs) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

}  // namespace hindcast::testing
