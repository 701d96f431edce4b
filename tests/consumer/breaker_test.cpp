// A test suite of somebody else's, with doctest: their breaker under many seeds.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "hindcast/replay/doctest.hpp"

#include <memory>

#include "breakers.hpp"
#include "hindcast/models/network/link.hpp"
#include "hindcast/models/resilience/breaker_contract.hpp"
#include "hindcast/models/resilience/circuit_breaker.hpp"
#include "hindcast/models/service/generic_service.hpp"
#include "hindcast/models/service/service_clients.hpp"
#include "hindcast/sim/kernel.hpp"
#include "sim/world.hpp"

using namespace hindcast;
using namespace std::chrono_literals;

namespace {

// Callers, a breaker, and a bank that refuses calls, or whose replies do not arrive for minutes, if
// the chooser says so.
void payments(World& world, const BreakerFactory& make_breaker) {
  auto& bank = world.add<GenericService>("bank", {});
  auto& shop = world.add<ServiceClients>("shop", {.rate = Rate::per_second(5)});
  auto& wire = world.add<NetworkLink>("wire", {.latency = Distribution::constant(5ms)});
  const GuardPlace place{world, "shop -> bank"};
  auto breaker = std::make_shared<CircuitBreaker>(place, make_breaker);
  const BreakerView& view = *breaker;
  auto watched = std::make_shared<WatchedBreaker>(place, breaker, view);
  breaker_contract(world, *watched);
  world.connect(shop.port("service"), wire, bank.port("in"), {.guards = {watched}});
  world.inject("bad day", [&world, &wire] {
    for (int strike = 0; strike < 6; ++strike) {
      sleep(draw_duration("pause", Distribution::uniform({.min = Duration(0s), .max = 15s})));
      switch (choose(ChoiceKind::fault, "strike", 3, Ratio::percent(70))) {
        case 1: {
          const LinkFaultHandle refusal = wire.begin({.cut = PartitionKind::tcp_reset});
          sleep(15s);
          wire.heal(refusal);
          break;
        }
        case 2: {
          const LinkFaultHandle cut =
              wire.begin({.directions = Directions::reply, .cut = PartitionKind::drop});
          sleep(4min);
          wire.heal(cut);
          break;
        }
        default:
          break;
      }
    }
    world.calm();
  });
  world.end_at(Instant::at(35min));
}

template <class Kind>
std::unique_ptr<Breaker> make(const ClockReading& now, BreakerListener* listener) {
  return std::make_unique<Kind>(consumer::BreakerOptions{}, now, listener);
}

void hasty_payments(World& world) { payments(world, &make<consumer::HastyBreaker>); }

}  // namespace

HINDCAST_PROPERTY("the repaired breaker keeps the contract", .seeds = 40) {
  payments(world, &make<consumer::CarefulBreaker>);
}

TEST_CASE("the property finds the hung probe of the other one, and its token replays") {
  static_assert(consumer::kWorlds == 3);
  const PropertyCheck check{.name = "the hasty breaker keeps the contract",
                            .build = &hasty_payments};
  const PropertyResult found = check_property(check);
  MESSAGE(found.text);
  CHECK_FALSE(found.passed);
  CHECK(found.text.find("every outcome of a probe ends half-open") != std::string::npos);
  CHECK(found.text.find("Replay: HINDCAST_REPLAY=hc1.the-hasty-breaker") != std::string::npos);
  const PropertyResult again = replay_property(check, found.token);
  CHECK_FALSE(again.passed);
  CHECK(again.text.find("Bit-identical") != std::string::npos);
}
