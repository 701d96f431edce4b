#include "hindcast/replay/token.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kPrefix = "hc1";
constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuv";  // base32hex, RFC 4648
constexpr std::size_t kTokenBytesMax = 4096;
constexpr std::size_t kPartsMin = 7;
constexpr std::size_t kPartsMax = 8;

// Names have underscores, tokens have hyphens.
std::string with(std::string text, char from, char to) {
  std::replace(text.begin(), text.end(), from, to);
  return text;
}

// The delta as text: overrides and deviations, one a line.
std::string delta_text(const Token& token) {
  std::string text = token.asks_schedule ? "schedule\n" : "";
  for (const Assignment& override : token.overrides) {
    text += fmt::format("{}={}\n", override.path, override.value);
  }
  for (const Deviation& deviation : token.deviations) {
    text += fmt::format("?{:016x}={}\n", deviation.question.value, deviation.answer);
  }
  return text;
}

std::string encode(std::string_view bytes) {
  std::string text;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char byte : bytes) {
    buffer = buffer << 8 | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 5; bits -= 5) text += kDigits[buffer >> (bits - 5) & 31];
  }
  if (bits > 0) text += kDigits[buffer << (5 - bits) & 31];
  return text;
}

std::optional<std::string> decode(std::string_view text) {
  std::string bytes;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char character : text) {
    const std::size_t digit = kDigits.find(character);
    if (digit == std::string_view::npos) return std::nullopt;
    buffer = buffer << 5 | static_cast<std::uint32_t>(digit);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(buffer >> bits & 0xff);
  }
  return bytes;
}

