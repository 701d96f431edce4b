#include "hindcast/models/resilience/cockatiel_options.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kReadme = "cockatiel 3.2.1 readme.md, an example";
constexpr std::string_view kBackoff = "cockatiel 3.2.1 backoff/ExponentialBackoff.js";

FieldRows<CockatielOptions> breaker_kind() {
  using enum CockatielOptions::Kind;
  return field("breaker", &CockatielOptions::breaker,
               {.names = {{consecutive, "consecutive"}, {count, "count"}, {sampling, "sampling"}},
                .about = "ConsecutiveBreaker, CountBreaker or SamplingBreaker",
                .source = kReadme});
}

FieldRows<CockatielOptions> wait_kind() {
  using enum CockatielOptions::Wait;
  return field(
      "half_open_wait", &CockatielOptions::half_open_wait,
      {.names = {{constant, "constant"}, {iterable, "iterable"}, {exponential, "exponential"}},
       .about = "how halfOpenAfter grows with failed probes; exponential without jitter",
       .source = kReadme});
}

}  // namespace

const FieldTable<CockatielOptions>& CockatielOptions::fields() {
  static const FieldTable<CockatielOptions> table{
      breaker_kind(),
      field("consecutive_threshold", &CockatielOptions::consecutive_threshold,
            {.minimum = 1, .about = "the failure in a row that opens it", .source = kReadme}),
      field("threshold", &CockatielOptions::threshold,
            {.minimum = Ratio::parts_per_billion(1),
             .maximum = Ratio::parts_per_billion(Ratio::kOne - 1),
             .about = "of failures; opens above it",
             .source = kReadme}),
      field("size", &CockatielOptions::size,
            {.minimum = 1,
             .maximum = 1'000'000,
             .about = "of a CountBreaker, in calls",
             .source = kReadme}),
      field("minimum_number_of_calls", &CockatielOptions::minimum_number_of_calls,
            {.maximum = 1'000'000,
             .about = "of a CountBreaker; 0: size",
             .source = "cockatiel 3.2.1 breaker/CountBreaker.js"}),
      field("duration", &CockatielOptions::duration,
            {.minimum = 1ms,
             .maximum = 24h,
             .about = "of a SamplingBreaker's windows together",
             .source = kReadme}),
      field("minimum_rps", &CockatielOptions::minimum_rps,
            {.maximum = Ratio::parts_per_billion(1'000'000 * Ratio::kOne),
             .factor = true,
             .about = "calls per second of a SamplingBreaker; 0: 5 / threshold",
             .source = "cockatiel 3.2.1 breaker/SamplingBreaker.js"}),
      wait_kind(),
      field("half_open_after", &CockatielOptions::half_open_after,
            {.about = "from open to the next probe", .source = kReadme}),
      field("half_open_waits", &CockatielOptions::half_open_waits,
            {.about = "one after another; the last one repeats", .source = kReadme}),
      field("half_open_max", &CockatielOptions::half_open_max,
            {.about = "where doubling ends", .source = kBackoff}),
      rule<CockatielOptions>("half_open_waits",
                             {"iterable waits are empty", "write at least one duration"},
                             [](const CockatielOptions& options) {
                               return options.half_open_wait != CockatielOptions::Wait::iterable ||
                                      !options.half_open_waits.empty();
                             }),
      rule<CockatielOptions>("minimum_number_of_calls",
                             {"minimum_number_of_calls is above size", "write at most size"},
                             [](const CockatielOptions& options) {
                               return options.minimum_number_of_calls <= options.size;
                             }),
  };
  return table;
}

}  // namespace hindcast
