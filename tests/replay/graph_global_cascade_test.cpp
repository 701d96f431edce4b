#include "hindcast/replay/graph/global_cascade.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace hindcast;

TEST_CASE("Poisson graphs have the cascade windows that Watts's condition gives") {
  const auto window = [](double threshold) { return poisson_cascade_window(threshold).value(); };
  CHECK(window(.18).low == doctest::Approx(1.0207).epsilon(5e-5));
  CHECK(window(.18).high == doctest::Approx(5.7647).epsilon(1e-5));
  CHECK(std::abs(window(.1).low - 1.0000) < 5e-5);
  CHECK(window(.1).high == doctest::Approx(13.6593).epsilon(5e-6));
  CHECK(window(.25).low == doctest::Approx(1.1141).epsilon(5e-5));
  CHECK(window(.25).high == doctest::Approx(3.8631).epsilon(2e-5));
}

TEST_CASE("where only pairs are vulnerable there is no window at all") {
  // Degrees 0 to 2: z e^-z < 1 for every z.
  CHECK_FALSE(poisson_cascade_window(.5).has_value());
  CHECK_FALSE(poisson_cascade_window(1).has_value());
}

TEST_CASE("the factor of a degree distribution counts the vulnerable degrees alone") {
  // Half of degree 2, half of degree 10: threshold .2 leaves degree 2: 1 * 2 * .5 / 6.
  std::vector<double> degrees(11, 0);
  degrees[2] = .5;
  degrees[10] = .5;
  CHECK(cascade_factor(degrees, .2) == doctest::Approx(1.0 / 6));
  CHECK(cascade_factor(degrees, .1) == doctest::Approx((1.0 + 45) / 6));
  CHECK(cascade_factor({1.0}, .1) == 0);
}

TEST_CASE("the factor of Poisson degrees is that of their distribution") {
  for (const double mean : {0.5, 1.5, 4.0, 9.0}) {
    std::vector<double> degrees;
    double share = std::exp(-mean);
    for (int degree = 0; degree < 100; ++degree) {
      degrees.push_back(share);
      share *= mean / (degree + 1);
    }
    CHECK(poisson_cascade_factor(mean, .18) == doctest::Approx(cascade_factor(degrees, .18)));
  }
}
