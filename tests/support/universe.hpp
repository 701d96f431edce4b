// Universe: a world with its chooser, for tests of one run.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/choosers.hpp"
#include "tests/support/script.hpp"

namespace hindcast::testing {

class Universe {
 public:
  explicit Universe(const WorldOptions& options = {}) : world(chooser_, options) {}

  // Adds a component that runs `boot` at each boot of its node.
  Script& script(std::string_view name, std::function<void()> boot) {
    return world.add<Script>(name, [boot = std::move(boot)](Memory&) { boot(); });
  }
  // Runs `body` on one fiber of a node of its own, to the verdict.
  const Outcome& run(std::function<void()> body) {
    script("test", [body = std::move(body)] { spawn("test", body); });
    return world.run();
  }

 private:
  Quiet chooser_;

 public:
  World world;
};

// What happened, in order, as short words.
class Diary {
 public:
  void note(std::string what) { notes_.push_back(std::move(what)); }
  const std::vector<std::string>& notes() const { return notes_; }
  // "one two three"
  std::string text() const {
    std::string joined;
    for (const std::string& note : notes_) joined += (joined.empty() ? "" : " ") + note;
    return joined;
  }

 private:
  std::vector<std::string> notes_;
};

// The current virtual time in milliseconds.
inline std::int64_t now_ms() { return now().count() / 1'000'000; }

}  // namespace hindcast::testing
