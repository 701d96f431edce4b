// The field table of BreakerOptions.
#include "hindcast/models/resilience/breaker_options.hpp"
#include "hindcast/models/resilience/optional_field.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;
using Options = BreakerOptions;

FieldInfo<BreakerPreset> presets() {
  FieldInfo<BreakerPreset> info{
      .about = "none, a breaker of hindcast's rules, or a library's with its real defaults"};
  for (std::uint8_t number = 0; number <= static_cast<std::uint8_t>(BreakerPreset::hystrix);
       ++number) {
    const auto preset = static_cast<BreakerPreset>(number);
    info.names.push_back({preset, name_of(preset)});
  }
  return info;
}

FieldInfo<GuardScope> scopes() {
  return {.names = {{GuardScope::attempts, "attempts"},
                    {GuardScope::retries, "retries"},
                    {GuardScope::calls, "calls"}},
          .about = "asked for every attempt, for retries only, or once for a call"};
}

FieldInfo<BreakerTrip> trips() {
  return {.names = {{BreakerTrip::ratio, "ratio"},
                    {BreakerTrip::failures, "failures"},
                    {BreakerTrip::consecutive, "consecutive"}},
          .about = "what opens it: a failure ratio, failures in the window, or failures in a row"};
}

FieldInfo<BreakerWindow> windows() {
  return {.names = {{BreakerWindow::count, "count"},
                    {BreakerWindow::interval, "interval"},
                    {BreakerWindow::seconds, "seconds"},
                    {BreakerWindow::rolling, "rolling"},
                    {BreakerWindow::snapshot, "snapshot"}},
          .about =
              "how it forgets: the last calls, or a time in the way of gobreaker, "
              "resilience4j, Polly or Hystrix"};
}

FieldInfo<HalfOpenAdmission> admissions() {
  return {.names = {{HalfOpenAdmission::permits, "permits"},
                    {HalfOpenAdmission::awaits, "awaits"},
                    {HalfOpenAdmission::all, "all"}},
          .about =
              "half open, calls beyond the probes are rejected, wait for a probe's end, or "
              "there is no half-open state"};
}

FieldInfo<HalfOpenClose> closings() {
  return {.names = {{HalfOpenClose::first, "first"},
                    {HalfOpenClose::consecutive, "consecutive"},
                    {HalfOpenClose::ratio, "ratio"}},
          .about = "what ends half open: the first result, probes in a row, or their ratio"};
}

FieldInfo<BreakerClock> clocks() {
  return {.names = {{BreakerClock::monotonic, "monotonic"}, {BreakerClock::wall, "wall"}},
          .about = "which clock its waits and windows read"};
}

// Whether nothing is overridden that the library does not have.
bool fits_opossum(const Options& set) {
  return !(set.trip || set.window || set.strict || set.counts_rejections || set.failures ||
           set.window_calls || set.slow_call || set.slow_ratio || set.wait_factor || set.wait_max ||
           set.by_timer || set.clock || set.half_open || set.probes || set.close ||
           set.probes_min || set.half_open_max || set.drops_late);
}

bool fits_cockatiel(const Options& set) {
  const bool counts = set.trip == BreakerTrip::ratio || set.trip == BreakerTrip::consecutive ||
                      !set.trip.has_value();
  const bool doubles = !set.wait_factor || *set.wait_factor == Ratio::percent(200);
  return counts && doubles &&
         !(set.timeout || set.strict || set.counts_rejections || set.window_parts ||
           set.slow_call || set.slow_ratio || set.by_timer || set.clock || set.half_open ||
           set.probes || set.close || set.probes_min || set.half_open_max || set.drops_late ||
           set.capacity || set.warm_up);
}

bool fits_rules(const Options& set) { return !set.capacity && !set.warm_up; }

bool fits(const Options& set) {
  if (set.preset == BreakerPreset::opossum) return fits_opossum(set);
  if (set.preset == BreakerPreset::cockatiel) return fits_cockatiel(set);
  return fits_rules(set);
}

