#include "hindcast/models/resilience/opossum_options.hpp"

namespace hindcast {

const FieldTable<OpossumOptions>& OpossumOptions::fields() {
  using namespace std::chrono_literals;
  static constexpr std::string_view kSource = "opossum 9.0.0 lib/circuit.js, CircuitBreaker()";
  static const FieldTable<OpossumOptions> table{
      field("timeout", &OpossumOptions::timeout,
            {.minimum = 1ms, .about = "of one call; infinite: false", .source = kSource}),
      field("error_threshold_percentage", &OpossumOptions::error_threshold_percentage,
            {.about = "opens above it, not at it", .source = kSource}),
      field("reset_timeout", &OpossumOptions::reset_timeout,
            {.minimum = 1ms, .about = "from open to half-open, by a timer", .source = kSource}),
      field("rolling_count_timeout", &OpossumOptions::rolling_count_timeout,
            {.minimum = 1ms, .about = "the window of the counts", .source = kSource}),
      field("rolling_count_buckets", &OpossumOptions::rolling_count_buckets,
            {.minimum = 1,
             .maximum = 10'000,
             .about = "in the window; a timer rotates them",
             .source = kSource}),
      field("volume_threshold", &OpossumOptions::volume_threshold,
            {.about = "calls in the window below which it does not open", .source = kSource}),
      field("capacity", &OpossumOptions::capacity,
            {.unlimited = true,
             .about = "calls at once; a call that timed out counts no more",
             .source = kSource}),
      field("allow_warm_up", &OpossumOptions::allow_warm_up,
            {.about = "does not open during the first rolling_count_timeout", .source = kSource}),
  };
  return table;
}

}  // namespace hindcast
