// BreakerOptions: the circuit breaker of a connection as a system file writes it: a preset, and
// what differs from it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "hindcast/models/resilience/breaker.hpp"
#include "hindcast/models/resilience/cockatiel_options.hpp"
#include "hindcast/models/resilience/opossum_options.hpp"
#include "hindcast/models/resilience/rule_breaker_options.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

enum class BreakerPreset : std::uint8_t {
  none,
  custom,
  opossum,
  cockatiel,
  resilience4j,
  polly,
  gobreaker,
  hystrix,
};

const char* name_of(BreakerPreset preset);

// Of what a guard is asked: every attempt; retries only, so that first attempts always go; or the
// call with all its retries.
enum class GuardScope : std::uint8_t { attempts, retries, calls };

struct BreakerOptions {
  BreakerPreset preset = BreakerPreset::none;
  GuardScope scope = GuardScope::attempts;
  bool error_replies = true;  // a reply that is bad news is a failure

  std::optional<Duration> timeout{};
  std::optional<BreakerTrip> trip{};
  std::optional<BreakerWindow> window{};
  std::optional<Ratio> failure_ratio{};
  std::optional<bool> strict{};
  std::optional<bool> counts_rejections{};
  std::optional<std::uint32_t> failures{};
  std::optional<std::uint32_t> volume_min{};
  std::optional<std::uint32_t> window_calls{};
  std::optional<Duration> window_time{};
  std::optional<std::uint32_t> window_parts{};
  std::optional<Duration> slow_call{};
  std::optional<Ratio> slow_ratio{};
  std::optional<Duration> open_wait{};
  std::optional<Ratio> wait_factor{};
  std::optional<Duration> wait_max{};
  std::optional<bool> by_timer{};
  std::optional<BreakerClock> clock{};
  std::optional<HalfOpenAdmission> half_open{};
  std::optional<std::uint32_t> probes{};
  std::optional<HalfOpenClose> close{};
  std::optional<std::uint32_t> probes_min{};
  std::optional<Duration> half_open_max{};
  std::optional<bool> drops_late{};
  std::optional<std::uint64_t> capacity{};  // opossum
  std::optional<bool> warm_up{};            // opossum

  static const FieldTable<BreakerOptions>& fields();
};

// Each returns the options of the library, with what `options` overrides. REQUIRES: the preset is
// of that kind.
OpossumOptions opossum_options(const BreakerOptions& options);
CockatielOptions cockatiel_options(const BreakerOptions& options);
// `name` stands in resilience4j's texts.
RuleBreakerOptions rule_breaker_options(const BreakerOptions& options, std::string_view name);

// Returns the options with every value filled in that the preset has; what is then still left to
// the preset does not exist there. REQUIRES: there is a preset.
BreakerOptions resolved(const BreakerOptions& options);

// Builds one life of a breaker.
using BreakerFactory =
    std::function<std::unique_ptr<Breaker>(const ClockReading& now, BreakerListener* listener)>;

// REQUIRES: there is a preset.
BreakerFactory breaker_factory(const BreakerOptions& options, std::string_view name);

}  // namespace hindcast
