// Subject: what is explored. It is built in an empty world and runs there, once for each execution,
// on whichever thread.
#pragma once

#include <cstdint>
#include <functional>

#include "hindcast/replay/execute.hpp"
#include "hindcast/replay/explore/program.hpp"

namespace hindcast {

// How one execution ended, while what it built still stands.
struct Ended {
  Outcome outcome{};
  std::uint64_t final_state = 0;
  const Run* run = nullptr;
};

class Subject {
 public:
  using Account = std::function<void(const Ended&)>;

  virtual ~Subject() = default;
  // Runs until `end`, unless it ends before.
  virtual void run(World& world, Instant end, const Account& account) const = 0;
};

class ProgramSubject final : public Subject {
 public:
  explicit ProgramSubject(const Program& program) : program_(program) {}

  void run(World& world, Instant end, const Account& account) const override;

 private:
  const Program& program_;
};

class ScenarioSubject final : public Subject {
 public:
  explicit ScenarioSubject(const Scenario& scenario) : scenario_(scenario) {}

  // A scenario knows itself when it ends.
  void run(World& world, Instant end, const Account& account) const override;

 private:
  const Scenario& scenario_;
};

}  // namespace hindcast
