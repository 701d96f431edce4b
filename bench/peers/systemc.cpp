// SystemC (Accellera's kernel): a thread process for each fiber, on stacks of 16 KiB.
#define SC_INCLUDE_DYNAMIC_PROCESSES
#include <deque>
#include <memory>
#include <systemc>

#include "peer.hpp"

namespace {

using namespace hindcast::bench;
using sc_core::sc_event;
using sc_core::sc_time;
using sc_core::wait;

void run() { sc_core::sc_start(); }
sc_time units(std::int64_t count) { return sc_time::from_value(static_cast<std::uint64_t>(count)); }

template <class Body>
void start(Body body) {
  sc_core::sc_spawn_options options;
  options.set_stack_size(16384);
  sc_core::sc_spawn(body, nullptr, &options);
}

PeerWork timer1(const Size& size) {
  start([size] {
    for (std::uint64_t round = 0; round < size.sleeps(); ++round) wait(units(1));
  });
  return {size.sleeps(), run};
}

PeerWork timer10k(const Size& size) {
  for (std::uint64_t index = 0; index < kSleepers; ++index) {
    start([index, size] {
      Stream stream(index + 1);
      for (std::uint64_t round = 0; round < size.sleeps_each(); ++round) {
        wait(units(stream.delay()));
      }
    });
  }
  return {kSleepers * size.sleeps_each(), run};
}

PeerWork pingpong(const Size& size) {
  static sc_event there;
  static sc_event back;
  start([size] {
    for (std::uint64_t round = 0; round < size.rounds(); ++round) {
      there.notify(sc_core::SC_ZERO_TIME);
      wait(back);
    }
  });
  start([size] {
    for (std::uint64_t round = 0; round < size.rounds(); ++round) {
      wait(there);
      back.notify(sc_core::SC_ZERO_TIME);
    }
  });
  return {2 * size.rounds(), run};
}

PeerWork ring(const Size& size) {
  static std::unique_ptr<sc_event[]> links = std::make_unique<sc_event[]>(kActors);
  static std::uint64_t token = 1;
  for (std::uint64_t index = 0; index < kActors; ++index) {
    start([index, size] {
      for (;;) {
        wait(links[index]);
        if (token >= size.hops()) return sc_core::sc_stop();
        ++token;
        links[(index + 1) % kActors].notify(sc_core::SC_ZERO_TIME);
      }
    });
  }
  start([] { links[0].notify(sc_core::SC_ZERO_TIME); });
  return {size.hops(), run};
}

// `free` servers, and who waits for one.
struct Station {
  std::uint32_t free = 0;
  std::deque<sc_event*> queue;
  double waited = 0;

  void serve(std::int64_t service) {
    const sc_time since = sc_core::sc_time_stamp();
    if (free > 0) {
      --free;
    } else {
      sc_event turn;
      queue.push_back(&turn);
      wait(turn);
    }
    waited += static_cast<double>((sc_core::sc_time_stamp() - since).value());
    wait(units(service));
    if (queue.empty()) {
      ++free;
    } else {
      queue.front()->notify(sc_core::SC_ZERO_TIME);
      queue.pop_front();
    }
  }
};

PeerWork customers(const Size& size, const Queueing& queueing) {
  static Station station;
  station.free = queueing.servers;
  start([size, rate = queueing.rate] {
    Stream stream(kCustomersSeed);
    for (std::uint64_t customer = 0; customer < size.customers(); ++customer) {
      wait(units(stream.exponential(rate)));
      start([service = stream.exponential(kServiceRate)] { station.serve(service); });
    }
  });
  return {size.customers(), run,
          [size] { return station.waited / 1e9 / static_cast<double>(size.customers()); }};
}

PeerWork spawning(const Size& size) {
  start([size] {
    for (std::uint64_t batch = 0; batch < size.batches(); ++batch) {
      for (std::uint64_t index = 0; index < kBatch; ++index) start([] { wait(units(1)); });
      wait(units(2));
    }
  });
  return {size.batches() * kBatch, run};
}

}  // namespace

int sc_main(int count, char** arguments) {
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  run_peer(count, arguments,
           {{"timer1", timer1},
            {"timer10k", timer10k},
            {"pingpong", pingpong},
            {"ring", ring},
            {"mm1", [](const Size& size) { return customers(size, kOneServer); }},
            {"mmc", [](const Size& size) { return customers(size, kFourServers); }},
            {"spawn", spawning}});
}
