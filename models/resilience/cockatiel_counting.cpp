#include "hindcast/models/resilience/cockatiel_counting.hpp"

#include <algorithm>
#include <vector>

#include "hindcast/models/resilience/binary64.hpp"

namespace hindcast {
namespace {

// ConsecutiveBreaker.js.
class Consecutive final : public CockatielCounting {
 public:
  explicit Consecutive(std::uint32_t threshold) : threshold_(threshold) {}

  void succeeded(bool, Instant) override { failures_ = 0; }
  bool failed(bool, Instant) override { return ++failures_ >= threshold_; }

 private:
  std::uint32_t threshold_;
  std::uint64_t failures_ = 0;
};

// CountBreaker.js: the last `size` calls in a ring.
class Count final : public CockatielCounting {
 public:
  explicit Count(const CockatielOptions& options)
      : threshold_(Binary64::of(options.threshold)),
        calls_min_(options.minimum_number_of_calls == 0 ? options.size
                                                        : options.minimum_number_of_calls),
        samples_(options.size, Sample::none) {}

  void succeeded(bool probed, Instant) override {
    if (probed) {
      std::fill(samples_.begin(), samples_.end(), Sample::none);
      successes_ = 0;
      failures_ = 0;
    }
    add(Sample::success);
  }
  bool failed(bool probed, Instant) override {
    add(Sample::failure);
    if (probed) return true;
    const std::int64_t total = successes_ + failures_;
    if (total < calls_min_) return false;
    return Binary64::of(failures_) > threshold_ * Binary64::of(total);
  }

 private:
  enum class Sample : std::uint8_t { none, success, failure };

  void add(Sample sample) {
    Sample& place = samples_[next_];
    if (place == Sample::success) --successes_;
    if (place == Sample::failure) --failures_;
    place = sample;
    ++(sample == Sample::success ? successes_ : failures_);
    next_ = (next_ + 1) % samples_.size();
  }

  Binary64 threshold_;
  std::int64_t calls_min_;
  std::vector<Sample> samples_;
  std::size_t next_ = 0;
  std::int64_t successes_ = 0;
  std::int64_t failures_ = 0;
};

// SamplingBreaker.js: windows of at most a second. A call moves on by one window at most, however
// long nothing came: after an idle hour old failures still count.
class Sampling final : public CockatielCounting {
 public:
  explicit Sampling(const CockatielOptions& options) : threshold_(Binary64::of(options.threshold)) {
    const Duration millisecond = std::chrono::milliseconds(1);
    const std::int64_t span = options.duration / millisecond;
    const std::int64_t count = std::max<std::int64_t>(5, (span + 999) / 1'000);
    windows_.resize(static_cast<std::size_t>(count));
    const std::int64_t size = (span * 2 + count) / (count * 2);  // Math.round
    window_size_ = millisecond * size;
    const Binary64 per_millisecond = options.minimum_rps > Ratio::zero()
                                         ? Binary64::of(options.minimum_rps) / Binary64::of(1'000)
                                         : Binary64::of(5) / (threshold_ * Binary64::of(1'000));
    calls_min_ = Binary64::of(size * count) * per_millisecond;
  }

  void succeeded(bool probed, Instant wall) override {
    if (probed) {
      for (Window& window : windows_) window = {};
      successes_ = 0;
      failures_ = 0;
    }
    ++current(wall).successes;
    ++successes_;
  }
  bool failed(bool probed, Instant wall) override {
    ++current(wall).failures;
    ++failures_;
    if (probed) return true;
    const Binary64 total = Binary64::of(successes_ + failures_);
    if (total < calls_min_) return false;
    return Binary64::of(failures_) > threshold_ * total;
  }

 private:
  struct Window {
    Instant started_at;  // 0 is long ago: Date.now() counts from 1970
    std::int64_t successes = 0;
    std::int64_t failures = 0;
  };

  Window& current(Instant wall) {
    if (wall - windows_[current_].started_at >= window_size_) {
      current_ = (current_ + 1) % windows_.size();
      Window& oldest = windows_[current_];
      successes_ -= oldest.successes;
      failures_ -= oldest.failures;
      oldest = {.started_at = wall};
    }
    return windows_[current_];
  }

  Binary64 threshold_;
  Binary64 calls_min_;
  Duration window_size_;
  std::vector<Window> windows_;
  std::size_t current_ = 0;
  std::int64_t successes_ = 0;
  std::int64_t failures_ = 0;
};

}  // namespace

std::unique_ptr<CockatielCounting> make_cockatiel_counting(const CockatielOptions& options) {
  switch (options.breaker) {
    case CockatielOptions::Kind::count:
      return std::make_unique<Count>(options);
    case CockatielOptions::Kind::sampling:
      return std::make_unique<Sampling>(options);
    case CockatielOptions::Kind::consecutive:
      break;
  }
  return std::make_unique<Consecutive>(options.consecutive_threshold);
}

}  // namespace hindcast
