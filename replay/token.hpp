// Token: one line that replays a run. It names the story, the design, the seed and every departure
// from it, says with what it was made, and ends with the digest that the run must reproduce:
//
//   hc1.<scenario>.<system>.<base>.<seed>[.<delta>].<stamp>.<digest>
//
// Only letters, digits, dots and hyphens, so that it survives chat, shells and issue trackers. A
// delta that is too long for a line stands in a record file (record.hpp), and the token has
// x-<hash> in its place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/replay/campaign.hpp"
#include "hindcast/replay/choosers.hpp"
#include "hindcast/sim/parameter.hpp"
#include "hindcast/sim/parsed.hpp"

namespace hindcast {

// Moves when the kernel gives another digest for the same run.
inline constexpr std::uint32_t kKernelRevision = 1;

// A delta whose text is longer than this goes to a record file, whose hash the token names.
inline constexpr std::size_t kDeltaBytesMax = 1024;

// With what a run was made. Two runs with equal stamps, seeds and deltas are bit-identical.
struct Stamp {
  std::uint32_t kernel = kKernelRevision;
  // The revision of each model used, in the order of their names.
  std::vector<std::uint32_t> models{};
  std::uint32_t parameters = 0;  // a hash of all resolved parameters
  std::string tz{};              // the tz database's version if the run reads civil time
  std::string program{};         // whose own code it ran with; empty: hindcast's alone

  friend bool operator==(const Stamp&, const Stamp&) = default;
};

struct Token {
  std::string scenario{};
  std::string system{};  // a shipped system's name, or a content hash of 16 digits
  Base base = Base::random;
  std::uint64_t seed = 0;
  std::vector<Assignment> overrides{};
  std::vector<Deviation> deviations{};
  Reseeds reseeds{};
  // The run's schedule questions were asked, not only first in, first out.
  bool asks_schedule = false;
  // The hash of the delta, if it stands in a record file and was not read from there.
  std::optional<std::uint64_t> record{};
  Stamp stamp{};
  std::uint64_t digest = 0;
};

// Returns the token's line, which holds the delta or names it.
std::string to_text(const Token& token);
// Returns the text of overrides, deviations and asks_schedule.
std::string delta_text(const Token& token);
// Whether the line only names the delta, so that the run needs a record file too.
bool needs_record(const Token& token);

// Reads a token; says what is wrong with it. It accepts only what to_text writes, letter for
// letter: each change of a token is refused or means another run.
Parsed<Token> parse_token(std::string_view text);

// Returns the stamp as tokens write it: "k4-m2-p01234567".
std::string to_text(const Stamp& stamp);
// Returns the stamp of what this build would run.
Stamp stamp_of(const Scenario& scenario);

// Returns what differs between the token's stamp and this build's, one sentence each; empty if
// nothing.
std::vector<std::string> differences(const Stamp& token, const Scenario& scenario);

// Returns the token of a finished run of `scenario`.
Token token_of(const Scenario& scenario, Base base, const Run& run,
               std::vector<Assignment> overrides = {});

}  // namespace hindcast
