#include "hindcast/models/host/cpu.hpp"

#include <algorithm>
#include <functional>

#include "hindcast/models/host/niceness.hpp"
#include "hindcast/sim/event.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

constexpr std::uint32_t kFractionBits = 20;
// Of one piece of work: with it nothing overflows 128 bits.
constexpr Duration kWorkMax = std::chrono::hours(24 * 365);

}  // namespace

// Somebody's work; lives on its fiber's stack. Only the thread that will be done first sets a
// timer, so a change of the shares wakes one fiber at most.
class Cpu::Thread {
 public:
  Thread(Cpu& owner, Duration time, std::uint64_t of_weight)
      : cpu(owner),
        node(*Scheduler::current().running()->node),
        weight(of_weight),
        left(Wide{static_cast<std::uint64_t>(time.count())} << kFractionBits) {
    cpu.settle();
    cpu.threads_.push_back(this);
    cpu.level_ = cpu.level_with(0);
    cpu.wake_first();
  }
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;
  ~Thread() { cpu.leave(*this); }

  void run() {
    while (cpu.end_of(*this) > now()) {
      waits_until = cpu.first() == this ? cpu.end_of(*this) : Instant::never();
      waits = true;
      changed.wait_for(waits_until.is_never() ? Duration::infinite() : waits_until - now());
      waits = false;
      if (changed.is_set()) changed.reset();
    }
  }

  Cpu& cpu;
  Node& node;
  std::uint64_t weight;
  Wide left;  // in 2^-20 ns
  Event changed{"cpu"};
  Instant waits_until;
  bool waits = false;
};

Cpu::Cpu(std::uint32_t cores) : key_(Scheduler::current().name_object("cpu")), cores_(cores) {
  HINDCAST_CHECK(cores >= 1 && cores <= kCoresMax);
}

void Cpu::work(Duration time, std::int64_t niceness) {
  HINDCAST_CHECK(time <= kWorkMax);
  if (time <= Duration::zero()) return;
  Thread(*this, time, weight_of_niceness(niceness)).run();
}

void Cpu::spin(std::uint32_t threads, std::int64_t niceness) {
  HINDCAST_CHECK(threads <= kSpinnersMax);
  settle();
  spinners_ = threads;
  spinner_weight_ = weight_of_niceness(niceness);
  level_ = level_with(0);
  wake_first();
}

Ratio Cpu::share_of(std::int64_t niceness) const {
  const std::uint64_t weight = weight_of_niceness(niceness);
  const Level level = level_with(weight);
  return level.gives_a_core(weight) ? Ratio::one() : Ratio::of(weight * level.cores, level.weights);
}

// Water filling: the heaviest who can use a whole core get one, until nobody is left who could. A
// `weight` of 0 is nobody.
Cpu::Level Cpu::level_with(std::uint64_t weight) const {
  std::vector<std::uint64_t> weights;
  weights.reserve(threads_.size() + 1);
  for (const Thread* const thread : threads_) weights.push_back(thread->weight);
  if (weight > 0) weights.push_back(weight);
  std::sort(weights.begin(), weights.end(), std::greater<>());
  Level level{.cores = cores_, .weights = spinners_ * spinner_weight_};
  for (const std::uint64_t one : weights) level.weights += one;
  std::uint64_t spinners = spinners_;
  auto heaviest = weights.begin();
  while (level.weights > 0) {
    const bool is_spinner =
        spinners > 0 && (heaviest == weights.end() || spinner_weight_ >= *heaviest);
    const std::uint64_t next = is_spinner ? spinner_weight_ : *heaviest;
    if (!level.gives_a_core(next)) break;
    level.weights -= next;
    // With one core left, only who is alone can use all of it.
    if (level.weights > 0) --level.cores;
    is_spinner ? static_cast<void>(--spinners) : static_cast<void>(++heaviest);
  }
  return level;
}

// Takes note of what all have computed since the last change; rounded up, so that an end at a whole
// nanosecond stays there.
void Cpu::settle() {
  const auto passed = static_cast<std::uint64_t>((now() - settled_).count());
  settled_ = now();
  if (passed == 0) return;
  for (Thread* const thread : threads_) {
    Wide done = Wide{passed} << kFractionBits;
    if (!level_.gives_a_core(thread->weight)) {
      done = (done * (thread->weight * level_.cores) + level_.weights - 1) / level_.weights;
    }
    thread->left -= std::min(thread->left, done);
  }
}

// When the thread is done if nothing changes, rounded up to whole nanoseconds.
Instant Cpu::end_of(const Thread& thread) const {
  Wide time = thread.left;
  Wide per_nanosecond = Wide{1} << kFractionBits;
  if (!level_.gives_a_core(thread.weight)) {
    time *= level_.weights;
    per_nanosecond *= thread.weight * level_.cores;
  }
  const Wide nanoseconds = (time + per_nanosecond - 1) / per_nanosecond;
  const auto longest = static_cast<Wide>(Duration::infinite().count());
  return settled_ +
         Duration::nanoseconds(static_cast<std::int64_t>(std::min(nanoseconds, longest)));
}

Cpu::Thread* Cpu::first() const {
  const auto sooner = [this](const Thread* left, const Thread* right) {
    return end_of(*left) < end_of(*right);
  };
  const auto found = std::min_element(threads_.begin(), threads_.end(), sooner);
  return found == threads_.end() ? nullptr : *found;
}

void Cpu::wake_first() {
  Thread* const next = first();
  if (next == nullptr || !next->waits || next->waits_until <= end_of(*next)) return;
  next->changed.set();
}

void Cpu::leave(Thread& thread) {
  settle();
  std::erase(threads_, &thread);
  level_ = level_with(0);
  Scheduler& scheduler = Scheduler::current();
  if (!scheduler.voided()) return wake_first();
  // A thread that dies with its process can tell nobody: the host does it.
  Node& host = thread.node.world().adversary();
  if (scheduler.stopped() || !host.alive() || threads_.empty()) return;
  scheduler.spawn_handler(host, "cpu", child(key_, hash_text("departure"), departures_++), key_,
                          [this] {
                            settle();
                            wake_first();
                          });
}

}  // namespace hindcast
