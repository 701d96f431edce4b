// The options of opossum 9.0.0, with its names and defaults.
#pragma once

#include <cstdint>
#include <limits>

#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

struct OpossumOptions {
  Duration timeout = std::chrono::seconds(10);  // infinite: false
  Ratio error_threshold_percentage = Ratio::percent(50);
  Duration reset_timeout = std::chrono::seconds(30);
  Duration rolling_count_timeout = std::chrono::seconds(10);
  std::uint32_t rolling_count_buckets = 10;
  std::uint32_t volume_threshold = 0;
  std::uint64_t capacity = std::numeric_limits<std::uint64_t>::max();
  bool allow_warm_up = false;

  static const FieldTable<OpossumOptions>& fields();
};

}  // namespace hindcast
