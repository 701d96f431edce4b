// The readiness score: what a campaign's rows are worth, per level, and what caps it. Its numbers
// are defined so that few seeds, vacuous runs and weak objectives cost credit and cannot be gamed.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace hindcast {

// One scenario in a campaign.
struct ScoreRow {
  std::string scenario{};
  std::string family{};
  std::uint32_t level = 1;  // 1 to 4
  std::uint64_t runs = 0;
  std::uint64_t broke = 0;
  std::uint64_t degraded = 0;
  bool exercised = true;         // the fault met enough calls, every `sometimes` was seen
  bool conclusive = true;        // all planned runs took place and none ended inconclusive
  bool calm_day_met = true;      // without the fault the objective holds
  bool lost_or_corrupt = false;  // Data Loss, Corruption or Recovery None in some run
  bool manual_recovery = false;
};

// What the campaign says beside its rows.
struct ScoreContext {
  std::vector<std::string> missing_rows{};  // of the catalogue, not in this campaign
  // How many rows of the catalogue apply to this design, per level.
  std::array<std::uint64_t, 4> applicable{};
  std::vector<std::string> red_lines{};
  std::vector<std::string> weak_objectives{};  // below the floors, in words
  bool filtered = false;                       // not all scenarios ran: no score
};

struct Cap {
  std::uint32_t at = 100;
  std::string reason{};
};

enum class Readiness : std::uint8_t { not_ready, conditional, ready };

// Returns "Not Ready", "Conditional" or "Ready".
const char* name_of(Readiness readiness);

struct LevelScore {
  double credit = 0;  // 0 to 1: the mean over families of the mean over rows
  // A level of which fewer than kRowsAssessed rows apply says nothing: it gives no credit and does
  // not count as survived, so that leaving components out never helps.
  bool assessed = false;
  bool survived = false;
  std::uint64_t rows = 0;
  std::uint64_t families = 0;
  std::uint64_t applicable = 0;
};

struct Score {
  bool given = false;          // a filtered run prints none
  std::uint32_t uncapped = 0;  // 0 to 100, rounded down
  std::uint32_t value = 0;
  std::array<LevelScore, 4> levels{};
  std::vector<Cap> caps{};  // those that apply, lowest first
  Readiness readiness = Readiness::not_ready;
};

inline constexpr std::array<double, 4> kLevelWeights = {0.35, 0.30, 0.25, 0.10};
inline constexpr std::uint64_t kRunsForReady = 299;     // no failure in 299 says less than 1 %
inline constexpr std::uint64_t kRunsForSurvival = 100;  // of each row
// Applicable rows below which a level says nothing.
inline constexpr std::uint64_t kRowsAssessed = 3;

// Returns 1 - [U(broke) + U(broke + degraded)] / 2, where U is the upper Wilson 95 % bound; 0 for a
// row that was vacuous or inconclusive, or whose calm day misses its objectives. One more failure
// in place of a pass never raises it, nor does one more broken run beside the others; one more pass
// never lowers it. (One more degraded run beside few others is also one more that did not break.)
double credit_of(const ScoreRow& row);

// Returns the score. With the number of runs held, one more failure never raises it; one more pass
// never lowers it. (More runs can lift a cap that stands for too few of them.)
Score score_of(const std::vector<ScoreRow>& rows, const ScoreContext& context);

}  // namespace hindcast
