// ns-3: events are callbacks, there are no processes; its default scheduler.
#include <ns3/core-module.h>

#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "peer.hpp"

namespace {

using namespace hindcast::bench;
using ns3::NanoSeconds;
using ns3::Simulator;

std::int64_t now() { return Simulator::Now().GetNanoSeconds(); }
void run() { Simulator::Run(); }

struct Ticker {
  std::uint64_t left;

  void tick() {
    if (--left > 0) Simulator::Schedule(NanoSeconds(1), &Ticker::tick, this);
  }
};

PeerWork timer1(const Size& size) {
  static Ticker ticker{size.sleeps()};
  Simulator::Schedule(NanoSeconds(1), &Ticker::tick, &ticker);
  return {size.sleeps(), run};
}

struct Sleeper {
  Stream stream;
  std::uint64_t left;

  void sleep() {
    if (left-- > 0) Simulator::Schedule(NanoSeconds(stream.delay()), &Sleeper::sleep, this);
  }
};

PeerWork timer10k(const Size& size) {
  static std::vector<Sleeper> sleepers;
  for (std::uint64_t index = 0; index < kSleepers; ++index) {
    sleepers.push_back({Stream(index + 1), size.sleeps_each()});
  }
  for (Sleeper& sleeper : sleepers) Simulator::ScheduleNow(&Sleeper::sleep, &sleeper);
  return {kSleepers * size.sleeps_each(), run};
}

struct Rally {
  std::uint64_t rounds;

  void ping(std::uint64_t round) {
    if (round < rounds) Simulator::ScheduleNow(&Rally::pong, this, round);
  }
  void pong(std::uint64_t round) { Simulator::ScheduleNow(&Rally::ping, this, round + 1); }
};

PeerWork pingpong(const Size& size) {
  static Rally rally{size.rounds()};
  Simulator::ScheduleNow(&Rally::ping, &rally, std::uint64_t{0});
  return {2 * size.rounds(), run};
}

struct Actor {
  Actor* next = nullptr;
  std::uint64_t hops = 0;

  void receive(std::uint64_t token) {
    if (token < hops) Simulator::ScheduleNow(&Actor::receive, next, token + 1);
  }
};

PeerWork ring(const Size& size) {
  static std::vector<Actor> actors(kActors);
  for (std::uint64_t index = 0; index < kActors; ++index) {
    actors[index] = {&actors[(index + 1) % kActors], size.hops()};
  }
  Simulator::ScheduleNow(&Actor::receive, &actors[0], std::uint64_t{1});
  return {size.hops(), run};
}

class Station {
 public:
  Station(const Queueing& queueing, std::uint64_t customers)
      : rate_(queueing.rate), free_(queueing.servers), left_(customers), customers_(customers) {}

  void await_next() {
    if (left_-- == 0) return;
    Simulator::Schedule(NanoSeconds(stream_.exponential(rate_)), &Station::arrive, this);
  }
  double mean_wait() const {
    return static_cast<double>(waited_) / 1e9 / static_cast<double>(customers_);
  }

 private:
  void arrive() {
    const std::int64_t service = stream_.exponential(kServiceRate);
    if (free_ > 0) {
      --free_;
      Simulator::Schedule(NanoSeconds(service), &Station::finish, this);
    } else {
      queue_.emplace_back(now(), service);
    }
    await_next();
  }
  void finish() {
    if (queue_.empty()) {
      ++free_;
      return;
    }
    const auto [since, service] = queue_.front();
    queue_.pop_front();
    waited_ += now() - since;
    Simulator::Schedule(NanoSeconds(service), &Station::finish, this);
  }

  Stream stream_{kCustomersSeed};
  double rate_;
  std::uint32_t free_;
  std::uint64_t left_;
  std::uint64_t customers_;
  std::deque<std::pair<std::int64_t, std::int64_t>> queue_;
  std::int64_t waited_ = 0;
};

PeerWork customers(const Size& size, const Queueing& queueing) {
  static Station station(queueing, size.customers());
  station.await_next();
  return {size.customers(), run, [] { return station.mean_wait(); }};
}

struct Spawner {
  std::uint64_t batches;

  void batch() {
    if (batches-- == 0) return;
    for (std::uint64_t index = 0; index < kBatch; ++index) {
      Simulator::ScheduleNow(&Spawner::child, this);
    }
    Simulator::Schedule(NanoSeconds(2), &Spawner::batch, this);
  }
  void child() { Simulator::Schedule(NanoSeconds(1), &Spawner::woken, this); }
  void woken() { ++ended; }

  std::uint64_t ended = 0;
};

PeerWork spawning(const Size& size) {
  static Spawner spawner{size.batches()};
  Simulator::ScheduleNow(&Spawner::batch, &spawner);
  return {size.batches() * kBatch, run};
}

}  // namespace

int main(int count, char** arguments) {
  run_peer(count, arguments,
           {{"timer1", timer1},
            {"timer10k", timer10k},
            {"pingpong", pingpong},
            {"ring", ring},
            {"mm1", [](const Size& size) { return customers(size, kOneServer); }},
            {"mmc", [](const Size& size) { return customers(size, kFourServers); }},
            {"spawn", spawning}});
}
