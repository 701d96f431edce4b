// ScenarioKind: a story of the catalogue before it is told to a design. Kinds are registered; an
// embedding program adds its own, and they are run, searched and replayed like the shipped ones.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/scenarios/design/design.hpp"
#include "hindcast/sim/scenario.hpp"

namespace hindcast {

// A configuration of a story that is small enough to be searched exhaustively.
struct SmallConfiguration {
  std::string system{};  // a shipped system's name
  std::vector<Assignment> assignments{};
  bool isolated = false;  // its fibers state all that they share, so that searches may be reduced
  // When the orders of what is ready at one instant matter; else first in, first out.
  Duration orders_from = Duration::zero();
  Duration orders_until = Duration::infinite();
};

class ScenarioKind {
 public:
  virtual ~ScenarioKind() = default;

  virtual const ScenarioInfo& info() const = 0;
  // The story's own parameters, such as how long its fault lasts; their path is the scenario's
  // name.
  virtual const FieldList& fields() const = 0;
  // Returns why the story says nothing about this design (a component it needs is absent), or
  // nothing.
  virtual std::optional<std::string> inapplicable(const Design& design) const = 0;
  // Whether a campaign tells it only when it is named: the default campaign is to take no longer
  // than a person waits.
  virtual bool on_request() const { return false; }
  // Returns the story about this design. Assignments to other paths than its own name are not for
  // it. Throws InputError for a wrong one. REQUIRES: applicable.
  virtual std::unique_ptr<Scenario> bind(std::shared_ptr<const Design> design,
                                         const std::vector<Assignment>& assignments) const = 0;
  // What `hindcast check` searches unless it is told otherwise; nothing if runs of the story are
  // too long for that.
  virtual std::optional<SmallConfiguration> small() const { return std::nullopt; }
};

class ScenarioRegistry {
 public:
  // REQUIRES: the name is new.
  void add(std::unique_ptr<ScenarioKind> kind);
  const ScenarioKind* find(std::string_view name) const;
  const std::vector<std::unique_ptr<ScenarioKind>>& all() const { return kinds_; }

 private:
  std::vector<std::unique_ptr<ScenarioKind>> kinds_;
};

}  // namespace hindcast
