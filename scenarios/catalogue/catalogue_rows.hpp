// The rows of the chaos catalogue: every story that users asked for, those that this version does
// not tell included, so that a report can say what it left out.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace hindcast {

struct CatalogueRow {
  std::string_view scenario;  // the scenario's name, told or not
  std::uint32_t level;
  std::string_view family;
  std::string_view title;
};

std::span<const CatalogueRow> catalogue_rows();

}  // namespace hindcast