FieldRows<Options> trip_rows() {
  FieldRows<Options> rows;
  const auto add = [&rows](FieldRows<Options> more) {
    for (Field& row : more.rows) rows.rows.push_back(std::move(row));
  };
  add(optional_field("trip", &Options::trip, trips()));
  add(optional_field("window", &Options::window, windows()));
  add(optional_field("failure_ratio", &Options::failure_ratio,
                     {.minimum = Ratio::parts_per_billion(1), .about = "that opens it"}));
  add(optional_field("strict", &Options::strict, {.about = "opens above the ratio, not at it"}));
  add(optional_field("counts_rejections", &Options::counts_rejections,
                     {.about = "its own rejections count as calls"}));
  add(optional_field("failures", &Options::failures,
                     {.minimum = 1, .about = "for trip failures and consecutive"}));
  add(optional_field("volume_min", &Options::volume_min,
                     {.about = "calls in the window below which a ratio does not open it"}));
  add(optional_field("window_calls", &Options::window_calls,
                     {.minimum = 1, .maximum = 1'000'000, .about = "of a window of calls"}));
  add(optional_field("window_time", &Options::window_time,
                     {.minimum = 1ms, .about = "of a window of time"}));
  add(optional_field("window_parts", &Options::window_parts,
                     {.minimum = 1, .maximum = 10'000, .about = "buckets of the window"}));
  add(optional_field("slow_call", &Options::slow_call,
                     {.minimum = Duration::nanoseconds(1), .about = "longer calls are slow"}));
  add(optional_field(
      "slow_ratio", &Options::slow_ratio,
      {.minimum = Ratio::parts_per_billion(1), .about = "of slow calls that opens it"}));
  return rows;
}

FieldRows<Options> recovery_rows() {
  FieldRows<Options> rows;
  const auto add = [&rows](FieldRows<Options> more) {
    for (Field& row : more.rows) rows.rows.push_back(std::move(row));
  };
  add(optional_field("open_wait", &Options::open_wait, {.about = "from open to half open"}));
  add(optional_field("wait_factor", &Options::wait_factor,
                     {.minimum = Ratio::one(),
                      .maximum = Ratio::percent(10'000),
                      .factor = true,
                      .about = "by which a failed probe lengthens the next wait"}));
  add(optional_field("wait_max", &Options::wait_max, {.about = "where it ends to grow"}));
  add(optional_field("by_timer", &Options::by_timer,
                     {.about = "leaves open by a timer, not with the next call"}));
  add(optional_field("clock", &Options::clock, clocks()));
  add(optional_field("half_open", &Options::half_open, admissions()));
  add(optional_field("probes", &Options::probes,
                     {.minimum = 1, .maximum = 1'000'000, .about = "let through half open"}));
  add(optional_field("close", &Options::close, closings()));
  add(optional_field("probes_min", &Options::probes_min,
                     {.minimum = 1, .about = "results that decide, for close ratio"}));
  add(optional_field("half_open_max", &Options::half_open_max,
                     {.minimum = 1ms, .about = "after which it opens again"}));
  add(optional_field("drops_late", &Options::drops_late,
                     {.about = "results of calls that began in another state do not count"}));
  add(optional_field("capacity", &Options::capacity,
                     {.unlimited = true, .about = "calls at once (opossum)"}));
  add(optional_field("warm_up", &Options::warm_up,
                     {.about = "does not open during the first window (opossum)"}));
  return rows;
}

}  // namespace

const FieldTable<BreakerOptions>& BreakerOptions::fields() {
  static const FieldTable<BreakerOptions> table{
      field("preset", &Options::preset, presets()),
      field("scope", &Options::scope, scopes()),
      field("error_replies", &Options::error_replies,
            {.about = "replies that are bad news count as failures"}),
      optional_field("timeout", &Options::timeout,
                     {.minimum = 1ms, .about = "of the breaker itself"}),
      trip_rows(),
      recovery_rows(),
      rule<Options>("preset",
                    {"this preset does not have one of the breaker's fields",
                     "leave the field out, or write the preset custom"},
                    fits),
  };
  return table;
}

}  // namespace hindcast
