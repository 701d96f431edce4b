// hindcast_bench_kernel [--smoke | WORK]: what the kernel costs for each operation, beside a bare
// switch of Boost.Context in the same run. The workloads are those that bench/README.md describes,
// on the public interface, digest on.
#include <array>
#include <boost/context/detail/fcontext.hpp>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "hindcast/sim/channel.hpp"
#include "hindcast/sim/event.hpp"
#include "hindcast/sim/semaphore.hpp"
#include "hindcast/sim/world.hpp"
#include "measure.hpp"

namespace hindcast::bench {
namespace {

class Quiet final : public Chooser {
 public:
  bool asks(ChoiceKind) const override { return false; }
  std::uint32_t choose(const ChoicePoint&) override { return 0; }
};

class Body final : public Component {
 public:
  using Options = std::function<void()>;

  Body(const Place& place, Options boot) : Component(place), boot_(std::move(boot)) {}

 private:
  std::unique_ptr<Process> boot() override {
    boot_();
    return std::make_unique<Process>();
  }

  Options boot_;
};

// Runs a world of one node that boots with `boot`.
void run_world(std::function<void()> boot) {
  Quiet quiet;
  World world(quiet, {.limits = {.steps_max = 1'000'000'000}});
  world.add<Body>("node", std::move(boot));
  HINDCAST_CHECK(world.run().verdict == Verdict::passed);
}

// The streams that all kernels share: SplitMix64, and variates by inversion in units of 1 s.
class Stream {
 public:
  explicit Stream(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t mixed = (state_ += 0x9e3779b97f4a7c15ULL);
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31);
  }
  Duration exponential(double rate) {
    const double unit = static_cast<double>((next() >> 11) + 1) * 0x1p-53;
    return Duration::nanoseconds(std::llround(-std::log(unit) / rate * 1e9));
  }

 private:
  std::uint64_t state_;
};

void timer1(std::uint64_t sleeps) {
  run_world([sleeps] {
    spawn("sleeper", [sleeps] {
      for (std::uint64_t round = 0; round < sleeps; ++round) sleep(Duration::nanoseconds(1));
    });
  });
}

void timer10k(std::uint64_t sleeps) {
  run_world([sleeps] {
    for (std::uint64_t index = 0; index < 10'000; ++index) {
      spawn("sleeper", [index, sleeps] {
        Stream stream(index + 1);
        for (std::uint64_t round = 0; round < sleeps; ++round) {
          sleep(Duration::nanoseconds(static_cast<std::int64_t>(1 + stream.next() % 1000)));
        }
      });
    }
  });
}

void pingpong(std::uint64_t rounds) {
  std::uint64_t sum = 0;
  std::unique_ptr<Channel<std::uint64_t>> there;
  std::unique_ptr<Channel<std::uint64_t>> back;
  run_world([&] {
    there = std::make_unique<Channel<std::uint64_t>>(Channel<std::uint64_t>::kUnbounded,
                                                     Label("there"));
    back =
        std::make_unique<Channel<std::uint64_t>>(Channel<std::uint64_t>::kUnbounded, Label("back"));
    spawn("ping", [&] {
      for (std::uint64_t round = 0; round < rounds; ++round) {
        there->send(round);
        sum += *back->receive();
      }
    });
    spawn("pong", [&] {
      for (std::uint64_t round = 0; round < rounds; ++round) back->send(*there->receive());
    });
  });
  HINDCAST_CHECK(sum == rounds * (rounds - 1) / 2);
}

void ring(std::uint64_t hops) {
  constexpr std::size_t kActors = 10'000;
  std::uint64_t last = 0;
  std::vector<std::unique_ptr<Channel<std::uint64_t>>> channels;
  run_world([&] {
    for (std::size_t index = 0; index < kActors; ++index) {
      channels.push_back(std::make_unique<Channel<std::uint64_t>>(
          Channel<std::uint64_t>::kUnbounded, Label("link")));
    }
    for (std::size_t index = 0; index < kActors; ++index) {
      spawn("actor",
            [&, index] {
              while (const auto token = channels[index]->receive()) {
                last = *token;
                if (*token >= hops) return;
                channels[(index + 1) % kActors]->send(*token + 1);
              }
            },
            {.serves = true});
    }
    channels[0]->send(1);
  });
  HINDCAST_CHECK(last == hops);
}

// Customers arrive at `rate` and are fibers; `servers` permits serve at rate 1.
double mean_wait(std::uint64_t customers, double rate, std::uint32_t servers) {
  std::int64_t total = 0;
  std::unique_ptr<Semaphore> permits;
  run_world([&] {
    permits = std::make_unique<Semaphore>(servers, Label("servers"));
    spawn("source", [&, customers, rate] {
      Stream stream(42);
      for (std::uint64_t customer = 0; customer < customers; ++customer) {
        sleep(stream.exponential(rate));
        const Duration service = stream.exponential(1.0);
        spawn("customer", [&, service] {
          const Instant arrival = now();
          permits->acquire();
          total += (now() - arrival).count();
          sleep(service);
          permits->release();
        });
      }
    });
  });
  return static_cast<double>(total) / 1e9 / static_cast<double>(customers);
}

// All kernels print the same mean for the same million customers.
void customers(std::uint64_t count, double rate, std::uint32_t servers, double expected) {
  const double mean = mean_wait(count, rate, servers);
  HINDCAST_CHECK(count != 1'000'000 || std::abs(mean - expected) < 1e-7);
}

void spawning(std::uint64_t batches) {
  std::uint64_t ended = 0;
  run_world([&] {
    for (std::uint64_t batch = 0; batch < batches; ++batch) {
      for (int index = 0; index < 1000; ++index) {
        spawn("child", [&] {
          sleep(Duration::nanoseconds(1));
          ++ended;
        });
      }
      sleep(Duration::nanoseconds(2));
    }
  });
  HINDCAST_CHECK(ended == batches * 1000);
}

// All workloads, their size divided by `divisor`.
std::vector<Work> kernel_workloads(std::uint64_t divisor) {
  const auto part = [divisor](std::uint64_t whole) {
    return std::max<std::uint64_t>(1, whole / divisor);
  };
  const std::uint64_t million = part(1'000'000);
  return {
      {"timer1", part(5'000'000), [=] { timer1(part(5'000'000)); }},
      {"timer10k", 10'000 * part(500), [=] { timer10k(part(500)); }},
      {"pingpong", 2 * million, [=] { pingpong(million); }},
      {"ring", million, [=] { ring(million); }},
      {"mm1", million, [=] { customers(million, 0.8, 1, 3.95056084); }},
      {"mmc", million, [=] { customers(million, 3.2, 4, 0.734420715); }},
      {"spawn", 1000 * part(1000), [=] { spawning(part(1000)); }},
  };
}

// Bytes of resident memory for each of `fibers` that wait.
double bytes_of_idle_fiber(std::uint64_t fibers) {
  double bytes = 0;
  const double before = resident_bytes();
  std::unique_ptr<Event> never;
  run_world([&] {
    never = std::make_unique<Event>(Label("never"));
    for (std::uint64_t index = 0; index < fibers; ++index) {
      spawn("idle", [&] { never->wait(); }, {.serves = true});
    }
    yield();
    bytes = resident_bytes() - before;
  });
  return bytes / static_cast<double>(fibers);
}

namespace context = boost::context::detail;

[[noreturn]] void bounce(context::transfer_t from) {
  for (;;) from = context::jump_fcontext(from.fctx, nullptr);
}

// A switch to another context and back, `rounds` times.
void switch_there_and_back(std::uint64_t rounds) {
  static std::array<char, 65536> stack;
  context::fcontext_t other =
      context::make_fcontext(stack.data() + stack.size(), stack.size(), bounce);
  for (std::uint64_t round = 0; round < rounds; ++round) {
    other = context::jump_fcontext(other, nullptr).fctx;
  }
}

}  // namespace
}  // namespace hindcast::bench

int main(int count, char** arguments) {
  using namespace hindcast::bench;
  const bool smoke = count > 1 && std::strcmp(arguments[1], "--smoke") == 0;
  const std::string only = smoke || count == 1 ? "" : arguments[1];
  const std::uint64_t divisor = smoke ? 100 : 1;
  const int repetitions = smoke ? 1 : 5;

  // First: a thread keeps its last world's stacks, and they would cost the next one no new pages.
  const double idle = only.empty() ? bytes_of_idle_fiber(100'000 / divisor) : 0;
  const Work bare{"bare switch, there and back", 20'000'000 / divisor,
                  [divisor] { switch_there_and_back(20'000'000 / divisor); }};
  std::printf("%-12s %10s %8s\n", "work", "ns each", "ratio");
  for (const Work& work : kernel_workloads(divisor)) {
    if (!only.empty() && work.name != only) continue;
    const double unit = nanoseconds_each(bare, repetitions);
    const double each = nanoseconds_each(work, repetitions);
    std::printf("%-12s %10.1f %8.2f   (switch %.1f)\n", work.name.c_str(), each, each / unit, unit);
    std::fflush(stdout);
  }
  if (only.empty()) std::printf("idle fiber   %10.0f bytes\n", idle);
  return 0;
}
