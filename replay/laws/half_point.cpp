#include "hindcast/replay/laws/half_point.hpp"

#include <cmath>

#include "hindcast/replay/laws/two_sample.hpp"
#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

// A curve 1 / (1 + exp(-(intercept + slope x))), and the information that the doses have of it.
struct Curve {
  double intercept = 0;
  double slope = 0;
  double information_0 = 0;
  double information_01 = 0;
  double information_1 = 0;

  double determinant() const {
    return information_0 * information_1 - information_01 * information_01;
  }
};

struct Centred {
  double centre = 0;
  double scale = 1;

  double operator()(double setting) const { return (setting - centre) / scale; }
};

// One step of Newton's method towards the greatest likelihood.
void improve(Curve& curve, const std::vector<Dose>& doses, const Centred& centred) {
  double gradient_0 = 0;
  double gradient_1 = 0;
  curve.information_0 = curve.information_01 = curve.information_1 = 0;
  for (const Dose& dose : doses) {
    const double x = centred(dose.setting);
    const double share = 1 / (1 + std::exp(-(curve.intercept + curve.slope * x)));
    const auto trials = static_cast<double>(dose.share.trials);
    const double residual = static_cast<double>(dose.share.hits) - trials * share;
    const double weight = trials * share * (1 - share);
    gradient_0 += residual;
    gradient_1 += residual * x;
    curve.information_0 += weight;
    curve.information_01 += weight * x;
    curve.information_1 += weight * x * x;
  }
  const double determinant = curve.determinant();
  if (!(determinant > 0)) return;
  curve.intercept +=
      (curve.information_1 * gradient_0 - curve.information_01 * gradient_1) / determinant;
  curve.slope +=
      (curve.information_0 * gradient_1 - curve.information_01 * gradient_0) / determinant;
}

bool is_partial(const Share& share) { return share.hits > 0 && share.hits < share.trials; }

// None below, all above: the curve could be of any steepness.
std::optional<HalfPoint> jump(const std::vector<Dose>& doses) {
  for (std::size_t nth = 1; nth < doses.size(); ++nth) {
    const Dose& below = doses[nth - 1];
    const Dose& above = doses[nth];
    if (below.share.hits == 0 && above.share.hits == above.share.trials) {
      return HalfPoint{(below.setting + above.setting) / 2, (above.setting - below.setting) / 2};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<HalfPoint> half_point(const std::vector<Dose>& doses) {
  HINDCAST_CHECK(doses.size() >= 2);
  bool any_partial = false;
  bool below = false;
  bool above = false;
  for (const Dose& dose : doses) {
    any_partial = any_partial || is_partial(dose.share);
    below = below || dose.share.hits * 2 < dose.share.trials;
    above = above || dose.share.hits * 2 > dose.share.trials;
  }
  if (!below || !above) return std::nullopt;
  if (!any_partial) return jump(doses);
  const double first = doses.front().setting;
  const double last = doses.back().setting;
  const Centred centred{(first + last) / 2, (last - first) / 2};
  Curve curve;
  constexpr int kSteps = 50;
  for (int step = 0; step < kSteps; ++step) improve(curve, doses, centred);
  if (!(curve.slope > 0) || !(curve.determinant() > 0)) return std::nullopt;
  const double at = -curve.intercept / curve.slope;
  // The gradient of -a/b is (-1/b, a/b^2), and the variances are the inverse of the information.
  const double variance =
      (curve.information_1 - 2 * at * curve.information_01 + at * at * curve.information_0) /
      (curve.determinant() * curve.slope * curve.slope);
  return HalfPoint{centred.centre + centred.scale * at,
                   kNormal9995 * centred.scale * std::sqrt(variance)};
}

}  // namespace hindcast
