#include "hindcast/scenarios/systems/system_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hindcast/models/json/file_reader.hpp"
#include "hindcast/models/json/reader.hpp"
#include "hindcast/scenarios/systems/shipped_systems.hpp"
#include "hindcast/sim/suggestion.hpp"

namespace hindcast {
namespace {

bool looks_like_path(const std::string& text) {
  return text.find('/') != std::string::npos || text.ends_with(".json");
}

}  // namespace

SystemSource::SystemSource(const std::string& name_or_path, const KindRegistry& kinds,
                           std::shared_ptr<const ZoneTables> zones)
    : argument_(name_or_path), kinds_(&kinds), zones_(std::move(zones)) {
  if (looks_like_path(name_or_path)) {
    text_ = read_text_file(name_or_path);
  } else {
    std::vector<std::string_view> names;
    for (const ShippedSystem& system : shipped_systems()) {
      names.push_back(system.name);
      if (system.name != name_or_path) continue;
      text_ = system.text;
      shipped_ = true;
    }
    if (!shipped_) {
      throw InputError(
          {"--system", 0, 0}, fmt::format("{} is no shipped system", in_quotes(name_or_path)),
          suggestion(name_or_path, names) + "; a file's path has a / or ends in .json");
    }
  }
  load({});
}

std::shared_ptr<const Design> SystemSource::load(const std::vector<Assignment>& assignments) const {
  auto design = std::make_shared<Design>(read_design(text_, argument_, *kinds_));
  design->zones = zones_;
  if (shipped_) {
    design->id = argument_;
    design->shipped = true;
  }
  assign(design->parameter_sets, assignments);
  if (!assignments.empty()) {
    check_design(*design);
    check_policies(*design);
  }
  return design;
}

std::string shipped_system_names() {
  std::string names;
  for (const ShippedSystem& system : shipped_systems()) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", system.name);
  }
  return names;
}

}  // namespace hindcast
