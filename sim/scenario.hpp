// Scenario: one story told to one design, ready to be run again and again. Whoever runs it (a
// random campaign, an exhaustive search, a replay) differs only in the chooser.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/sim/observation.hpp"
#include "hindcast/sim/parameter.hpp"

namespace hindcast {

class World;

// What a scenario is, in the words of the chaos catalogue.
struct ScenarioInfo {
  std::string name{};       // "snowflake_partition": letters, digits and underscores
  std::uint32_t level = 0;  // 1 gentle .. 4 apocalyptic; 0 for a calm day
  std::string family{};     // the catalogue's heading
  std::string title{};      // "Snowflake partition: silent drop for 30 min"
  std::string question{};   // the catalogue's question that the report answers
  std::string command{};    // what the catalogue types
  std::string reality{};    // what that really does (FIDELITY), and what is simulated instead
};

// One run of a scenario, alive as long as its world.
class Experiment {
 public:
  virtual ~Experiment() = default;
  // Called once, after the world has run.
  virtual Observation observe() = 0;
};

class Scenario {
 public:
  virtual ~Scenario() = default;

  virtual const ScenarioInfo& info() const = 0;
  // The design it is told to: the shipped system's name, or the content hash of a file.
  virtual const std::string& system() const = 0;
  // All parameters of design and scenario, resolved: part of every token.
  virtual const std::vector<Parameter>& parameters() const = 0;
  // The models it runs, each with its revision, as "redis=1"; sorted.
  virtual std::vector<std::string> revisions() const = 0;
  // The tz database's version if a run reads civil time, else empty. Letters and digits.
  virtual std::string tz_version() const { return ""; }
  // The program whose code it runs beside hindcast's own, as the registry names it; empty: none.
  // Lower-case letters and digits. Part of every token.
  virtual std::string program() const { return ""; }
  // Builds the design and the story in an empty world.
  virtual std::unique_ptr<Experiment> build(World& world) const = 0;
};

}  // namespace hindcast
