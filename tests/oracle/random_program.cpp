#include "tests/oracle/random_program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <span>

#include "hindcast/sim/keyed_stream.hpp"

namespace hindcast::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::array kNames = {
    "read",         "write",       "swap",        "locked",         "locked_for",  "try_locked",
    "acquire",      "acquire_for", "try_acquire", "release",        "wait",        "wait_for",
    "signal",       "broadcast",   "event_wait",  "event_wait_for", "event_set",   "event_reset",
    "send",         "try_send",    "send_for",    "receive",        "receive_for", "try_receive",
    "close",        "nap",         "pass",        "choose",         "lose",        "spawn_join",
    "spawn_cancel", "crash",       "restart",     "plain",          "pause",       "resume"};
static_assert(kNames.size() == static_cast<std::size_t>(Action::resume) + 1);

constexpr std::uint64_t kChild = 0x6368696cULL;

// What one fiber is to do, and a hash of all that it saw.
struct Part {
  std::span<const Instruction> code;
  std::uint64_t log = 0;
};

// The objects of one execution, and what the fibers saw.
struct Objects {
  std::array<Cell<std::uint32_t>*, 2> cells;
  std::array<Mutex*, 2> mutexes;
  Semaphore* semaphore;
  ConditionVariable* condition;
  Event* event;
  Channel<std::uint32_t>* channel;
  Node* victim;
  std::array<std::uint64_t, 2> plain{};  // of the program's node and of the victim
  std::deque<Part> children{};
  bool isolated = true;
};

// Whether an action does the one after it within itself.
bool holds_next(Action action) {
  switch (action) {
    case Action::locked:
    case Action::locked_for:
    case Action::try_locked:
    case Action::spawn_join:
    case Action::spawn_cancel:
      return true;
    default:
      return false;
  }
}

// Does what a fiber is to do. Fibers share nothing but the objects.
class Actor {
 public:
  Actor(Objects& objects, Part& part) : objects_(objects), code_(part.code), log_(part.log) {}

  void run() {
    while (at_ < code_.size()) step();
    see(0xe0d);
  }

 private:
  void see(std::uint64_t what) { log_ = mix(log_, what); }
  void see(const std::optional<std::uint32_t>& item) { see(item ? *item + 2 : 1); }
  void body() {
    if (at_ < code_.size()) step();
  }
  // The code of an action that this one holds, which is skipped here.
  std::span<const Instruction> take_body();
  void step();
  void plain_step(const Instruction& now);
  void lock_step(const Instruction& now);
  void wait_step(const Instruction& now);
  void channel_step(const Instruction& now);
  void fiber_step(const Instruction& now);

  Objects& objects_;
  std::span<const Instruction> code_;
  std::uint64_t& log_;
  std::size_t at_ = 0;
};

std::span<const Instruction> Actor::take_body() {
  const std::size_t first = at_;
  while (at_ < code_.size() && holds_next(code_[at_].action)) ++at_;
  at_ = std::min(at_ + 1, code_.size());
  return code_.subspan(first, at_ - first);
}

void Actor::step() {
  const Instruction now = code_[at_++];
  switch (now.action) {
    case Action::read:
      return see(objects_.cells[now.object]->read());
    case Action::write:
      return objects_.cells[now.object]->write(now.value);
    case Action::swap:
      return see(objects_.cells[now.object]->compare_and_swap(0, now.value) ? 1 : 2);
    case Action::nap:
      return sleep(1ms);
    case Action::pass:
      return yield();
    case Action::choose:
      return see(choose_value("value", 2));
    case Action::plain:
      return plain_step(now);
    case Action::crash:
      return objects_.victim->crash();
    case Action::restart:
      return objects_.victim->restart();
    case Action::pause:
      return objects_.victim->pause();
    case Action::resume:
      return objects_.victim->resume();
    default:
      break;
  }
  if (now.action <= Action::try_locked) return lock_step(now);
  if (now.action <= Action::event_reset) return wait_step(now);
  if (now.action <= Action::close || now.action == Action::lose) return channel_step(now);
  fiber_step(now);
}

