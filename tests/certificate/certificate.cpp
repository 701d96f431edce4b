#include "tests/certificate/certificate.hpp"

#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace hindcast::testing {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

// RFC 4648, "base32hex", lower case.
std::string bytes_of(const std::string& base32) {
  static const std::string digits = "0123456789abcdefghijklmnopqrstuv";
  std::string bytes;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char character : base32) {
    const std::size_t digit = digits.find(character);
    if (digit == std::string::npos) throw std::invalid_argument("not base32hex: " + base32);
    buffer = buffer << 5U | static_cast<std::uint32_t>(digit);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(buffer >> bits & 0xffU);
  }
  return bytes;
}

}  // namespace

Certificate certificate_of(const nlohmann::json& json) {
  Certificate claims;
  claims.scenario = json.at("scenario");
  claims.configuration = json.at("configuration");
  for (const std::string assignment : json.at("overrides")) {
    const std::size_t equals = assignment.find('=');
    claims.overrides.emplace_back(assignment.substr(0, equals), assignment.substr(equals + 1));
  }
  claims.seed = json.at("seed");
  claims.verdict = json.at("verdict");
  claims.reduction = json.at("reduction");
  claims.complete = json.at("complete");
  for (const std::string bound : json.at("bounds")) {
    if (bound.ends_with(" faults and lost or duplicated messages")) {
      claims.deviations_max = std::stoull(bound.substr(std::string("at most ").size()));
    } else if (bound != "what is drawn is fixed by seed " + std::to_string(claims.seed)) {
      claims.other_bounds.push_back(bound);
    }
  }
  claims.executions = json.at("executions");
  claims.classes = json.at("classes");
  claims.class_sum = json.at("class_sum");
  claims.deepest = json.at("deepest");
  claims.violations = json.at("violations");
  claims.deadlocks = json.at("deadlocks");
  for (const nlohmann::json& finding : json.at("findings")) {
    claims.findings.push_back({finding.at("what"), finding.at("detail"), finding.at("executions"),
                               finding.at("deviations"), finding.at("token")});
  }
  return claims;
}

ClaimedRun run_of(const std::string& token) {
  const std::vector<std::string> parts = split(token, '.');
  if (parts.size() != 8 || parts[0] != "hc1")
    throw std::invalid_argument("no such token: " + token);
  ClaimedRun run{std::stoull(parts[4]), {}, std::stoull(parts.back(), nullptr, 16)};
  for (const std::string& line : split(bytes_of(parts[5]), '\n')) {
    if (!line.starts_with('?')) continue;
    run.answers.emplace_back(std::stoull(line.substr(1, 16), nullptr, 16),
                             static_cast<std::uint32_t>(std::stoul(line.substr(18))));
  }
  return run;
}

}  // namespace hindcast::testing
