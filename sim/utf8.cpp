#include "hindcast/sim/utf8.hpp"

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

// The shape of a sequence, given by its first byte; only the second byte has limits of its own.
struct Sequence {
  std::size_t length;
  unsigned second_min;
  unsigned second_max;
};

Sequence sequence_of(unsigned first) {
  if (first < 0x80) return {1, 0, 0};
  if (first >= 0xC2 && first <= 0xDF) return {2, 0x80, 0xBF};
  if (first == 0xE0) return {3, 0xA0, 0xBF};
  if (first == 0xED) return {3, 0x80, 0x9F};
  if (first >= 0xE1 && first <= 0xEF) return {3, 0x80, 0xBF};
  if (first == 0xF0) return {4, 0x90, 0xBF};
  if (first >= 0xF1 && first <= 0xF3) return {4, 0x80, 0xBF};
  if (first == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

unsigned byte_at(std::string_view text, std::size_t offset) {
  return static_cast<unsigned char>(text[offset]);
}

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t offset) {
  HINDCAST_CHECK(offset < text.size());
  const Sequence sequence = sequence_of(byte_at(text, offset));
  if (sequence.length <= 1) return sequence.length;
  if (text.size() - offset < sequence.length) return 0;
  const unsigned second = byte_at(text, offset + 1);
  if (second < sequence.second_min || second > sequence.second_max) return 0;
  for (std::size_t next = 2; next < sequence.length; ++next) {
    if ((byte_at(text, offset + next) & 0xC0U) != 0x80U) return 0;
  }
  return sequence.length;
}

std::size_t utf8_valid_until(std::string_view text) {
  std::size_t offset = 0;
  while (offset < text.size()) {
    const std::size_t length = utf8_length(text, offset);
    if (length == 0) return offset;
    offset += length;
  }
  return offset;
}

std::size_t utf8_characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t offset = 0; offset < text.size(); ++count) {
    const std::size_t length = utf8_length(text, offset);
    offset += length == 0 ? 1 : length;
  }
  return count;
}

}  // namespace hindcast
