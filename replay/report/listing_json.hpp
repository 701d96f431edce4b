// What `list` and `explain` say, as plain data and as JSON.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/sim/parameter.hpp"
#include "hindcast/sim/scenario.hpp"

namespace hindcast {

struct ListedScenario {
  ScenarioInfo info{};
  bool on_request = false;  // a campaign tells it only when it is named
  bool has_check = false;   // it has a small configuration
};

struct ListedThing {
  std::string name{};
  std::string about{};
};

struct Listing {
  std::vector<ListedScenario> scenarios{};
  std::vector<ListedThing> laws{};
  std::vector<ListedThing> systems{};
  std::vector<ListedThing> component_kinds{};
  std::vector<ListedThing> plugs{};  // code of this program
};

std::string render_list_json(const Listing& listing);

struct ExplainedParameter {
  std::string path{};
  std::string initial{};
  std::string about{};
};

struct Explanation {
  std::string kind{};  // "scenario" or "law"
  std::string name{};
  std::vector<std::pair<std::string, std::string>> texts{};  // its words, by what they are
  std::optional<ListedScenario> scenario{};                  // nothing for a law
  bool catalogue_row = false;
  std::string check_system{};  // of its small configuration
  std::vector<Assignment> check_assignments{};
  std::vector<ExplainedParameter> parameters{};
};

std::string render_explanation_json(const Explanation& explanation);

}  // namespace hindcast