std::optional<std::uint64_t> parse_hexadecimal(std::string_view text, std::size_t digits) {
  if (text.size() != digits) return std::nullopt;
  std::uint64_t value = 0;
  for (const char character : text) {
    const std::size_t digit = std::string_view("0123456789abcdef").find(character);
    if (digit == std::string_view::npos) return std::nullopt;
    value = value << 4 | digit;
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

std::optional<Deviation> parse_deviation(std::string_view line) {
  if (line.size() < 19 || line[17] != '=') return std::nullopt;
  const auto question = parse_hexadecimal(line.substr(1, 16), 16);
  const auto answer = parse_count(line.substr(18));
  if (!question || !answer.ok() || answer.value() >= Chooser::kStop) return std::nullopt;
  return Deviation{Key{*question}, static_cast<std::uint32_t>(answer.value())};
}

bool parse_delta(std::string_view encoded, Token& token) {
  const std::optional<std::string> text = decode(encoded);
  if (!text || text->empty() || text->size() > kDeltaBytesMax || text->back() != '\n') return false;
  for (const std::string_view line :
       split(std::string_view(*text).substr(0, text->size() - 1), '\n')) {
    if (line == "schedule") {
      token.asks_schedule = true;
    } else if (line.starts_with('?')) {
      const std::optional<Deviation> deviation = parse_deviation(line);
      if (!deviation) return false;
      token.deviations.push_back(*deviation);
    } else {
      const Parsed<Assignment> override = parse_assignment(line);
      if (!override.ok()) return false;
      token.overrides.push_back(override.value());
    }
  }
  return true;
}

std::string stamp_text(const Stamp& stamp) {
  std::string text = fmt::format("k{}-m", stamp.kernel);
  for (std::size_t index = 0; index < stamp.models.size(); ++index) {
    text += fmt::format("{}{}", index == 0 ? "" : "-", stamp.models[index]);
  }
  text += fmt::format("-p{:08x}", stamp.parameters);
  if (!stamp.tz.empty()) text += "-z" + stamp.tz;
  return text;
}

std::optional<std::uint32_t> parse_revision(std::string_view text) {
  const Parsed<std::uint64_t> count = parse_count(text);
  if (!count.ok() || count.value() > 1'000'000) return std::nullopt;
  return static_cast<std::uint32_t>(count.value());
}

std::optional<Stamp> parse_stamp(std::string_view text) {
  Stamp stamp;
  const std::vector<std::string_view> parts = split(text, '-');
  std::size_t index = 0;
  if (parts.size() < 3 || !parts[0].starts_with('k') || !parts[1].starts_with('m'))
    return std::nullopt;
  const auto kernel = parse_revision(parts[index++].substr(1));
  if (!kernel) return std::nullopt;
  stamp.kernel = *kernel;
  for (bool first = true; index < parts.size() && !parts[index].starts_with('p'); ++index) {
    const std::string_view digits = first ? parts[index].substr(1) : parts[index];
    first = false;
    if (digits.empty()) continue;
    const auto revision = parse_revision(digits);
    if (!revision) return std::nullopt;
    stamp.models.push_back(*revision);
  }
  if (index == parts.size()) return std::nullopt;
  const auto parameters = parse_hexadecimal(parts[index++].substr(1), 8);
  if (!parameters) return std::nullopt;
  stamp.parameters = static_cast<std::uint32_t>(*parameters);
  if (index == parts.size()) return stamp;
  if (index + 1 != parts.size() || !parts[index].starts_with('z')) return std::nullopt;
  stamp.tz = parts[index].substr(1);
  return stamp;
}

TextError broken(std::string cause) {
  return {std::move(cause), "copy the whole token, from hc1 to its last digit"};
}

// The parts between the dots that have a meaning of their own.
std::optional<TextError> parse_parts(const std::vector<std::string_view>& parts, Token& token) {
  token.scenario = with(std::string(parts[1]), '-', '_');
  token.system = with(std::string(parts[2]), '-', '_');
  if (token.scenario.empty() || token.system.empty()) return broken("a part of the token is empty");
  if (parts[3] != "random" && parts[3] != "quiet") {
    return broken(fmt::format("the token's base is {}, not random or quiet", in_quotes(parts[3])));
  }
  token.base = parts[3] == "random" ? Base::random : Base::quiet;
  const Parsed<std::uint64_t> seed = parse_count(parts[4]);
  if (!seed.ok())
    return broken(fmt::format("the token's seed {} is no number", in_quotes(parts[4])));
  token.seed = seed.value();
  if (parts.size() == kPartsMax && !parse_delta(parts[5], token)) {
    return broken("the token's delta (its sixth part) is damaged");
  }
  const std::optional<Stamp> stamp = parse_stamp(parts[parts.size() - 2]);
  if (!stamp) {
    return broken(
        fmt::format("the token's stamp {} is damaged", in_quotes(parts[parts.size() - 2])));
  }
  token.stamp = *stamp;
  const auto digest = parse_hexadecimal(parts.back(), 16);
  if (!digest) {
    return broken(
        fmt::format("the token's digest {} is not 16 hexadecimal digits", in_quotes(parts.back())));
  }
  token.digest = *digest;
  return std::nullopt;
}

}  // namespace

std::size_t delta_bytes(const Token& token) { return delta_text(token).size(); }

std::string to_text(const Token& token) {
  const std::string delta = delta_text(token);
  HINDCAST_CHECK(delta.size() <= kDeltaBytesMax);
  return fmt::format("{}.{}.{}.{}.{}{}{}.{}.{:016x}", kPrefix, with(token.scenario, '_', '-'),
                     with(token.system, '_', '-'), name_of(token.base), token.seed,
                     delta.empty() ? "" : ".", encode(delta), stamp_text(token.stamp),
                     token.digest);
}

Parsed<Token> parse_token(std::string_view text) {
  if (text.size() > kTokenBytesMax) return broken("this is too long for a token");
  const std::vector<std::string_view> parts = split(text, '.');
  if (parts[0] != kPrefix) {
    return TextError{fmt::format("{} is no token of this version", in_quotes(text)),
                     "a token begins with hc1."};
  }
  if (parts.size() < kPartsMin || parts.size() > kPartsMax) {
    return broken(fmt::format("the token has {} parts instead of 7 or 8", parts.size()));
  }
  Token token;
  if (const std::optional<TextError> error = parse_parts(parts, token)) return *error;
  return token;
}

Stamp stamp_of(const Scenario& scenario) {
  Stamp stamp;
  for (const std::string& revision : scenario.revisions()) {
    const auto number = parse_revision(std::string_view(revision).substr(revision.find('=') + 1));
    HINDCAST_CHECK(number.has_value());
    stamp.models.push_back(*number);
  }
  const std::uint64_t hash = hash_parameters(scenario.parameters());
  stamp.parameters = static_cast<std::uint32_t>(hash ^ hash >> 32);
  stamp.tz = scenario.tz_version();
  return stamp;
}

std::vector<std::string> differences(const Stamp& token, const Scenario& scenario) {
  const Stamp here = stamp_of(scenario);
  std::vector<std::string> found;
  if (token.kernel != here.kernel) {
    found.push_back(fmt::format("it was made by kernel revision {}, this program has {}",
                                token.kernel, here.kernel));
  }
  const std::vector<std::string> names = scenario.revisions();
  if (token.models.size() != names.size()) {
    found.push_back(fmt::format("it was made with {} models, here the scenario uses {}",
                                token.models.size(), names.size()));
  }
  for (std::size_t index = 0; index < std::min(names.size(), token.models.size()); ++index) {
    if (token.models[index] == here.models[index]) continue;
    found.push_back(fmt::format("the model {} has revision {} here and {} in the token",
                                names[index].substr(0, names[index].find('=')), here.models[index],
                                token.models[index]));
  }
  if (token.parameters != here.parameters) {
    found.push_back(
        fmt::format("the resolved parameters differ (hash {:08x} here, {:08x} in the token)",
                    here.parameters, token.parameters));
  }
  if (token.tz != here.tz) {
    found.push_back(fmt::format("the tz database is {} here and {} in the token",
                                here.tz.empty() ? "not used" : here.tz,
                                token.tz.empty() ? "not used" : token.tz));
  }
  return found;
}

Token token_of(const Scenario& scenario, Base base, const Run& run,
               std::vector<Assignment> overrides) {
  Token token;
  token.scenario = scenario.info().name;
  token.system = scenario.system();
  token.base = base;
  token.seed = run.seed;
  token.overrides = std::move(overrides);
  token.stamp = stamp_of(scenario);
  token.digest = run.digest;
  return token;
}

}  // namespace hindcast