void Actor::plain_step(const Instruction& now) {
  const Node& own = *Scheduler::current().running()->node;
  std::uint64_t& plain = objects_.plain.at(&own == objects_.victim ? 1 : 0);
  see(plain);
  plain = mix(plain, now.value);
  yield();
}

void Actor::lock_step(const Instruction& now) {
  Mutex& mutex = *objects_.mutexes[now.object];
  const bool owned = mutex.owner() == this_fiber();
  if (owned) return see(9);
  if (now.action == Action::locked) {
    const Lock lock(mutex);
    return body();
  }
  const bool granted = now.action == Action::locked_for ? mutex.lock_for(1ms) : mutex.try_lock();
  see(granted ? 1 : 2);
  if (!granted) return;
  body();
  mutex.unlock();
}

void Actor::wait_step(const Instruction& now) {
  switch (now.action) {
    case Action::acquire:
      return objects_.semaphore->acquire();
    case Action::acquire_for:
      return see(objects_.semaphore->acquire_for(1ms) ? 1 : 2);
    case Action::try_acquire:
      return see(objects_.semaphore->try_acquire() ? 1 : 2);
    case Action::release:
      return objects_.semaphore->release();
    case Action::wait:
    case Action::wait_for: {
      Mutex& mutex = *objects_.mutexes[0];
      if (mutex.owner() == this_fiber()) return see(9);
      const Lock lock(mutex);
      const Duration timeout = now.action == Action::wait ? Duration::infinite() : Duration(1ms);
      return see(objects_.condition->wait_for(mutex, timeout) ? 1 : 2);
    }
    case Action::signal:
      return objects_.condition->signal();
    case Action::broadcast:
      return objects_.condition->broadcast();
    case Action::event_wait:
      return objects_.event->wait();
    case Action::event_wait_for:
      return see(objects_.event->wait_for(1ms) ? 1 : 2);
    case Action::event_set:
      return objects_.event->set();
    default:
      return objects_.event->reset();
  }
}

void Actor::channel_step(const Instruction& now) {
  Channel<std::uint32_t>& channel = *objects_.channel;
  switch (now.action) {
    case Action::send:
      return see(channel.send(now.value) ? 1 : 2);
    case Action::try_send:
      return see(channel.try_send(now.value) ? 1 : 2);
    case Action::send_for:
      return see(channel.send_for(now.value, 1ms) ? 1 : 2);
    case Action::receive:
      return see(channel.receive());
    case Action::receive_for:
      return see(channel.receive_for(1ms));
    case Action::try_receive:
      return see(channel.try_receive());
    case Action::lose:
      if (!lost("item")) channel.send(now.value);
      return;
    default:
      return channel.close();
  }
}

void Actor::fiber_step(const Instruction& now) {
  Part& part = objects_.children.emplace_back(Part{take_body(), now.value});
  const FiberHandle child =
      spawn("child", [&objects = objects_, &part] { Actor(objects, part).run(); },
            {.isolated = objects_.isolated});
  if (now.action == Action::spawn_cancel) {
    yield();
    cancel(child);
  }
  join(child);
}

Objects& make_objects(ProgramBuilder& builder, const RandomProgram& program) {
  Objects& objects = builder.make<Objects>();
  objects.isolated = program.isolated;
  for (auto& cell : objects.cells) cell = &builder.cell<std::uint32_t>("cell");
  for (auto& mutex : objects.mutexes) mutex = &builder.mutex("mutex");
  objects.semaphore = &builder.semaphore("semaphore", program.permits);
  objects.condition = &builder.condition("condition");
  objects.event = &builder.event("event");
  objects.channel = &builder.channel<std::uint32_t>(
      "channel", program.bounded ? 1 : Channel<std::uint32_t>::kUnbounded);
  objects.victim = program.second_node ? &builder.add_node("victim") : &builder.node();
  return objects;
}

