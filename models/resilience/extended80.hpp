// Extended80: the x87's 80-bit numbers, which are `long double` on x86-64, in integers: what
// redis-server computes INCRBYFLOAT in.
#pragma once

#include "hindcast/models/resilience/floating.hpp"

namespace hindcast {

class Extended80 {
 public:
  constexpr Extended80() = default;
  // REQUIRES: a number of this format, or one that is infinite or none.
  static constexpr Extended80 of(const FloatingNumber& number) { return Extended80(number); }

  const FloatingNumber& parts() const { return number_; }
  bool is_finite() const { return number_.kind == FloatingNumber::Kind::finite; }

  // Rounded to nearest, ties to even.
  friend Extended80 operator+(const Extended80& left, const Extended80& right);

 private:
  explicit constexpr Extended80(const FloatingNumber& number) : number_(number) {}

  FloatingNumber number_{};
};

}  // namespace hindcast
