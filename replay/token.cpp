#include "hindcast/replay/token.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "hindcast/replay/delta.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kPrefix = "hc1";
constexpr std::string_view kRecordMark = "x-";  // base32hex has no hyphen
constexpr std::size_t kTokenBytesMax = 4096;
constexpr std::size_t kPartsMin = 7;
constexpr std::size_t kPartsMax = 8;

// Names have underscores, tokens have hyphens.
std::string with(std::string text, char from, char to) {
  std::replace(text.begin(), text.end(), from, to);
  return text;
}

bool is_token_character(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '.' || character == '-';
}

std::string record_part(std::uint64_t hash) { return fmt::format("{}{:016x}", kRecordMark, hash); }

// Reads the sixth of eight parts: a delta, or the hash of one.
bool parse_delta_part(std::string_view part, Token& token) {
  if (part.starts_with(kRecordMark)) {
    const auto hash = parse_hexadecimal(part.substr(kRecordMark.size()), 16);
    if (hash.ok()) token.record = hash.value();
    return hash.ok();
  }
  const std::string text = from_base32(part);
  if (text.empty() || text.size() > kDeltaBytesMax || text.back() != '\n') return false;
  Delta delta;
  for (const std::string_view line :
       split(std::string_view(text).substr(0, text.size() - 1), '\n')) {
    if (!add_line(line, delta)) return false;
  }
  token.asks_schedule = delta.asks_schedule;
  token.overrides = std::move(delta.overrides);
  token.deviations = std::move(delta.deviations);
  token.reseeds = std::move(delta.reseeds);
  return true;
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
  if (!parameters.ok()) return std::nullopt;
  stamp.parameters = static_cast<std::uint32_t>(parameters.value());
  if (index < parts.size() && parts[index].starts_with('z')) stamp.tz = parts[index++].substr(1);
  if (index < parts.size() && parts[index].starts_with('b')) {
    stamp.program = parts[index++].substr(1);
  }
  if (index != parts.size()) return std::nullopt;
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
  if (parts.size() == kPartsMax && !parse_delta_part(parts[5], token)) {
    return broken("the token's delta (its sixth part) is damaged");
  }
  const std::optional<Stamp> stamp = parse_stamp(parts[parts.size() - 2]);
  if (!stamp) {
    return broken(
        fmt::format("the token's stamp {} is damaged", in_quotes(parts[parts.size() - 2])));
  }
  token.stamp = *stamp;
  const auto digest = parse_hexadecimal(parts.back(), 16);
  if (!digest.ok()) return broken("the token's digest " + digest.error().cause);
  token.digest = digest.value();
  return std::nullopt;
}

std::string program_words(const std::string& program) {
  return program.empty() ? "hindcast itself" : fmt::format("the program {}", program);
}

}  // namespace

std::string delta_text(const Token& token) {
  return to_text(Delta{token.asks_schedule, token.overrides, token.deviations, token.reseeds});
}

bool needs_record(const Token& token) {
  return token.record.has_value() || delta_text(token).size() > kDeltaBytesMax;
}

std::string to_text(const Stamp& stamp) {
  std::string text = fmt::format("k{}-m", stamp.kernel);
  for (std::size_t index = 0; index < stamp.models.size(); ++index) {
    text += fmt::format("{}{}", index == 0 ? "" : "-", stamp.models[index]);
  }
  text += fmt::format("-p{:08x}", stamp.parameters);
  if (!stamp.tz.empty()) text += "-z" + stamp.tz;
  if (!stamp.program.empty()) text += "-b" + stamp.program;
  return text;
}

std::string to_text(const Token& token) {
  const std::string delta = delta_text(token);
  HINDCAST_CHECK(!token.record || delta.empty());
  std::string part;
  if (token.record) {
    part = record_part(*token.record);
  } else {
    part = delta.size() > kDeltaBytesMax ? record_part(hash_text(delta)) : to_base32(delta);
  }
  return fmt::format("{}.{}.{}.{}.{}{}{}.{}.{:016x}", kPrefix, with(token.scenario, '_', '-'),
                     with(token.system, '_', '-'), name_of(token.base), token.seed,
                     part.empty() ? "" : ".", part, to_text(token.stamp), token.digest);
}

Parsed<Token> parse_token(std::string_view text) {
  if (text.size() > kTokenBytesMax) return broken("this is too long for a token");
  const std::vector<std::string_view> parts = split(text, '.');
  if (parts[0] != kPrefix) {
    return TextError{fmt::format("{} is no token of this version", in_quotes(text)),
                     "a token begins with hc1."};
  }
  if (!std::all_of(text.begin(), text.end(), is_token_character)) {
    return broken("a token has only letters, digits, dots and hyphens");
  }
  if (parts.size() < kPartsMin || parts.size() > kPartsMax) {
    return broken(fmt::format("the token has {} parts instead of 7 or 8", parts.size()));
  }
  Token token;
  if (const std::optional<TextError> error = parse_parts(parts, token)) return *error;
  if (to_text(token) != text) return broken("the token is not written as this program writes it");
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
  stamp.program = scenario.program();
  return stamp;
}

std::vector<std::string> differences(const Stamp& token, const Scenario& scenario) {
  const Stamp here = stamp_of(scenario);
  std::vector<std::string> found;
  if (token.program != here.program) {
    found.push_back(fmt::format("it was made by {}, this is {}", program_words(token.program),
                                program_words(here.program)));
  }
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
