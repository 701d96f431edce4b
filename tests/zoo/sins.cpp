#include "tests/zoo/sins.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <vector>

#include "hindcast/sim/keyed_stream.hpp"
#include "tests/support/script.hpp"

namespace hindcast::testing {
namespace {

using namespace std::chrono_literals;

constexpr EventKind kLeak{"zoo.leak"};

// A fiber that does three innocent things before `sin`.
void add_sinner(World& world, std::function<void()> sin) {
  world.add<Script>("node", [sin = std::move(sin)](Memory&) {
    spawn("sinner", [sin] {
      for (int round = 0; round < 3; ++round) {
        sleep(draw_duration("nap", Distribution::exponential(1ms)));
      }
      sin();
    });
  });
}

// Hides from the compiler that nobody wrote what is read.
std::uint64_t launder(std::uint64_t* value) {
  asm volatile("" : : "r"(value) : "memory");
  return *value;
}

[[gnu::noinline]] std::uint64_t unwritten_local() {
  std::uint64_t block[1024];  // NOLINT: uninitialised on purpose; no earlier frame was so deep
  return launder(&block[8]);
}

// Small numbers, each in a block of its own.
std::vector<std::unique_ptr<std::uint64_t>> numbers() {
  std::vector<std::unique_ptr<std::uint64_t>> made;
  for (std::uint64_t number = 0; number < 40; ++number) {
    made.push_back(std::make_unique<std::uint64_t>(number));
  }
  return made;
}

}  // namespace

void read_uninitialised_stack(World& world) {
  add_sinner(world, [] { trace(kLeak, unwritten_local()); });
}

void read_uninitialised_heap(World& world) {
  add_sinner(world, [] {
    const auto block = std::make_unique_for_overwrite<std::uint64_t[]>(8);
    trace(kLeak, launder(&block[4]));
  });
}

void use_pointer_as_key(World& world) {
  add_sinner(world, [] {
    const auto made = numbers();
    std::map<const std::uint64_t*, std::uint64_t> by_address;
    for (const auto& number : made) by_address[number.get()] = *number;
    for (const auto& [address, number] : by_address) trace(kLeak, number);
  });
}

void iterate_over_addresses(World& world) {
  add_sinner(world, [] {
    const auto made = numbers();
    std::unordered_set<const std::uint64_t*> visitors;
    for (const auto& number : made) visitors.insert(number.get());
    std::for_each(std::begin(visitors), std::end(visitors),
                  [](const std::uint64_t* number) { trace(kLeak, *number); });
  });
}

void print_an_address(World& world) {
  add_sinner(world, [] { trace(kLeak, reinterpret_cast<std::uintptr_t>(&add_sinner)); });
}

void read_the_wall_clock(World& world) {
  add_sinner(world, [] {
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    trace(kLeak, static_cast<std::uint64_t>(now));
  });
}

void keep_state_between_worlds(World& world) {
  add_sinner(world, [] {
    static std::uint64_t calls = 0;
    trace(kLeak, ++calls);
  });
}

void read_the_environment(World& world) {
  add_sinner(world, [] {
    const char* const home = std::getenv("ZOO_HOME");
    trace(kLeak, home == nullptr ? 0 : std::string_view(home).size());
  });
}

// Two threads that count until the other has begun: the result is the scheduler's.
void race_threads(World& world) {
  add_sinner(world, [] {
    std::atomic<bool> begun = false;
    std::uint64_t spins = 0;
    std::thread other([&] { begun = true; });
    while (!begun) ++spins;
    other.join();
    trace(kLeak, spins);
  });
}

void share_a_stream(World& world, bool stranger) {
  auto stream = std::make_shared<KeyedStream>(world.seed());
  const auto add = [&](const char* name) {
    world.add<Script>(name, [stream](Memory&) {
      spawn("drawer", [stream] {
        for (int round = 0; round < 5; ++round) {
          trace(kLeak, stream->next());
          sleep(1ms);
        }
      });
    });
  };
  if (stranger) add("stranger");
  add("first");
  add("second");
}

void be_honest(World& world) {
  add_sinner(world, [] { trace(kLeak, draw("honest")); });
}

}  // namespace hindcast::testing
