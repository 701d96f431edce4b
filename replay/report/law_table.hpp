// LawTable: what a simulation measured beside the law that it must obey, row by row, and whether
// the two agree. Intervals of the simulation against closed forms are at 99.9 %; those of shares
// are Wilson's at 95 %, as in all reports, and the judgement is a test at 99.9 %.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hindcast/replay/laws/batch_means.hpp"
#include "hindcast/replay/laws/half_point.hpp"
#include "hindcast/replay/laws/two_sample.hpp"
#include "hindcast/replay/report/interval.hpp"
#include "hindcast/replay/report/text_layout.hpp"

namespace hindcast {

enum class Agreement : std::uint8_t {
  unjudged,  // there is nothing to hold it against
  agrees,
  too_wide,  // the interval is wider than a judgement allows
  differs,
};
const char* name_of(Agreement agreement);

struct LawRow {
  std::string point{};     // "c=2 rho=.8 seed 1"
  std::string quantity{};  // "W_q"
  std::optional<double> law{};
  std::uint64_t law_n = 0;  // the law is a recorded sample of so many runs; 0: exact
  double value = 0;         // simulated
  std::optional<Interval> interval{};
  std::optional<Share> share{};    // the value, where it is one
  std::uint64_t n = 0;             // customers, calls or runs behind the value
  std::optional<double> chance{};  // of samples that differ so much (Fisher)
  Agreement agreement = Agreement::unjudged;
};

struct LawTable {
  std::string name{};  // "laws/queueing"
  std::string title{};
  std::string statement{};  // the law, with its source
  std::string judged{};     // by which test
  std::vector<LawRow> rows{};
  std::vector<std::string> notes{};
  std::uint64_t digest = 0;  // of all runs
  bool interrupted = false;  // rows are missing

  std::size_t count(Agreement agreement) const;
};

// How wide the interval of a simulation may be when it is held against a closed form.
inline constexpr double kPrecision = 0.02;

// Each returns a judged row.
// A closed form must lie in the interval, whose half width must be at most kPrecision of it.
LawRow closed_form_row(LawRow row, double law, const BatchMean& simulated);
// A share of independent calls whose probability the law gives exactly: the binomial test.
LawRow exact_share_row(LawRow row, double law, const Share& simulated);
// A closed form must lie in the 99.9 % interval of a mean over independent runs.
LawRow exact_mean_row(LawRow row, double law, const RunMean& simulated);
// Two samples of one share: Fisher's test. Without a recorded sample the row is not judged.
LawRow share_row(LawRow row, const Share& simulated, const std::optional<Share>& recorded);
// Two samples of one mean.
LawRow mean_row(LawRow row, const RunMean& simulated, const std::optional<RecordedMean>& recorded);
// Two samples of one quantile: the recorded one must lie between the order statistics that the
// ranks of both samples allow. `values` may hold infinite ones.
struct RecordedQuantile {
  double quantile = 0.5;
  double value = 0;
  std::uint64_t runs = 0;
  double rounding = 0;
};
LawRow quantile_row(LawRow row, std::vector<double> values, const RecordedQuantile& recorded);
// A crossing within kPrecision of the law, plus its own interval.
LawRow crossing_row(LawRow row, double law, const HalfPoint& crossing);
// A count that the law gives exactly.
LawRow exact_row(LawRow row, double law, double value);

std::string render_laws(const std::vector<LawTable>& tables, const TextStyle& style);
// A document of format hindcast.laws, version 1.
std::string render_laws_json(const std::vector<LawTable>& tables);

}  // namespace hindcast
