#include "hindcast/models/time/tzif.hpp"

#include <fmt/format.h>

namespace hindcast {
namespace {

constexpr std::size_t kHeaderSize = 44;
constexpr std::int64_t kTimeMax = std::int64_t{1} << 59U;  // what zic writes lies within
constexpr std::string_view kFix = "give a file that zic wrote (version 2 or later)";

std::int64_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = (static_cast<unsigned char>(bytes[at]) & 0x80U) != 0 ? ~0ULL : 0;
  for (std::size_t index = 0; index < size; ++index) {
    value = (value << 8U) | static_cast<unsigned char>(bytes[at + index]);
  }
  return static_cast<std::int64_t>(value);
}

// The counts of one block of data, and where its parts begin.
struct Block {
  Block(std::string_view bytes, std::size_t header, std::size_t time_size) {
    const auto count = [&](std::size_t index) {
      return static_cast<std::size_t>(big_endian(bytes, header + 20 + 4 * index, 4) & 0xffff'ffff);
    };
    ut_indicators = count(0);
    standard_indicators = count(1);
    leaps = count(2);
    times = count(3);
    types = count(4);
    letters = count(5);
    times_at = header + kHeaderSize;
    kinds_at = times_at + times * time_size;
    types_at = kinds_at + times;
    letters_at = types_at + types * 6;
    end = letters_at + letters + leaps * (time_size + 4) + standard_indicators + ut_indicators;
  }

  std::size_t ut_indicators, standard_indicators, leaps, times, types, letters;
  std::size_t times_at, kinds_at, types_at, letters_at, end;
};

bool is_header(std::string_view bytes, std::size_t at) {
  return bytes.size() >= at + kHeaderSize && bytes.substr(at, 4) == "TZif";
}

// Returns the type, or nothing if it names letters outside of the block.
std::optional<ZoneType> read_type(std::string_view bytes, const Block& block, std::size_t index) {
  const std::size_t at = block.types_at + 6 * index;
  const auto letter = static_cast<unsigned char>(bytes[at + 5]);
  if (letter >= block.letters) return std::nullopt;
  const std::string_view letters = bytes.substr(block.letters_at, block.letters).substr(letter);
  const std::size_t length = letters.find('\0');
  if (length == std::string_view::npos || length == 0) return std::nullopt;
  const std::string_view name = letters.substr(0, length);
  const std::int64_t offset = big_endian(bytes, at, 4);
  const bool plain = name.find_first_of("|: @\n") == std::string_view::npos;
  if (!plain || offset <= -86'400 || offset >= 2 * 86'400) return std::nullopt;
  return ZoneType{static_cast<std::int32_t>(offset), bytes[at + 4] != 0, std::string(name)};
}

}  // namespace

Parsed<TimeZone> read_tzif(std::string_view bytes, std::string name) {
  const auto wrong = [&name](std::string_view what) {
    return TextError{"the compiled zone " + in_quotes(name) + " " + std::string(what),
                     std::string(kFix)};
  };
  if (!is_header(bytes, 0)) return wrong("is no TZif file");
  if (bytes[4] < '2') return wrong("is of version 1");
  const std::size_t second = Block(bytes, 0, 4).end;
  if (!is_header(bytes, second)) return wrong("is cut off");
  const Block block(bytes, second, 8);
  if (block.end >= bytes.size() || block.types == 0) return wrong("is cut off");
  if (block.leaps != 0) return wrong("counts leap seconds");

  std::vector<ZoneType> types;
  for (std::size_t index = 0; index < block.types; ++index) {
    const auto type = read_type(bytes, block, index);
    if (!type) return wrong("has a wrong type");
    types.push_back(*type);
  }
  std::vector<ZoneChange> changes;
  for (std::size_t index = 0; index < block.times; ++index) {
    const std::int64_t at = big_endian(bytes, block.times_at + 8 * index, 8);
    const auto kind = static_cast<unsigned char>(bytes[block.kinds_at + index]);
    const bool ascending = changes.empty() || at > changes.back().at;
    const bool in_range = at >= -kTimeMax && at <= kTimeMax;
    if (kind >= types.size() || !ascending || !in_range) return wrong("has a wrong change");
    changes.push_back({at, types[kind]});
  }
  std::string_view footer = bytes.substr(block.end);
  const std::size_t length = footer.size() < 2 ? footer.npos : footer.find('\n', 1);
  if (footer.front() != '\n' || length == footer.npos) return wrong("has no footer");
  footer = footer.substr(1, length - 1);
  std::optional<ZoneRule> rule;
  if (!footer.empty()) {
    Parsed<ZoneRule> parsed = ZoneRule::parse(footer);
    if (!parsed.ok()) return parsed.error();
    rule = parsed.value();
  }
  return TimeZone(std::move(name), types.front(), std::move(changes), std::move(rule));
}

}  // namespace hindcast
