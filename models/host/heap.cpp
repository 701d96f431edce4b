#include "hindcast/models/host/heap.hpp"

#include <algorithm>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr Duration kPauseMax = std::chrono::hours(24);  // whatever the live set
constexpr std::uint64_t kUnlimited = ~std::uint64_t{0};
// V8 grows the limit by a factor of 1.1 to 4 that follows its own speed; simplified to the middle.
constexpr std::uint64_t kGrowth = 2;
// kMaxConsecutiveIneffectiveMarkCompacts, kHighHeapPercentage and kLowMutatorUtilization of
// V8 11.3.
constexpr std::uint32_t kIneffectiveMax = 4;
constexpr std::uint64_t kHighHeapPercent = 80;
constexpr std::int64_t kLowMutatorPercent = 40;

}  // namespace

Heap::Heap(const Options& options) : options_(options), live_(options.base.bytes()) {
  collect_above_ = std::min(options_.limit.bytes(), live_ * kGrowth);
}

void Heap::release(std::uint64_t bytes) {
  HINDCAST_CHECK(bytes <= live_);
  live_ -= bytes;
  garbage_ += bytes;
}

void Heap::set_options(const Options& options) {
  live_ += options.base.bytes();
  release(options_.base.bytes());
  options_ = options;
  collect_above_ = std::min(options_.limit.bytes(), live_ * kGrowth);
}

Heap::Collected Heap::allocate(std::uint64_t garbage, Instant at) {
  garbage_ += garbage;
  if (used() <= collect_above_) return {};
  const Duration pause = mark_compact();
  if (live_ > options_.limit.bytes()) return {pause, End::limit};
  if (is_ineffective(pause, at)) return {pause, End::ineffective};
  return {pause};
}

Duration Heap::mark_compact() {
  ++collections_;
  garbage_ = 0;
  collect_above_ = std::min(options_.limit.bytes(), live_ * kGrowth);
  if (options_.mark_rate.bytes() == kUnlimited) return Duration::zero();
  const Wide time = Wide{live_} * 1'000'000'000U / options_.mark_rate.bytes();
  const auto longest = static_cast<Wide>(kPauseMax.count());
  const Duration pause = Duration::nanoseconds(static_cast<std::int64_t>(std::min(time, longest)));
  pause_max_ = std::max(pause_max_, pause);
  return pause;
}

// Whether this is the fourth collection in a row, of a heap that is nearly full, between which the
// program had less than 40 % of the time.
bool Heap::is_ineffective(Duration pause, Instant at) {
  const Duration program = std::max(Duration::zero(), at - collected_);
  collected_ = at + pause;
  const bool is_high = live_ >= options_.limit.bytes() / 100 * kHighHeapPercent;
  const bool is_low = program * (100 - kLowMutatorPercent) < pause * kLowMutatorPercent;
  ineffective_ = is_high && is_low ? ineffective_ + 1 : 0;
  return ineffective_ >= kIneffectiveMax;
}

std::string fatal_text(Heap::End end) {
  HINDCAST_CHECK(end != Heap::End::none);
  const char* const why =
      end == Heap::End::limit ? "Reached heap limit" : "Ineffective mark-compacts near heap limit";
  return std::string("FATAL ERROR: ") + why + " Allocation failed - JavaScript heap out of memory";
}

}  // namespace hindcast
