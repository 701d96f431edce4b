#include "hindcast/models/load/call_log.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "hindcast/sim/check.hpp"

namespace hindcast {

CallLog::CallLog(std::vector<std::string> kinds, const Objective& objective, Duration window)
    : kinds_(std::move(kinds)), objective_(objective), window_(window) {
  HINDCAST_CHECK(window > Duration::zero() && kinds_.size() < 65'536);
}

std::uint32_t CallLog::begin(std::uint16_t kind, Instant now) {
  HINDCAST_CHECK(calls_.size() < kCallsMax && kind < kinds_.size());
  integrate(now);
  ++open_;
  calls_.push_back({now, Duration::infinite(), kind, 0, CallOutcome::open});
  return static_cast<std::uint32_t>(calls_.size() - 1);
}

void CallLog::end_good(std::uint32_t call, Instant now) { end(call, CallOutcome::good, now); }

void CallLog::end_failed(std::uint32_t call, std::string_view error, Instant now) {
  end(call, CallOutcome::failed, now);
  calls_[call].error = error_number(error);
}

void CallLog::end(std::uint32_t call, CallOutcome outcome, Instant now) {
  CallRecord& record = calls_[call];
  HINDCAST_CHECK(record.outcome == CallOutcome::open);
  integrate(now);
  --open_;
  record.latency = now - record.started;
  record.outcome = outcome;
  latency_sum_ += static_cast<Integral>(record.latency.count());
}

std::uint16_t CallLog::error_number(std::string_view text) {
  const auto found = std::find(errors_.begin() + 1, errors_.end(), text);
  if (found != errors_.end()) return static_cast<std::uint16_t>(found - errors_.begin());
  // Texts that differ in every call would grow without bound; the last number stands for all
  // others.
  constexpr std::size_t kErrorsMax = 1'000;
  if (errors_.size() == kErrorsMax) return static_cast<std::uint16_t>(kErrorsMax - 1);
  errors_.emplace_back(text);
  return static_cast<std::uint16_t>(errors_.size() - 1);
}

void CallLog::integrate(Instant now) {
  integral_ += static_cast<Integral>((now - integrated_until_).count()) * open_;
  integrated_until_ = now;
}

CallLog::Integral CallLog::time_integral(Instant now) const {
  return integral_ + static_cast<Integral>((now - integrated_until_).count()) * open_;
}

bool CallLog::is_bad(const CallRecord& call, Instant now) const {
  if (call.outcome == CallOutcome::open) return now - call.started > objective_.latency_p99;
  return call.outcome == CallOutcome::failed || call.latency > objective_.latency_p99;
}

// At most 1 % of the good calls may be slower than the p99, and at most 1 - availability may fail.
bool CallLog::holds(std::uint32_t offered, std::uint32_t failed, std::uint32_t slow) const {
  const std::uint64_t good = offered - failed;
  return good * Ratio::kOne >= offered * objective_.availability.parts_per_billion() &&
         std::uint64_t{slow} * 100 <= good;
}

std::optional<Instant> CallLog::last_bad(Instant from, Instant to, Instant now) const {
  const auto begins = std::lower_bound(
      calls_.begin(), calls_.end(), from,
      [](const CallRecord& call, Instant instant) { return call.started < instant; });
  std::optional<Instant> last;
  for (auto call = begins; call != calls_.end() && call->started < to;) {
    const Instant window_end = Instant::at(window_ * (call->started.since_start() / window_ + 1));
    std::uint32_t offered = 0;
    std::uint32_t failed = 0;
    std::uint32_t slow = 0;
    std::optional<Instant> bad;
    for (; call != calls_.end() && call->started < window_end && call->started < to; ++call) {
      const bool judged = call->outcome != CallOutcome::open || is_bad(*call, now);
      if (!judged) continue;
      ++offered;
      if (!is_bad(*call, now)) continue;
      bad = call->started;
      ++(call->outcome == CallOutcome::good ? slow : failed);
    }
    if (bad && !holds(offered, failed, slow)) last = bad;
  }
  return last;
}

std::optional<Instant> CallLog::first_failure(Instant from) const {
  std::optional<Instant> first;
  for (const CallRecord& call : calls_) {
    if (call.outcome != CallOutcome::failed) continue;
    const Instant ended = call.started + call.latency;
    if (ended >= from && (!first || ended < *first)) first = ended;
  }
  return first;
}

Duration CallLog::latency(Ratio quantile, Instant from, Instant to) const {
  std::vector<Duration> latencies;
  for (const CallRecord& call : calls_) {
    if (call.outcome == CallOutcome::good && call.started >= from && call.started < to) {
      latencies.push_back(call.latency);
    }
  }
  if (latencies.empty()) return Duration::zero();
  const std::uint64_t rank =
      (latencies.size() * quantile.parts_per_billion() + Ratio::kOne - 1) / Ratio::kOne;
  const auto nth =
      latencies.begin() + static_cast<std::ptrdiff_t>(std::max<std::uint64_t>(rank, 1) - 1);
  std::nth_element(latencies.begin(), nth, latencies.end());
  return *nth;
}

}  // namespace hindcast
