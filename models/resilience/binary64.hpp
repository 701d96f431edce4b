// Binary64: IEEE 754-2019 binary64 arithmetic in integers, rounded to nearest, ties to even, for
// models of components that compute in floating point, such as JavaScript's. It gives the same bits
// on every machine and with every flag of every compiler.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "hindcast/models/resilience/floating.hpp"
#include "hindcast/sim/ratio.hpp"

namespace hindcast {

class Binary64 {
 public:
  constexpr Binary64() = default;
  static constexpr Binary64 of_bits(std::uint64_t bits) { return Binary64(bits); }
  // Rounded to nearest.
  static Binary64 of(std::int64_t number);
  // The binary64 nearest to the exact ratio, which is what a decimal literal such as 0.3 becomes.
  static Binary64 of(Ratio ratio);
  // REQUIRES: a number of this format, or one that is infinite or none.
  static Binary64 of(const FloatingNumber& number);
  // Reads a decimal number ("0.35", "12", "-1e-3") to the nearest value, infinite beyond the
  // greatest; nothing if it is none.
  static std::optional<Binary64> parse(std::string_view text);

  FloatingNumber parts() const;
  constexpr std::uint64_t bits() const { return bits_; }
  bool is_nan() const;
  bool is_infinite() const;
  // Returns the number without its fraction. REQUIRES: finite and below 2^63 in magnitude.
  std::int64_t truncated() const;
  // Returns the smallest whole number that is not below it. REQUIRES: as above.
  std::int64_t ceiling() const;

  friend Binary64 operator+(Binary64 left, Binary64 right);
  friend Binary64 operator-(Binary64 left, Binary64 right);
  friend Binary64 operator*(Binary64 left, Binary64 right);
  friend Binary64 operator/(Binary64 left, Binary64 right);
  friend Binary64 sqrt(Binary64 number);
  constexpr Binary64 operator-() const { return Binary64(bits_ ^ kSign); }

  // False for all of them if one side is not a number.
  friend bool operator<(Binary64 left, Binary64 right);
  friend bool operator>(Binary64 left, Binary64 right) { return right < left; }
  friend bool operator==(Binary64 left, Binary64 right);
  friend bool operator<=(Binary64 left, Binary64 right) { return left < right || left == right; }
  friend bool operator>=(Binary64 left, Binary64 right) { return right <= left; }

 private:
  static constexpr std::uint64_t kSign = std::uint64_t{1} << 63U;

  explicit constexpr Binary64(std::uint64_t bits) : bits_(bits) {}

  std::uint64_t bits_ = 0;
};

}  // namespace hindcast
