// Links for tests.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <utility>

#include "hindcast/sim/link.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast::testing {

// Gives each message the next transit that was asked for in its direction, else delivers at once.
class ScriptedLink final : public Link {
 public:
  struct Options {};

  ScriptedLink(World& in, std::string name, Options) : Link(in, std::move(name)) {}

  void next(Direction direction, const Transit& transit) {
    transits_[direction].push_back(transit);
  }

  Transit carry(const Parcel& parcel) override {
    std::deque<Transit>& transits = transits_[parcel.direction];
    if (transits.empty()) return {};
    const Transit transit = transits.front();
    transits.pop_front();
    return transit;
  }

 private:
  std::map<Direction, std::deque<Transit>> transits_;
};

// Loses, refuses, resets, duplicates, holds and delays as the chooser says.
class AskingLink final : public Link {
 public:
  struct Options {
    Ratio unquiet = Ratio::percent(20);
  };

  AskingLink(World& in, std::string name, Options options)
      : Link(in, std::move(name)), options_(options) {}

  Transit carry(const Parcel& parcel) override {
    const Key asker =
        child(parcel.path, path().value, parcel.direction == Direction::reply ? 1 : 0);
    Scheduler& scheduler = world().scheduler();
    Transit transit;
    const std::uint32_t fate = scheduler.choose_about(
        {ChoiceKind::message, asker, "fate", parcel.held, 6, options_.unquiet, {}});
    const std::uint32_t delay = scheduler.choose_about(
        {ChoiceKind::delay, asker, "delay", parcel.held, 3, options_.unquiet, {}});
    static constexpr std::array kFates = {Fate::delivered, Fate::lost,      Fate::refused,
                                          Fate::reset,     Fate::delivered, Fate::held};
    transit.fate = kFates.at(fate);
    transit.delay = std::chrono::milliseconds(1 + 7 * delay);
    transit.duplicated = fate == 4;
    transit.duplicate_delay = std::chrono::milliseconds(5);
    return transit;
  }

 private:
  Options options_;
};

}  // namespace hindcast::testing
