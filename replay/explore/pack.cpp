#include "hindcast/replay/explore/pack.hpp"

#include <bit>
#include <charconv>

namespace hindcast {

// Numbers stand in decimal, a blank after each, a line end after some.
void Pack::put(std::uint64_t value) {
  constexpr std::size_t kLine = 96;
  written_ += std::to_string(value);
  const std::size_t line = written_.rfind('\n');
  const std::size_t length = written_.size() - (line == std::string::npos ? 0 : line);
  written_ += length > kLine ? '\n' : ' ';
}

std::uint64_t Pack::take() {
  std::uint64_t value = 0;
  const char* const end = left_.data() + left_.size();
  const auto [after, error] = std::from_chars(left_.data(), end, value);
  require(error == std::errc() && after != end && (*after == ' ' || *after == '\n'));
  left_.remove_prefix(static_cast<std::size_t>(after - left_.data()) + 1);
  return value;
}

void Pack::real(double& value) {
  auto bits = std::bit_cast<std::uint64_t>(value);
  number(bits);
  value = std::bit_cast<double>(bits);
}

void Pack::text(std::string& value) {
  std::size_t size = value.size();
  number(size, left_.size());
  if (!reads_) {
    written_ += value;
    return;
  }
  require(size <= left_.size());
  value = left_.substr(0, size);
  left_.remove_prefix(size);
}

}  // namespace hindcast
