#include "hindcast/models/redis/long_number.hpp"

namespace hindcast::redis {

std::optional<Extended80> read_long_number(std::string_view text) {
  constexpr std::size_t kBytesMax = 5 * 1024 - 1;
  if (text.empty() || text.size() > kBytesMax) return std::nullopt;
  if (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r')) return std::nullopt;
  const FloatingText read = read_floating(text, kExtended80Format);
  const bool number = read.number.kind != FloatingNumber::Kind::nan;
  if (read.length != text.size() || read.out_of_range || !number) return std::nullopt;
  return Extended80::of(read.number);
}

std::string long_number_text(const Extended80& number) {
  std::string text = fixed_text(number.parts());
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

Reply infinite_sum() { return Reply::error("ERR increment would produce NaN or Infinity"); }

}  // namespace hindcast::redis
