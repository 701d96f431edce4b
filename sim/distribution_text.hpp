// The text of a distribution, as system files write it: the name of the law and its parameters.
//
//   constant(25ms)   or just   25ms        uniform(1ms, 5ms)          exponential(25ms)
//   log_normal(2ms, 0.8)                   log_normal(2ms, p99=20ms)
//   pareto(1ms, 1.5)                       pareto(1ms, 1.5, 60s)      zipf(1000, 0.99)
//   table(1ms: 9, 50ms: 1)
//
// Parameters are all durations or all plain whole numbers; shapes are plain decimals. A parameter
// may carry its name: log_normal(median=2ms, sigma=0.8).
#pragma once

#include <string_view>

#include "hindcast/sim/distribution.hpp"
#include "hindcast/sim/parsed.hpp"

namespace hindcast {

inline constexpr std::size_t kTableEntriesMax = 10'000;

// Reads a distribution. Its inverse is Distribution::describe(). Refuses unknown laws and
// parameters, mixed units, "infinite", and values outside of the bounds that the law's factory
// states.
Parsed<Distribution> parse_distribution(std::string_view text);

}  // namespace hindcast
