// The certificate checker: tries every claim of a certificate of a small program by brute force. It
// links sim only, so that a mistake of the explorer is none of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/certificate/certificate.hpp"

namespace hindcast::testing {

// Executions beyond which a program is not small.
inline constexpr std::uint64_t kSmallExecutions = 2'000'000;

// Returns what is wrong with the certificate, one sentence each; empty if every claim holds.
std::vector<std::string> refusals(const Certificate& claims);

}  // namespace hindcast::testing
