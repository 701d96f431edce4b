#include "hindcast/replay/report/law_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "hindcast/replay/report/order_statistic.hpp"

namespace hindcast {
namespace {

Agreement judge(bool agrees) { return agrees ? Agreement::agrees : Agreement::differs; }

}  // namespace

const char* name_of(Agreement agreement) {
  static constexpr std::array kNames = {"not judged", "agrees", "too wide", "DIFFERS"};
  return kNames.at(static_cast<std::size_t>(agreement));
}

std::size_t LawTable::count(Agreement agreement) const {
  return static_cast<std::size_t>(std::count_if(
      rows.begin(), rows.end(), [&](const LawRow& row) { return row.agreement == agreement; }));
}

LawRow closed_form_row(LawRow row, double law, const BatchMean& simulated) {
  row.law = law;
  row.value = simulated.mean;
  row.interval = Interval{simulated.low(), simulated.high()};
  row.agreement = judge(std::abs(simulated.mean - law) <= simulated.half_width);
  if (row.agreement == Agreement::agrees && simulated.half_width > kPrecision * law) {
    row.agreement = Agreement::too_wide;
  }
  return row;
}

LawRow exact_mean_row(LawRow row, double law, const RunMean& simulated) {
  const double half = kNormal9995 * simulated.deviation /
                      std::sqrt(static_cast<double>(std::max<std::uint64_t>(simulated.runs, 1)));
  row.law = law;
  row.value = simulated.mean;
  row.interval = Interval{simulated.mean - half, simulated.mean + half};
  // Where nothing varies, what is left is the rounding of the mean itself.
  constexpr double kRounding = 1e-9;
  row.agreement = judge(std::abs(simulated.mean - law) <= half + kRounding * std::abs(law));
  return row;
}

LawRow exact_share_row(LawRow row, double law, const Share& simulated) {
  row = share_row(std::move(row), simulated, std::nullopt);
  row.law = law;
  row.chance = chance_of(simulated, law);
  row.agreement = judge(*row.chance >= kChanceMin);
  return row;
}

LawRow share_row(LawRow row, const Share& simulated, const std::optional<Share>& recorded) {
  row.n = simulated.trials;
  row.value = simulated.trials == 0
                  ? 0
                  : static_cast<double>(simulated.hits) / static_cast<double>(simulated.trials);
  row.interval = simulated.interval();
  row.share = simulated;
  if (!recorded) return row;
  row.law = static_cast<double>(recorded->hits) / static_cast<double>(recorded->trials);
  row.law_n = recorded->trials;
  row.chance = chance_of(*recorded, simulated);
  row.agreement = judge(*row.chance >= kChanceMin);
  return row;
}

LawRow mean_row(LawRow row, const RunMean& simulated, const std::optional<RecordedMean>& recorded) {
  row.n = simulated.runs;
  row.value = simulated.mean;
  const double half = difference_half_width(simulated, {0, simulated.runs, 0}) / std::sqrt(2.0);
  row.interval = Interval{simulated.mean - half, simulated.mean + half};
  if (!recorded) return row;
  row.law = recorded->mean;
  row.law_n = recorded->runs;
  row.agreement = judge(std::abs(simulated.mean - recorded->mean) <=
                        difference_half_width(simulated, *recorded));
  return row;
}

LawRow quantile_row(LawRow row, std::vector<double> values, const RecordedQuantile& recorded) {
  std::sort(values.begin(), values.end());
  const RankRange ranks = quantile_ranks(recorded.quantile, values.size(), recorded.runs);
  row.n = values.size();
  row.value = order_statistic(values, static_cast<std::uint64_t>(recorded.quantile * 100 + 0.5));
  row.interval = Interval{values[ranks.low], values[ranks.high]};
  row.law = recorded.value;
  row.law_n = recorded.runs;
  row.agreement = judge(recorded.value >= row.interval->low - recorded.rounding &&
                        recorded.value <= row.interval->high + recorded.rounding);
  return row;
}

LawRow crossing_row(LawRow row, double law, const HalfPoint& crossing) {
  row.law = law;
  row.value = crossing.value;
  row.interval =
      Interval{crossing.value - crossing.half_width, crossing.value + crossing.half_width};
  row.agreement = judge(std::abs(crossing.value - law) <= kPrecision * law + crossing.half_width);
  if (crossing.half_width > kPrecision * law) row.agreement = Agreement::too_wide;
  return row;
}

LawRow exact_row(LawRow row, double law, double value) {
  row.law = law;
  row.value = value;
  row.agreement = judge(law == value);
  return row;
}

}  // namespace hindcast
