// HalfPoint: where something happens to half of the runs, from runs at several settings. A logistic
// curve is fitted by maximum likelihood, and its crossing of one half has the interval of the delta
// method (Finney, Probit Analysis, 1971).
#pragma once

#include <optional>
#include <vector>

#include "hindcast/replay/report/interval.hpp"

namespace hindcast {

struct Dose {
  double setting = 0;
  Share share{};
};

struct HalfPoint {
  double value = 0;
  double half_width = 0;  // of the 99.9 % interval
};

// Returns nothing if the shares do not rise through one half. Where they jump from none to all
// between two neighbours, that gap is the interval. REQUIRES: settings ascend.
std::optional<HalfPoint> half_point(const std::vector<Dose>& doses);

}  // namespace hindcast
