#include "hindcast/models/resilience/retry_budget.hpp"

#include <algorithm>
#include <deque>

namespace hindcast {
namespace {

// Tokens in parts per billion, so that a tenth of one is exact.
constexpr std::uint64_t kToken = Ratio::kOne;

class RatioBudget final : public RetryBudget {
 public:
  explicit RatioBudget(const RetryBudgetOptions& options)
      : size_(options.size * kToken),
        per_call_(options.ratio.parts_per_billion()),
        tokens_(size_) {}

  void called(Instant) override { tokens_ = std::min(size_, tokens_ + per_call_); }
  void ended(bool, bool) override {}
  bool take(Instant) override {
    if (tokens_ < kToken) return false;
    tokens_ -= kToken;
    return true;
  }

 private:
  std::uint64_t size_;
  std::uint64_t per_call_;
  std::uint64_t tokens_;
};

class GrpcBudget final : public RetryBudget {
 public:
  explicit GrpcBudget(const RetryBudgetOptions& options)
      : size_(options.size * kToken),
        per_success_(options.ratio.parts_per_billion()),
        tokens_(size_) {}

  void called(Instant) override {}
  void ended(bool good, bool) override {
    tokens_ = good ? std::min(size_, tokens_ + per_success_) : tokens_ - std::min(tokens_, kToken);
  }
  bool take(Instant) override { return tokens_ > size_ / 2; }

 private:
  std::uint64_t size_;
  std::uint64_t per_success_;
  std::uint64_t tokens_;
};

// Finagle's RetryBudget, as its blog describes it in 2016: what is deposited expires.
class FinagleBudget final : public RetryBudget {
 public:
  explicit FinagleBudget(const RetryBudgetOptions& options) : options_(options) {}

  void called(Instant now) override { deposits_.push_back(now); }
  void ended(bool, bool) override {}
  bool take(Instant now) override {
    forget(deposits_, now);
    forget(withdrawals_, now);
    const auto seconds =
        static_cast<std::uint64_t>(options_.window / Duration(std::chrono::seconds(1)));
    const std::uint64_t allowed = options_.reserve * std::max<std::uint64_t>(seconds, 1) * kToken +
                                  options_.ratio.parts_per_billion() * deposits_.size();
    if ((withdrawals_.size() + 1) * kToken > allowed) return false;
    withdrawals_.push_back(now);
    return true;
  }

 private:
  void forget(std::deque<Instant>& moments, Instant now) const {
    while (!moments.empty() && now - moments.front() >= options_.window) moments.pop_front();
  }

  RetryBudgetOptions options_;
  std::deque<Instant> deposits_;
  std::deque<Instant> withdrawals_;
};

class AwsBudget final : public RetryBudget {
 public:
  explicit AwsBudget(const RetryBudgetOptions& options)
      : size_(options.size), cost_(options.cost), tokens_(options.size) {}

  void called(Instant) override {}
  void ended(bool good, bool retried) override {
    if (good) tokens_ = std::min<std::uint64_t>(size_, tokens_ + (retried ? cost_ : 1));
  }
  bool take(Instant) override {
    if (tokens_ < cost_) return false;
    tokens_ -= cost_;
    return true;
  }

 private:
  std::uint64_t size_;
  std::uint64_t cost_;
  std::uint64_t tokens_;
};

}  // namespace

std::unique_ptr<RetryBudget> make_retry_budget(const RetryBudgetOptions& options) {
  switch (options.kind) {
    case RetryBudgetOptions::Kind::none:
      break;
    case RetryBudgetOptions::Kind::ratio:
      return std::make_unique<RatioBudget>(options);
    case RetryBudgetOptions::Kind::grpc:
      return std::make_unique<GrpcBudget>(options);
    case RetryBudgetOptions::Kind::finagle:
      return std::make_unique<FinagleBudget>(options);
    case RetryBudgetOptions::Kind::aws:
      return std::make_unique<AwsBudget>(options);
  }
  return nullptr;
}

const FieldTable<RetryBudgetOptions>& RetryBudgetOptions::fields() {
  static const FieldTable<RetryBudgetOptions> table{
      field("kind", &RetryBudgetOptions::kind,
            {.names = {{Kind::none, "none"},
                       {Kind::ratio, "ratio"},
                       {Kind::grpc, "grpc"},
                       {Kind::finagle, "finagle"},
                       {Kind::aws, "aws"}},
             .about = "how retries are paid for"}),
      field("size", &RetryBudgetOptions::size,
            {.minimum = 1,
             .maximum = 1'000'000,
             .about = "tokens at most and at first (gRPC: maxTokens; AWS: write 500)"}),
      field("ratio", &RetryBudgetOptions::ratio,
            {.about = "tokens added by a call (ratio, finagle) or a success (grpc)"}),
      field("window", &RetryBudgetOptions::window,
            {.minimum = std::chrono::seconds(1),
             .maximum = std::chrono::hours(1),
             .about = "after which a deposit expires (finagle)",
             .source = "Finagle blog 2016"}),
      field("reserve", &RetryBudgetOptions::reserve,
            {.maximum = 1'000'000,
             .about = "retries a second beside the ratio (finagle)",
             .source = "Finagle blog 2016"}),
      field("cost", &RetryBudgetOptions::cost,
            {.minimum = 1,
             .maximum = 1'000'000,
             .about = "tokens of one retry (aws)",
             .source = "@smithy/core 3.41.0 standard retry strategy"}),
  };
  return table;
}

}  // namespace hindcast
