#include "hindcast/replay/delta.hpp"

#include <fmt/format.h>

#include <optional>

#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuv";

std::string escaped(std::string_view value) {
  std::string text;
  for (const char character : value) {
    if (character == '\n') {
      text += "\\n";
    } else {
      if (character == '\\') text += '\\';
      text += character;
    }
  }
  return text;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string value;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      value += text[at];
      continue;
    }
    if (++at == text.size() || (text[at] != 'n' && text[at] != '\\')) return std::nullopt;
    value += text[at] == 'n' ? '\n' : '\\';
  }
  return value;
}

bool add_deviation(std::string_view line, Delta& delta) {
  if (line.size() < 19 || line[17] != '=') return false;
  const auto question = parse_hexadecimal(line.substr(1, 16), 16);
  const auto answer = parse_count(line.substr(18));
  if (!question.ok() || !answer.ok() || answer.value() >= Chooser::kStop) return false;
  delta.deviations.push_back({Key{question.value()}, static_cast<std::uint32_t>(answer.value())});
  return true;
}

// Reseeds stand in the order of their instants.
bool add_reseed(std::string_view line, Delta& delta) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return false;
  const auto at = parse_count(line.substr(1, equals - 1));
  const auto seed = parse_count(line.substr(equals + 1));
  if (!at.ok() || !seed.ok()) return false;
  if (at.value() >= static_cast<std::uint64_t>(Duration::infinite().count())) return false;
  const Reseed reseed{Instant::at(Duration::nanoseconds(static_cast<std::int64_t>(at.value()))),
                      seed.value()};
  if (!delta.reseeds.empty() && delta.reseeds.back().at >= reseed.at) return false;
  delta.reseeds.push_back(reseed);
  return true;
}

}  // namespace

std::string to_text(const Delta& delta) {
  std::string text = delta.asks_schedule ? "schedule\n" : "";
  for (const Assignment& override : delta.overrides) {
    text += fmt::format("{}={}\n", override.path, escaped(override.value));
  }
  for (const Deviation& deviation : delta.deviations) {
    text += fmt::format("?{:016x}={}\n", deviation.question.value, deviation.answer);
  }
  for (const Reseed& reseed : delta.reseeds) {
    text += fmt::format("@{}={}\n", reseed.at.count(), reseed.seed);
  }
  return text;
}

bool add_line(std::string_view line, Delta& delta) {
  if (line == "schedule") {
    delta.asks_schedule = true;
    return true;
  }
  if (line.starts_with('?')) return add_deviation(line, delta);
  if (line.starts_with('@')) return add_reseed(line, delta);
  const std::optional<std::string> plain = unescaped(line);
  if (!plain) return false;
  const Parsed<Assignment> override = parse_assignment(*plain);
  if (override.ok()) delta.overrides.push_back(override.value());
  return override.ok();
}

std::string to_base32(std::string_view bytes) {
  std::string text;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char byte : bytes) {
    buffer = buffer << 8U | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 5; bits -= 5) text += kDigits[buffer >> (bits - 5) & 31U];
  }
  if (bits > 0) text += kDigits[buffer << (5 - bits) & 31U];
  return text;
}

std::string from_base32(std::string_view text) {
  std::string bytes;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char character : text) {
    const std::size_t digit = kDigits.find(character);
    if (digit == std::string_view::npos) return "";
    buffer = buffer << 5U | static_cast<std::uint32_t>(digit);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(buffer >> bits & 0xffU);
  }
  return bytes;
}

Parsed<std::uint64_t> parse_hexadecimal(std::string_view text, std::size_t digits) {
  const auto complaint = [&] {
    return TextError{fmt::format("{} is not {} hexadecimal digits", in_quotes(text), digits),
                     "write digits and the letters a to f"};
  };
  if (text.size() != digits) return complaint();
  std::uint64_t value = 0;
  for (const char character : text) {
    const std::size_t digit = std::string_view("0123456789abcdef").find(character);
    if (digit == std::string_view::npos) return complaint();
    value = value << 4U | digit;
  }
  return value;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace hindcast
