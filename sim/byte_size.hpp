// ByteSize: an amount of memory, disk or wire in whole bytes, a type of its own so that it is never
// mistaken for a count.
#pragma once

#include <compare>
#include <cstdint>

namespace hindcast {

class ByteSize {
 public:
  constexpr ByteSize() = default;
  static constexpr ByteSize bytes(std::uint64_t count) { return ByteSize(count); }
  // REQUIRES of the next two: the product fits 64 bits.
  static constexpr ByteSize kibibytes(std::uint64_t count) { return ByteSize(count << 10U); }
  static constexpr ByteSize mebibytes(std::uint64_t count) { return ByteSize(count << 20U); }

  constexpr std::uint64_t bytes() const { return count_; }
  friend constexpr auto operator<=>(ByteSize, ByteSize) = default;

 private:
  explicit constexpr ByteSize(std::uint64_t count) : count_(count) {}

  std::uint64_t count_ = 0;
};

}  // namespace hindcast
