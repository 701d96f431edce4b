#include "hindcast/models/resilience/retry_policy.hpp"

#include <algorithm>

#include "hindcast/sim/fixed_point.hpp"
#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/topology.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kLongest = Duration::infinite().count();

Duration times(Duration time, Ratio factor) {
  if (time.is_infinite()) return time;
  const Uint128 product = static_cast<Uint128>(static_cast<std::uint64_t>(time.count())) *
                          factor.parts_per_billion() / Ratio::kOne;
  const auto most = static_cast<Uint128>(static_cast<std::uint64_t>(kLongest));
  return Duration::nanoseconds(static_cast<std::int64_t>(std::min(product, most)));
}

// A duration from `low` to `high`, both included.
Duration between(Duration low, Duration high, std::uint64_t uniform) {
  if (high <= low) return low;
  const auto width = static_cast<std::uint64_t>((high - low).count()) + 1;
  return low + Duration::nanoseconds(static_cast<std::int64_t>(bounded(uniform, width)));
}

std::uint64_t square_root(std::uint64_t number) {
  std::uint64_t result = 0;
  for (std::uint64_t bit = std::uint64_t{1} << 62U; bit != 0; bit >>= 2U) {
    const bool fits = number >= result + bit;
    if (fits) number -= result + bit;
    result = (result >> 1U) + (fits ? bit : 0);
  }
  return result;
}

// Returns 2^t * tanh(sqrt(4 t)) in Q20, for t in Q32; t below 40.
std::int64_t polly_curve(std::uint64_t t) {
  constexpr std::int64_t kScale = std::int64_t{1} << 24U;
  // 4 sqrt(t) * log2(e), an exponent of two in Q50: e^(2 x) with x = 2 sqrt(t).
  const std::uint64_t root = square_root(t << 24U);  // Q28
  const auto exponent = static_cast<std::int64_t>((static_cast<Uint128>(root) * 4 * kLog2OfEQ62) >>
                                                  (28U + 62U - 50U));
  std::int64_t tanh = std::int64_t{1} << 30U;  // Q30; one, to nine places, beyond x = 11
  if (exponent < (std::int64_t{32} << 50U)) {
    const std::int64_t power = times_power_of_two(kScale, exponent);
    tanh -= static_cast<std::int64_t>((static_cast<Uint128>(kScale) << 31U) /
                                      static_cast<std::uint64_t>(power + kScale));
  }
  const auto whole = static_cast<std::int64_t>(t << 18U);  // Q50
  return times_power_of_two(tanh, whole) >> 10U;
}

// (x - previous x) / 1.4 * base; the previous x is what all waits so far add up to.
Duration polly_wait(const RetryOptions& options, const RetryMoment& moment, std::uint64_t uniform) {
  const std::uint64_t t = (std::uint64_t{std::min(moment.nth - 1, 38U)} << 32U) | uniform >> 32U;
  const auto base = static_cast<Uint128>(static_cast<std::uint64_t>(options.backoff.count()));
  const Uint128 reached = ((base * static_cast<std::uint64_t>(polly_curve(t))) >> 20U) * 10 / 14;
  const auto before = static_cast<Uint128>(static_cast<std::uint64_t>(moment.waited_total.count()));
  if (reached <= before) return Duration::zero();
  const auto most = static_cast<Uint128>(static_cast<std::uint64_t>(kLongest));
  return Duration::nanoseconds(static_cast<std::int64_t>(std::min(reached - before, most)));
}

}  // namespace

Duration retry_wait(const RetryOptions& options, const RetryMoment& moment, std::uint64_t uniform) {
  if (options.jitter == RetryJitter::polly) {
    return std::min(polly_wait(options, moment, uniform), options.backoff_max);
  }
  if (options.jitter == RetryJitter::decorrelated) {
    const Duration last = std::max(moment.waited, options.backoff);
    const Duration most = times(last, Ratio::percent(300));
    return std::min(between(options.backoff, most, uniform), options.backoff_max);
  }
  Duration wait = options.backoff;
  for (std::uint32_t grown = 1; grown < moment.nth && wait < options.backoff_max; ++grown) {
    const Duration longer = times(wait, options.factor);
    if (longer == wait) break;
    wait = longer;
  }
  wait = std::min(wait, options.backoff_max);
  switch (options.jitter) {
    case RetryJitter::full:
      return between(Duration::zero(), wait, uniform);
    case RetryJitter::equal:
      return between(wait - wait / 2, wait, uniform);
    case RetryJitter::spread: {
      const Duration part = times(wait, options.spread);
      return between(wait - std::min(part, wait), wait + part, uniform);
    }
    default:
      return wait;
  }
}

