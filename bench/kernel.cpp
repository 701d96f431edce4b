// hindcast_bench_kernel [--smoke | WORK]: what the kernel costs for each operation, beside a bare
// switch of Boost.Context and the peers that were built, in the same run. The workloads are those
// that bench/README.md describes, on the public interface, digest on.
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
#include "peers.hpp"
#include "workload.hpp"

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

Duration exponential(Stream& stream, double rate) {
  return Duration::nanoseconds(stream.exponential(rate));
}

void timer1(const Size& size) {
  run_world([size] {
    spawn("sleeper", [size] {
      for (std::uint64_t round = 0; round < size.sleeps(); ++round) sleep(Duration::nanoseconds(1));
    });
  });
}

void timer10k(const Size& size) {
  run_world([size] {
    for (std::uint64_t index = 0; index < kSleepers; ++index) {
      spawn("sleeper", [index, size] {
        Stream stream(index + 1);
        for (std::uint64_t round = 0; round < size.sleeps_each(); ++round) {
          sleep(Duration::nanoseconds(stream.delay()));
        }
      });
    }
  });
}

using Mailbox = Channel<std::uint64_t>;

std::unique_ptr<Mailbox> mailbox(Label name) {
  return std::make_unique<Mailbox>(Mailbox::kUnbounded, name);
}

