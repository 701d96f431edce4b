#include "hindcast/scenarios/design/connection_options.hpp"

namespace hindcast {

const FieldTable<ConnectionOptions>& ConnectionOptions::fields() {
  using enum Backoff::Jitter;
  static const FieldTable<ConnectionOptions> table{
      field("timeout", &ConnectionOptions::timeout,
            {.minimum = Duration::nanoseconds(1), .about = "of one attempt"}),
      field("attempts_max", &ConnectionOptions::attempts_max,
            {.minimum = 1, .maximum = 1'000, .about = "the first attempt and its retries"}),
      field("backoff", &ConnectionOptions::backoff,
            {.maximum = std::chrono::hours(24), .about = "before the first retry; doubles"}),
      field("backoff_max", &ConnectionOptions::backoff_max, {.about = "where doubling ends"}),
      field("jitter", &ConnectionOptions::jitter,
            {.names = {{none, "none"}, {full, "full"}, {equal, "equal"}},
             .about = "how the back-off is spread (AWS Architecture Blog, 2015)"}),
  };
  return table;
}

CallPolicy policy_of(const ConnectionOptions& options) {
  return {.timeout = options.timeout,
          .attempts_max = options.attempts_max,
          .backoff = {options.backoff, options.backoff_max, options.jitter}};
}

const FieldTable<Objective>& objective_fields() {
  static const FieldTable<Objective> table{
      field("availability", &Objective::availability,
            {.about = "calls answered well, of those offered in each window"}),
      field("latency_p99", &Objective::latency_p99,
            {.minimum = Duration::nanoseconds(1), .about = "of the calls answered in each window"}),
      field("recovery_max", &Objective::recovery_max,
            {.minimum = std::chrono::seconds(1),
             .maximum = std::chrono::hours(24),
             .about = "from the end of all faults until the objective holds again"}),
  };
  return table;
}

}  // namespace hindcast