bool StandardRetry::is_worth_a_retry(const CallEnd& end) const {
  switch (end.status) {
    case CallStatus::ok:
      return options_.on_error_replies && !end.reply.is_good();
    case CallStatus::timed_out:
      return options_.on_timeouts;
    case CallStatus::refused:
    case CallStatus::closed:
      return options_.on_closed;
    case CallStatus::rejected:
      break;
  }
  return options_.on_rejections;
}

std::optional<Duration> StandardRetry::after(const EndedAttempt& attempt) {
  if (life_.begins()) budget_ = make_retry_budget(options_.budget);
  const Instant moment = now();
  const bool retry = is_worth_a_retry(attempt.end);
  if (budget_ != nullptr) {
    if (attempt.attempts == 1) budget_->called(moment);
    if (attempt.end.is_good() || retry) {
      budget_->ended(attempt.end.is_good(), attempt.attempts > 1);
    }
  }
  if (!retry || attempt.attempts >= options_.attempts_max) return std::nullopt;
  if (budget_ != nullptr && !budget_->take(moment)) {
    ++refused_;
    return std::nullopt;
  }
  ++retries_;
  if (options_.backoff == Duration::zero()) return Duration::zero();
  const std::uint64_t uniform = options_.jitter == RetryJitter::none ? 0 : draw("backoff");
  return retry_wait(options_, {attempt.attempts, attempt.waited, attempt.waited_total}, uniform);
}

void StandardRetry::describe(TopologyEdge& edge) const {
  edge.attempts_max *= options_.attempts_max;
  RetryMoment moment;
  for (moment.nth = 1; moment.nth < options_.attempts_max; ++moment.nth) {
    const Duration longest = retry_wait(options_, moment, ~std::uint64_t{0});
    moment.waited = longest;
    moment.waited_total += longest;
    edge.backoff_total += longest;
  }
  const RetryBudgetOptions& budget = options_.budget;
  const bool is_ratio = budget.kind == RetryBudgetOptions::Kind::ratio ||
                        budget.kind == RetryBudgetOptions::Kind::finagle ||
                        budget.kind == RetryBudgetOptions::Kind::grpc;
  if (is_ratio) edge.retry_budget = budget.ratio;
}

RetryOptions resilience4j_retry() {
  return {.attempts_max = 3, .backoff = 500ms, .factor = Ratio::one()};
}

RetryOptions polly_retry() {
  return {.attempts_max = 4, .backoff = 2s, .jitter = RetryJitter::polly};
}

RetryOptions aws_standard_retry() {
  return {.attempts_max = 3,
          .backoff = 50ms,
          .backoff_max = 20s,
          .jitter = RetryJitter::full,
          .budget = {.kind = RetryBudgetOptions::Kind::aws, .size = 500, .cost = 14}};
}

RetryOptions grpc_retry() {
  return {.attempts_max = 4,
          .backoff = 100ms,
          .backoff_max = 1s,
          .jitter = RetryJitter::spread,
          .spread = Ratio::percent(20),
          .budget = {.kind = RetryBudgetOptions::Kind::grpc, .size = 10}};
}

const FieldTable<RetryOptions>& RetryOptions::fields() {
  static const FieldTable<RetryOptions> table{
      field("attempts_max", &RetryOptions::attempts_max,
            {.minimum = 1, .maximum = 1'000, .about = "the first attempt and its retries"}),
      field("backoff", &RetryOptions::backoff, {.maximum = 24h, .about = "before the first retry"}),
      field("factor", &RetryOptions::factor,
            {.minimum = Ratio::one(),
             .maximum = Ratio::percent(10'000),
             .factor = true,
             .about = "by which each back-off is longer than the one before"}),
      field("backoff_max", &RetryOptions::backoff_max, {.about = "where growing ends"}),
      field("jitter", &RetryOptions::jitter,
            {.names = {{RetryJitter::none, "none"},
                       {RetryJitter::full, "full"},
                       {RetryJitter::equal, "equal"},
                       {RetryJitter::decorrelated, "decorrelated"},
                       {RetryJitter::spread, "spread"},
                       {RetryJitter::polly, "polly"}},
             .about = "how the back-off is spread (AWS Architecture Blog, 2015; Polly 8)"}),
      field("spread", &RetryOptions::spread,
            {.about = "of jitter spread, to both sides",
             .source = "resilience4j 2.x IntervalFunction"}),
      field("on_error_replies", &RetryOptions::on_error_replies,
            {.about = "retries a reply that is bad news"}),
      field("on_timeouts", &RetryOptions::on_timeouts, {.about = "retries a timeout"}),
      field("on_closed", &RetryOptions::on_closed,
            {.about = "retries a refused or broken connection"}),
      field("on_rejections", &RetryOptions::on_rejections,
            {.about = "retries what an own breaker, bulkhead or limiter rejected"}),
      group("budget", &RetryOptions::budget, RetryBudgetOptions::fields()),
  };
  return table;
}

}  // namespace hindcast