void pingpong(const Size& size) {
  const std::uint64_t rounds = size.rounds();
  std::uint64_t sum = 0;
  std::unique_ptr<Mailbox> there;
  std::unique_ptr<Mailbox> back;
  run_world([&] {
    there = mailbox("there");
    back = mailbox("back");
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

void ring(const Size& size) {
  std::uint64_t last = 0;
  std::vector<std::unique_ptr<Mailbox>> links;
  run_world([&] {
    for (std::uint64_t index = 0; index < kActors; ++index) links.push_back(mailbox("link"));
    for (std::uint64_t index = 0; index < kActors; ++index) {
      spawn("actor",
            [&, index] {
              while (const auto token = links[index]->receive()) {
                last = *token;
                if (*token >= size.hops()) return;
                links[(index + 1) % kActors]->send(*token + 1);
              }
            },
            {.serves = true});
    }
    links[0]->send(1);
  });
  HINDCAST_CHECK(last == size.hops());
}

// Customers are fibers, whom `queueing.servers` permits serve at rate 1.
double mean_wait(const Size& size, const Queueing& queueing) {
  std::int64_t total = 0;
  std::unique_ptr<Semaphore> permits;
  run_world([&] {
    permits = std::make_unique<Semaphore>(queueing.servers, Label("servers"));
    spawn("source", [&] {
      Stream stream(kCustomersSeed);
      for (std::uint64_t customer = 0; customer < size.customers(); ++customer) {
        sleep(exponential(stream, queueing.rate));
        const Duration service = exponential(stream, kServiceRate);
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
  return static_cast<double>(total) / 1e9 / static_cast<double>(size.customers());
}

// Whether the wait is that of the same million customers on every other kernel.
bool agrees(const Size& size, const Queueing& queueing, double mean) {
  return size.divisor != 1 || std::abs(mean - queueing.mean_wait) < 1e-7;
}

void customers(const Size& size, const Queueing& queueing) {
  HINDCAST_CHECK(agrees(size, queueing, mean_wait(size, queueing)));
}

void spawning(const Size& size) {
  std::uint64_t ended = 0;
  run_world([&] {
    for (std::uint64_t batch = 0; batch < size.batches(); ++batch) {
      for (std::uint64_t index = 0; index < kBatch; ++index) {
        spawn("child", [&] {
          sleep(Duration::nanoseconds(1));
          ++ended;
        });
      }
      sleep(Duration::nanoseconds(2));
    }
  });
  HINDCAST_CHECK(ended == size.batches() * kBatch);
}

std::vector<Work> kernel_workloads(const Size& size) {
  return {
      {"timer1", size.sleeps(), [=] { timer1(size); }},
      {"timer10k", kSleepers * size.sleeps_each(), [=] { timer10k(size); }},
      {"pingpong", 2 * size.rounds(), [=] { pingpong(size); }},
      {"ring", size.hops(), [=] { ring(size); }},
      {"mm1", size.customers(), [=] { customers(size, kOneServer); }},
      {"mmc", size.customers(), [=] { customers(size, kFourServers); }},
      {"spawn", size.batches() * kBatch, [=] { spawning(size); }},
  };
}

// Seconds of processor time for a year of virtual time in which a heart beats each second.
double seconds_of_year(std::uint64_t beats) {
  const double begin = processor_time();
  std::uint64_t beaten = 0;
  run_world([&] {
    spawn("heart", [&] {
      for (; beaten < beats; ++beaten) sleep(std::chrono::seconds(1));
    });
  });
  HINDCAST_CHECK(beaten == beats);
  return (processor_time() - begin) / 1e9;
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

namespace {

using namespace hindcast::bench;

// Where the whole work would take minutes, a peer does a tenth of it.
std::uint64_t part_for(const Peer& peer, const Work& work) {
  const bool spawns = work.name == "mm1" || work.name == "mmc" || work.name == "spawn";
  const bool slow =
      peer.name == std::string("SimGrid") || (peer.name == std::string("SystemC") && spawns);
  return slow ? 10 : 1;
}

// A peer that computes another mean wait does other work.
void print_peers(const std::string& directory, const Work& work, const Size& size, double own) {
  const bool smoke = size.divisor > 1;
  for (const Peer& peer : kPeers) {
    const std::string program = directory + "/" + peer.program;
    const Size theirs{size.divisor * part_for(peer, work)};
    const auto time = run_peer(program, work.name, theirs.divisor, smoke ? 1 : 3);
    if (!time) continue;
    const bool same = (work.name != "mm1" || agrees(theirs, kOneServer, time->result)) &&
                      (work.name != "mmc" || agrees(theirs, kFourServers, time->result));
    std::printf("  %s %.0f (%.1f times)%s", peer.name, time->nanoseconds_each,
                time->nanoseconds_each / own, same ? "" : " COMPUTES OTHERWISE");
  }
}

}  // namespace

int main(int count, char** arguments) {
  const bool smoke = count > 1 && std::strcmp(arguments[1], "--smoke") == 0;
  const std::string only = smoke || count == 1 ? "" : arguments[1];
  const std::string directory = std::filesystem::path(arguments[0]).parent_path().string();
  const Size size{smoke ? 100U : 1U};
  const int repetitions = smoke ? 1 : 5;

  // First: a thread keeps its last world's stacks, and they would cost the next one no new pages.
  const double idle = only.empty() ? bytes_of_idle_fiber(size.part(100'000)) : 0;
  const std::uint64_t switches = size.part(20'000'000);
  const Work bare{"bare switch, there and back", switches,
                  [=] { switch_there_and_back(switches); }};
  std::printf("%-12s %8s %7s %7s  peers, ns each (and how many times ours)\n", "work", "ns each",
              "switch", "ratio");
  for (const Work& work : kernel_workloads(size)) {
    if (!only.empty() && work.name != only) continue;
    const double unit = nanoseconds_each(bare, repetitions);
    const double each = nanoseconds_each(work, repetitions);
    std::printf("%-12s %8.1f %7.1f %7.2f", work.name.c_str(), each, unit, each / unit);
    print_peers(directory, work, size, each);
    std::printf("\n");
    std::fflush(stdout);
  }
  if (only.empty()) {
    std::printf("idle fiber   %8.0f bytes\n", idle);
    std::printf("a year with a heartbeat each second: %.2f s\n",
                seconds_of_year(size.part(365 * 86'400)) * static_cast<double>(size.divisor));
  }
  return 0;
}
