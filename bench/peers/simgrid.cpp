// SimGrid (S4U): an actor for each fiber, on its own raw contexts, with semaphores for messages and
// no network model.
#include <memory>
#include <simgrid/s4u.hpp>
#include <vector>

#include "peer.hpp"

namespace {

using namespace hindcast::bench;
namespace s4u = simgrid::s4u;

s4u::Engine* engine = nullptr;
s4u::Host* host = nullptr;

void run() { engine->run(); }
double seconds(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e9; }

template <class Body>
void start(Body body) {
  s4u::Actor::create("actor", host, body);
}

PeerWork timer1(const Size& size) {
  start([size] {
    for (std::uint64_t round = 0; round < size.sleeps(); ++round) s4u::this_actor::sleep_for(1);
  });
  return {size.sleeps(), run};
}

PeerWork timer10k(const Size& size) {
  for (std::uint64_t index = 0; index < kSleepers; ++index) {
    start([index, size] {
      Stream stream(index + 1);
      for (std::uint64_t round = 0; round < size.sleeps_each(); ++round) {
        s4u::this_actor::sleep_for(static_cast<double>(stream.delay()));
      }
    });
  }
  return {kSleepers * size.sleeps_each(), run};
}

PeerWork pingpong(const Size& size) {
  const s4u::SemaphorePtr there = s4u::Semaphore::create(0);
  const s4u::SemaphorePtr back = s4u::Semaphore::create(0);
  start([=] {
    for (std::uint64_t round = 0; round < size.rounds(); ++round) {
      there->release();
      back->acquire();
    }
  });
  start([=] {
    for (std::uint64_t round = 0; round < size.rounds(); ++round) {
      there->acquire();
      back->release();
    }
  });
  return {2 * size.rounds(), run};
}

// The one that holds the last token ends the process: the others would be a deadlock.
PeerWork ring(const Size& size) {
  static std::vector<s4u::SemaphorePtr> links;
  static std::uint64_t token = 1;
  static double begin = 0;
  for (std::uint64_t index = 0; index < kActors; ++index) {
    links.push_back(s4u::Semaphore::create(index == 0 ? 1 : 0));
  }
  for (std::uint64_t index = 0; index < kActors; ++index) {
    start([index, size] {
      for (;;) {
        links[index]->acquire();
        if (token >= size.hops()) {
          const double each = (processor_time() - begin) / static_cast<double>(size.hops());
          std::printf("%.3f 0\n", each);
          std::fflush(stdout);
          _exit(0);
        }
        ++token;
        links[(index + 1) % kActors]->release();
      }
    });
  }
  begin = processor_time();
  return {size.hops(), run};
}

PeerWork customers(const Size& size, const Queueing& queueing) {
  static double waited = 0;
  const s4u::SemaphorePtr servers = s4u::Semaphore::create(queueing.servers);
  start([=] {
    Stream stream(kCustomersSeed);
    for (std::uint64_t customer = 0; customer < size.customers(); ++customer) {
      s4u::this_actor::sleep_for(seconds(stream.exponential(queueing.rate)));
      const double service = seconds(stream.exponential(kServiceRate));
      start([=] {
        const double since = s4u::Engine::get_clock();
        servers->acquire();
        waited += s4u::Engine::get_clock() - since;
        s4u::this_actor::sleep_for(service);
        servers->release();
      });
    }
  });
  return {size.customers(), run, [size] { return waited / static_cast<double>(size.customers()); }};
}

PeerWork spawning(const Size& size) {
  start([size] {
    for (std::uint64_t batch = 0; batch < size.batches(); ++batch) {
      for (std::uint64_t index = 0; index < kBatch; ++index) {
        start([] { s4u::this_actor::sleep_for(1); });
      }
      s4u::this_actor::sleep_for(2);
    }
  });
  return {size.batches() * kBatch, run};
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<std::string> words = {arguments[0], "--cfg=contexts/stack-size:16",
                                    "--cfg=contexts/guard-size:0", "--log=root.threshold:error"};
  std::vector<char*> settings;
  for (std::string& word : words) settings.push_back(word.data());
  int used = static_cast<int>(settings.size());
  settings.push_back(nullptr);
  s4u::Engine of_process(&used, settings.data());
  engine = &of_process;
  s4u::NetZone* const zone = s4u::create_full_zone("zone");
  host = zone->create_host("host", 1e9);
  zone->seal();
  run_peer(count, arguments,
           {{"timer1", timer1},
            {"timer10k", timer10k},
            {"pingpong", pingpong},
            {"ring", ring},
            {"mm1", [](const Size& size) { return customers(size, kOneServer); }},
            {"mmc", [](const Size& size) { return customers(size, kFourServers); }},
            {"spawn", spawning}});
}
