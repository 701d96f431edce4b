#include "hindcast/models/resilience/breaker_options.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "hindcast/models/resilience/breaker_presets.hpp"
#include "hindcast/models/resilience/cockatiel_breaker.hpp"
#include "hindcast/models/resilience/opossum_breaker.hpp"
#include "hindcast/models/resilience/rule_breaker.hpp"
#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

template <class Value>
void take(Value& place, const std::optional<Value>& value) {
  if (value) place = *value;
}

void fill(const OpossumOptions& library, BreakerOptions& all) {
  all.timeout = library.timeout;
  all.failure_ratio = library.error_threshold_percentage;
  all.open_wait = library.reset_timeout;
  all.window_time = library.rolling_count_timeout;
  all.window_parts = library.rolling_count_buckets;
  all.volume_min = library.volume_threshold;
  all.capacity = library.capacity;
  all.warm_up = library.allow_warm_up;
}

void fill(const CockatielOptions& library, BreakerOptions& all) {
  using Kind = CockatielOptions::Kind;
  all.trip = library.breaker == Kind::consecutive ? BreakerTrip::consecutive : BreakerTrip::ratio;
  all.open_wait = library.half_open_after;
  if (library.half_open_wait == CockatielOptions::Wait::exponential) {
    all.wait_factor = Ratio::percent(200);
    all.wait_max = library.half_open_max;
  }
  if (library.breaker == Kind::consecutive) {
    all.failures = library.consecutive_threshold;
    return;
  }
  all.failure_ratio = library.threshold;
  if (library.breaker == Kind::sampling) {
    all.window_time = library.duration;
    return;
  }
  all.window = BreakerWindow::count;
  all.window_calls = library.size;
  all.volume_min =
      library.minimum_number_of_calls == 0 ? library.size : library.minimum_number_of_calls;
}

void fill_window(const RuleBreakerOptions& rules, BreakerOptions& all) {
  all.window = rules.window;
  if (rules.window == BreakerWindow::count) {
    all.window_calls = rules.window_calls;
    return;
  }
  all.window_time = rules.window_time;
  const bool parted =
      rules.window == BreakerWindow::rolling || rules.window == BreakerWindow::snapshot;
  if (parted) all.window_parts = rules.window_parts;
}

void fill(const RuleBreakerOptions& rules, BreakerOptions& all) {
  all.timeout = rules.timeout;
  all.trip = rules.trip;
  if (rules.trip == BreakerTrip::ratio) {
    all.failure_ratio = rules.failure_ratio;
    all.strict = rules.strict;
    all.counts_rejections = rules.counts_rejections;
    all.volume_min = rules.volume_min;
  } else {
    all.failures = rules.failures;
  }
  fill_window(rules, all);
  all.slow_call = rules.slow_call;
  if (!rules.slow_call.is_infinite()) all.slow_ratio = rules.slow_ratio;
  all.open_wait = rules.open_wait;
  all.wait_factor = rules.wait_factor;
  if (rules.wait_factor > Ratio::one()) all.wait_max = rules.wait_max;
  all.by_timer = rules.by_timer;
  all.clock = rules.wait_clock;
  all.half_open = rules.admission;
  all.probes = rules.probes;
  all.close = rules.close;
  if (rules.close == HalfOpenClose::ratio) all.probes_min = rules.probes_min;
  all.half_open_max = rules.half_open_max;
  all.drops_late = rules.drops_late;
}

RuleBreakerOptions preset_rules(BreakerPreset preset, std::string_view name) {
  switch (preset) {
    case BreakerPreset::resilience4j:
      return resilience4j_breaker(name);
    case BreakerPreset::polly:
      return polly_breaker();
    case BreakerPreset::gobreaker:
      return gobreaker_breaker();
    case BreakerPreset::hystrix:
      return hystrix_breaker();
    default:
      HINDCAST_CHECK(preset == BreakerPreset::custom);
      return {};
  }
}

}  // namespace

const char* name_of(BreakerPreset preset) {
  static constexpr std::array kNames = {"none",         "custom", "opossum",   "cockatiel",
                                        "resilience4j", "polly",  "gobreaker", "hystrix"};
  return kNames.at(static_cast<std::size_t>(preset));
}

