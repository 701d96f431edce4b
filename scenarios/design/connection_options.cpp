#include "hindcast/scenarios/design/connection_options.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "hindcast/models/resilience/breaker_presets.hpp"
#include "hindcast/models/resilience/optional_field.hpp"

namespace hindcast {
namespace {

// The parts stand beside the timeout, not in an object around them.
FieldRows<ConnectionOptions> parts() {
  static constexpr std::string_view kGroup = "resilience";
  FieldRows<ConnectionOptions> rows =
      group(kGroup, &ConnectionOptions::resilience, ResilienceOptions::fields());
  for (Field& row : rows.rows) row.name.erase(0, kGroup.size() + 1);
  // Own code stands under its own key ("breaker": {"kind": ...}), see plug_in.hpp.
  std::erase_if(rows.rows, [](const Field& row) {
    return row.name == "guards" || row.name == "retry_policy";
  });
  for (FieldRule& rule : rows.rules) rule.field.erase(0, kGroup.size() + 1);
  return rows;
}

// The parts that are off until a value turns them on, and that value's name.
struct Part {
  std::string_view prefix;
  std::string_view key;
  bool (*on)(const ResilienceOptions& options);
};

constexpr std::array kParts = {
    Part{"breaker.", "breaker.preset",
         [](const ResilienceOptions& all) { return all.breaker.preset != BreakerPreset::none; }},
    Part{"retry.budget.", "retry.budget.kind",
         [](const ResilienceOptions& all) {
           return all.retry.budget.kind != RetryBudgetOptions::Kind::none;
         }},
    Part{"retry.", "retry.attempts_max",
         [](const ResilienceOptions& all) { return all.retry.attempts_max > 1; }},
    Part{"bulkhead.", "bulkhead.concurrent_max",
         [](const ResilienceOptions& all) { return all.bulkhead.is_set(); }},
    Part{"limiter.", "limiter.calls_max",
         [](const ResilienceOptions& all) { return all.limiter.is_set(); }},
    Part{"single_flight.", "single_flight.on",
         [](const ResilienceOptions& all) { return all.single_flight.on; }},
    Part{"fallback.", "fallback.kind",
         [](const ResilienceOptions& all) {
           return all.fallback.kind != FallbackOptions::Kind::none;
         }},
};

// Whether a value says nothing: it is the default, and belongs to a part that is off.
bool is_idle(std::string_view name, const ResilienceOptions& options) {
  for (const Part& part : kParts) {
    if (!name.starts_with(part.prefix)) continue;
    if (name == part.key) return false;
    if (!part.on(options)) return true;
  }
  return name == "order";
}

bool retries_twice(const ConnectionOptions& options) {
  const ResilienceOptions& all = options.resilience;
  return options.attempts_max > 1 && all.retry.attempts_max > 1;
}

}  // namespace

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
      parts(),
      rule<ConnectionOptions>("attempts_max",
                              {"retries are described twice, here and under retry",
                               "keep attempts_max and backoff, or retry, not both"},
                              [](const auto& options) { return !retries_twice(options); }),
  };
  return table;
}

CallPolicy policy_of(const ConnectionOptions& options, const GuardPlace& place) {
  CallPolicy policy{.timeout = options.timeout,
                    .attempts_max = options.attempts_max,
                    .backoff = {options.backoff, options.backoff_max, options.jitter}};
  put_guards(policy, options.resilience, place);
  return policy;
}

std::vector<Parameter> shown_parameters(const ConnectionOptions& options, const ParameterSet& set) {
  ConnectionOptions filled = options;
  if (options.resilience.breaker.preset != BreakerPreset::none) {
    filled.resilience.breaker = resolved(options.resilience.breaker);
  }
  const ParameterSet of_filled(ConnectionOptions::fields(), filled);
  std::vector<Parameter> shown;
  for (Parameter& parameter : set.parameters()) {
    const std::string name = parameter.path.substr(set.path().size() + 1);
    const bool is_default = parameter.origin == kDefaultOrigin;
    if (is_default && is_idle(name, options.resilience)) continue;
    if (parameter.value == kOfPreset) {
      const BreakerPreset preset = options.resilience.breaker.preset;
      parameter.value = of_filled.text(name);
      if (parameter.value == kOfPreset) continue;
      parameter.source = preset_source(preset);
      parameter.origin = std::string("preset ") + name_of(preset);
    }
    shown.push_back(std::move(parameter));
  }
  return shown;
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
