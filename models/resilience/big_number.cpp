#include "hindcast/models/resilience/big_number.hpp"

#include <algorithm>

#include "hindcast/sim/check.hpp"

namespace hindcast {

BigNumber::BigNumber(std::uint64_t value)
    : words_{static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(value >> 32U)} {
  trim();
}

void BigNumber::trim() {
  while (!words_.empty() && words_.back() == 0) words_.pop_back();
}

int BigNumber::width() const {
  if (words_.empty()) return 0;
  return static_cast<int>(words_.size()) * 32 - __builtin_clz(words_.back());
}

void BigNumber::multiply(std::uint32_t factor, std::uint32_t plus) {
  std::uint64_t carry = plus;
  for (std::uint32_t& word : words_) {
    carry += std::uint64_t{word} * factor;
    word = static_cast<std::uint32_t>(carry);
    carry >>= 32U;
  }
  if (carry != 0) words_.push_back(static_cast<std::uint32_t>(carry));
  trim();
}

void BigNumber::multiply_by_power(std::uint32_t base, int power) {
  std::uint32_t chunk = base;
  int count = 1;
  while (std::uint64_t{chunk} * base <= 0xFFFF'FFFFU) {
    chunk *= base;
    ++count;
  }
  for (; power >= count; power -= count) multiply(chunk);
  for (; power > 0; --power) multiply(base);
}

void BigNumber::shift_left(int bits) {
  if (words_.empty()) return;
  multiply(std::uint32_t{1} << static_cast<unsigned>(bits % 32));
  words_.insert(words_.begin(), static_cast<std::size_t>(bits / 32), 0);
}

void BigNumber::subtract(const BigNumber& other) {
  HINDCAST_CHECK(!(*this < other));
  std::uint64_t borrow = 0;
  for (std::size_t place = 0; place < words_.size(); ++place) {
    const std::uint64_t taken =
        borrow + (place < other.words_.size() ? std::uint64_t{other.words_[place]} : 0);
    borrow = words_[place] < taken ? 1 : 0;
    words_[place] = static_cast<std::uint32_t>(words_[place] - taken);
  }
  trim();
}

std::uint32_t BigNumber::divide(std::uint32_t divisor) {
  std::uint64_t rest = 0;
  for (auto word = words_.rbegin(); word != words_.rend(); ++word) {
    rest = (rest << 32U) | *word;
    *word = static_cast<std::uint32_t>(rest / divisor);
    rest %= divisor;
  }
  trim();
  return static_cast<std::uint32_t>(rest);
}

std::string BigNumber::decimal() const {
  BigNumber left = *this;
  std::string reversed;
  while (!left.is_zero()) {
    std::uint32_t group = left.divide(1'000'000'000);
    for (int digit = 0; digit < 9 && (group != 0 || !left.is_zero()); ++digit, group /= 10) {
      reversed += static_cast<char>('0' + group % 10);
    }
  }
  if (reversed.empty()) reversed = "0";
  std::reverse(reversed.begin(), reversed.end());
  return reversed;
}

bool operator<(const BigNumber& left, const BigNumber& right) {
  if (left.words_.size() != right.words_.size()) return left.words_.size() < right.words_.size();
  return std::lexicographical_compare(left.words_.rbegin(), left.words_.rend(),
                                      right.words_.rbegin(), right.words_.rend());
}

}  // namespace hindcast