OpossumOptions opossum_options(const BreakerOptions& options) {
  OpossumOptions result;
  take(result.timeout, options.timeout);
  take(result.error_threshold_percentage, options.failure_ratio);
  take(result.reset_timeout, options.open_wait);
  take(result.rolling_count_timeout, options.window_time);
  take(result.rolling_count_buckets, options.window_parts);
  take(result.volume_threshold, options.volume_min);
  take(result.capacity, options.capacity);
  take(result.allow_warm_up, options.warm_up);
  return result;
}

CockatielOptions cockatiel_options(const BreakerOptions& options) {
  CockatielOptions result;
  if (options.trip == BreakerTrip::ratio) {
    result.breaker = options.window == BreakerWindow::count ? CockatielOptions::Kind::count
                                                            : CockatielOptions::Kind::sampling;
  }
  take(result.consecutive_threshold, options.failures);
  take(result.threshold, options.failure_ratio);
  take(result.size, options.window_calls);
  if (options.volume_min) {
    result.minimum_number_of_calls = std::min(*options.volume_min, result.size);
  }
  take(result.duration, options.window_time);
  take(result.half_open_after, options.open_wait);
  if (options.wait_factor) result.half_open_wait = CockatielOptions::Wait::exponential;
  take(result.half_open_max, options.wait_max);
  return result;
}

RuleBreakerOptions rule_breaker_options(const BreakerOptions& options, std::string_view name) {
  RuleBreakerOptions result = preset_rules(options.preset, name);
  take(result.timeout, options.timeout);
  take(result.trip, options.trip);
  take(result.window, options.window);
  take(result.failure_ratio, options.failure_ratio);
  take(result.strict, options.strict);
  take(result.counts_rejections, options.counts_rejections);
  take(result.failures, options.failures);
  take(result.volume_min, options.volume_min);
  take(result.window_calls, options.window_calls);
  take(result.window_time, options.window_time);
  take(result.window_parts, options.window_parts);
  take(result.slow_call, options.slow_call);
  take(result.slow_ratio, options.slow_ratio);
  take(result.open_wait, options.open_wait);
  take(result.wait_factor, options.wait_factor);
  take(result.wait_max, options.wait_max);
  take(result.by_timer, options.by_timer);
  take(result.wait_clock, options.clock);
  take(result.window_clock, options.clock);
  take(result.admission, options.half_open);
  take(result.probes, options.probes);
  take(result.close, options.close);
  take(result.half_open_max, options.half_open_max);
  take(result.drops_late, options.drops_late);
  // A window of calls never holds more than its size, and only the probes' results decide.
  if (result.window == BreakerWindow::count) {
    result.volume_min = std::min(result.volume_min, result.window_calls);
  }
  result.probes_min = options.probes_min ? std::min(*options.probes_min, result.probes)
                                         : std::max(1U, std::min(result.volume_min, result.probes));
  return result;
}

BreakerOptions resolved(const BreakerOptions& options) {
  BreakerOptions all = options;
  if (options.preset == BreakerPreset::opossum) {
    fill(opossum_options(options), all);
  } else if (options.preset == BreakerPreset::cockatiel) {
    fill(cockatiel_options(options), all);
  } else {
    fill(rule_breaker_options(options, ""), all);
  }
  return all;
}

BreakerFactory breaker_factory(const BreakerOptions& options, std::string_view name) {
  HINDCAST_CHECK(options.preset != BreakerPreset::none);
  if (options.preset == BreakerPreset::opossum) {
    return [rules = opossum_options(options)](const ClockReading& now, BreakerListener* listener) {
      return std::make_unique<OpossumBreaker>(rules, now, listener);
    };
  }
  if (options.preset == BreakerPreset::cockatiel) {
    return [rules = cockatiel_options(options)](const ClockReading&, BreakerListener* listener) {
      return std::make_unique<CockatielBreaker>(rules, listener);
    };
  }
  return [rules = rule_breaker_options(options, name)](const ClockReading& now,
                                                       BreakerListener* listener) {
    return std::make_unique<RuleBreaker>(rules, now, listener);
  };
}

}  // namespace hindcast