bool ends_life(Action action) { return action >= Action::crash && action != Action::plain; }

}  // namespace

const char* name_of(Action action) { return kNames.at(static_cast<std::size_t>(action)); }

Program RandomProgram::program() const {
  return [program = *this](ProgramBuilder& builder) {
    Objects& objects = make_objects(builder, program);
    auto& codes = builder.make<std::vector<std::vector<Instruction>>>(program.fibers);
    auto& parts = builder.make<std::vector<Part>>(codes.size());
    auto& lives = builder.make<std::uint64_t>(0U);
    for (std::size_t nth = 0; nth < program.fibers.size(); ++nth) {
      const bool last = nth + 1 == program.fibers.size();
      Node& node = last ? *objects.victim : builder.node();
      parts[nth].code = codes[nth];
      builder.fiber("fiber", [&objects, &part = parts[nth]] { Actor(objects, part).run(); },
                    {.node = &node, .isolated = program.isolated});
    }
    if (program.second_node) {
      builder.on_restart(*objects.victim, [&objects, &lives] {
        objects.cells[0]->write(77);
        lives = mix(lives, 1);
      });
    }
    builder.observe([&] {
      std::uint64_t state = mix(objects.plain[0], objects.plain[1]);
      for (const Part& part : parts) state = mix(state, part.log);
      std::uint64_t children = lives;  // in no order
      for (const Part& part : objects.children) children += mix(part.log, kChild);
      state = mix(state, children);
      for (const auto* cell : objects.cells) state = mix(state, cell->peek());
      return mix(state, objects.semaphore->permits());
    });
  };
}

std::string RandomProgram::text() const {
  std::string text = fmt::format("permits {}{}{}{}:", permits, bounded ? ", bounded" : "",
                                 isolated ? "" : ", plain", second_node ? ", two nodes" : "");
  for (const auto& fiber : fibers) {
    text += " [";
    for (const Instruction& one : fiber) {
      text += fmt::format(" {}({},{})", name_of(one.action), one.object, one.value);
    }
    text += " ]";
  }
  return text;
}

RandomProgram random_program(std::uint64_t seed, const RandomProgramOptions& options) {
  KeyedStream stream(mix(seed, 0x706c616eULL));
  const auto below = [&stream](std::uint64_t limit) {
    return static_cast<std::uint32_t>(bounded(stream.next(), limit));
  };
  RandomProgram program;
  program.isolated = options.isolated;
  program.permits = below(2);
  program.bounded = below(3) == 0;
  // A few kinds of action at a time, so that they meet.
  std::vector<Action> pool;
  const std::uint32_t kinds = 2 + below(3);
  for (std::uint32_t kind = 0; kind < kinds; ++kind) {
    const std::uint32_t all =
        static_cast<std::uint32_t>(Action::plain) + (options.isolated ? 0 : 1);
    pool.push_back(options.actions.empty() ? static_cast<Action>(below(all))
                                           : options.actions[below(options.actions.size())]);
  }
  const std::uint32_t fibers = 2 + below(options.fibers_max - 1);
  std::uint32_t left = options.instructions_total_max;
  for (std::uint32_t nth = 0; nth < fibers; ++nth) {
    std::vector<Instruction> code;
    const std::uint32_t length = std::min(left, 1 + below(options.instructions_max));
    for (std::uint32_t at = 0; at < length; ++at) {
      const Action action = pool[below(pool.size())];
      const std::uint32_t object = below(4) == 0 ? 1 : 0;
      code.push_back({action, object, nth * 4 + at + 1});
      if (ends_life(action)) program.second_node = true;
    }
    left -= length;
    program.fibers.push_back(std::move(code));
  }
  return program;
}

}  // namespace hindcast::testing
