// BigNumber: a whole number of any size, with the few operations that exact conversion between
// binary and decimal needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hindcast {

class BigNumber {
 public:
  explicit BigNumber(std::uint64_t value);

  bool is_zero() const { return words_.empty(); }
  // The number of bits without leading zeros.
  int width() const;
  std::string decimal() const;

  void multiply(std::uint32_t factor, std::uint32_t plus = 0);
  void multiply_by_power(std::uint32_t base, int power);
  void shift_left(int bits);
  // REQUIRES: it is not below `other`.
  void subtract(const BigNumber& other);

  friend bool operator<(const BigNumber& left, const BigNumber& right);

 private:
  void trim();
  std::uint32_t divide(std::uint32_t divisor);

  std::vector<std::uint32_t> words_;  // the least first, the greatest not 0
};

}  // namespace hindcast
