// Certificate: what `hindcast check ... --json` claims, as plain data. It is read here anew: the
// checker shares no code with what wrote it.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace hindcast::testing {

struct ClaimedFinding {
  std::string what{};
  std::string detail{};
  std::uint64_t executions = 0;
  std::uint64_t deviations = 0;
  std::string token{};
};

struct Certificate {
  std::string scenario{};
  std::string configuration{};  // 16 hexadecimal digits
  std::vector<std::pair<std::string, std::string>> overrides{};
  std::uint64_t seed = 0;
  std::string verdict{};
  std::string reduction{};
  bool complete = false;
  std::uint64_t deviations_max = std::numeric_limits<std::uint64_t>::max();
  std::vector<std::string> other_bounds{};
  std::uint64_t executions = 0;
  std::uint64_t classes = 0;
  std::string class_sum{};
  std::uint64_t deepest = 0;
  std::uint64_t violations = 0;
  std::uint64_t deadlocks = 0;
  std::vector<ClaimedFinding> findings{};
};

// Throws what the JSON library throws for a text that is no certificate.
Certificate certificate_of(const nlohmann::json& json);

// What a token says: how a run departs from the quiet one, and the digest it must have.
struct ClaimedRun {
  std::uint64_t seed = 0;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> answers{};  // by the question's key
  std::uint64_t digest = 0;
};
ClaimedRun run_of(const std::string& token);

}  // namespace hindcast::testing
