#include "hindcast/models/time/leap_seconds.hpp"

#include <algorithm>
#include <array>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int32_t kTaiMinusUtc1972 = 10;
constexpr std::int64_t kExpires = 1'814'140'800;  // 2027-06-28

// The first second after each leap second; the first entry is where UTC as we know it begins.
constexpr std::array<std::int64_t, 28> kAfterLeap = {
    63'072'000,    78'796'800,    94'694'400,    126'230'400,  157'766'400, 189'302'400,
    220'924'800,   252'460'800,   283'996'800,   315'532'800,  362'793'600, 394'329'600,
    425'865'600,   489'024'000,   567'993'600,   631'152'000,  662'688'000, 709'948'800,
    741'484'800,   773'020'800,   820'454'400,   867'715'200,  915'148'800, 1'136'073'600,
    1'230'768'000, 1'341'100'800, 1'435'708'800, 1'483'228'800};

}  // namespace

const LeapSeconds& LeapSeconds::published() {
  static const LeapSeconds table = [] {
    std::vector<Step> steps;
    for (const std::int64_t posix : kAfterLeap) {
      steps.push_back({posix, kTaiMinusUtc1972 + static_cast<std::int32_t>(steps.size())});
    }
    return LeapSeconds(std::move(steps), kExpires);
  }();
  return table;
}

std::int32_t LeapSeconds::tai_minus_utc(std::int64_t posix) const {
  const auto after =
      std::upper_bound(steps_.begin(), steps_.end(), posix,
                       [](std::int64_t asked, const Step& step) { return asked < step.posix; });
  return after == steps_.begin() ? kTaiMinusUtc1972 : std::prev(after)->tai_minus_utc;
}

const LeapSeconds::Step* LeapSeconds::step_at(std::int64_t posix) const {
  const auto found =
      std::lower_bound(steps_.begin(), steps_.end(), posix,
                       [](const Step& step, std::int64_t asked) { return step.posix < asked; });
  return found != steps_.end() && found->posix == posix ? &*found : nullptr;
}

bool LeapSeconds::inserts_after(std::int64_t posix) const {
  return step_at(posix + 1) != nullptr && tai_minus_utc(posix + 1) > tai_minus_utc(posix);
}

bool LeapSeconds::deletes(std::int64_t posix) const {
  return step_at(posix + 1) != nullptr && tai_minus_utc(posix + 1) < tai_minus_utc(posix);
}

UtcTime LeapSeconds::last_inserted() const {
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    if (inserts_after(step->posix - 1)) return {step->posix - 1, 0, true};
  }
  return {};
}

std::int64_t LeapSeconds::elapsed(const UtcTime& utc) const {
  return utc.seconds + tai_minus_utc(utc.seconds) - kTaiMinusUtc1972 + (utc.leap ? 1 : 0);
}

UtcTime LeapSeconds::utc_of_elapsed(std::int64_t count) const {
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    const std::int64_t leaps = step->tai_minus_utc - kTaiMinusUtc1972;
    if (count >= step->posix + leaps) return {count - leaps};
    const bool in_leap = count == step->posix + leaps - 1 && inserts_after(step->posix - 1);
    if (in_leap) return {step->posix - 1, 0, true};
  }
  return {count};
}

LeapSeconds LeapSeconds::with(std::int64_t day_begins, std::int32_t change) const {
  HINDCAST_CHECK(day_begins % kSecondsPerDay == 0);
  const std::int64_t next_day = day_begins + kSecondsPerDay;
  HINDCAST_CHECK(step_at(next_day) == nullptr);
  const std::int32_t before = tai_minus_utc(next_day - 1);
  std::vector<Step> steps;
  for (const Step& step : steps_) {
    if (step.posix < next_day) steps.push_back(step);
  }
  steps.push_back({next_day, before + change});
  for (const Step& step : steps_) {
    if (step.posix > next_day) steps.push_back({step.posix, step.tai_minus_utc + change});
  }
  return LeapSeconds(std::move(steps), expires_);
}

}  // namespace hindcast
