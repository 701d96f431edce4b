// HuntReport: what a hunt says, as plain data; text and JSON are made of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/replay/hunt.hpp"
#include "hindcast/replay/report/report_item.hpp"
#include "hindcast/replay/report/text_layout.hpp"

namespace hindcast {

// How a finding of the hunt is run again.
struct HuntWitness {
  Witness witness{};
  std::optional<ShrunkWitness> shrunk{};
};

struct HuntReport {
  std::string scenario{};
  std::string system{};
  std::uint64_t first_seed = 1;
  std::uint64_t runs_max = 0;
  HuntResult result{};
  std::vector<HuntWitness> witnesses{};  // one for each finding, in their order
};

std::string render_hunt(const HuntReport& report, const TextStyle& style);
// Fits hunt_schema().
std::string render_hunt_json(const HuntReport& report);
// Returns the JSON Schema (2020-12) of what render_hunt_json writes.
std::string_view hunt_schema();

}  // namespace hindcast
