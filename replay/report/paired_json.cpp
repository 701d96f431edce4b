#include "hindcast/replay/report/paired_json.hpp"

namespace hindcast {
namespace {

using Json = nlohmann::ordered_json;

Json value_json(std::int64_t value, PairUnit unit) {
  if (value == kEndless || value == -kEndless) return nullptr;
  if (unit == PairUnit::count) return value;
  return static_cast<double>(value) / (unit == PairUnit::duration ? 1e9 : 1e6);
}

const char* unit_of(PairUnit unit) {
  switch (unit) {
    case PairUnit::count:
      return "calls";
    case PairUnit::duration:
      return "seconds";
    case PairUnit::ppm:
      return "share";
  }
  return "";
}

// An infinite difference is a word, so that its sign is kept.
Json difference_json(std::int64_t value, PairUnit unit) {
  if (value == kEndless) return "+inf";
  if (value == -kEndless) return "-inf";
  return value_json(value, unit);
}

}  // namespace

Json quantity_json(const QuantityPair& pair, PairUnit unit) {
  return {
      {"unit", unit_of(unit)},
      {"n", pair.n},
      {"before",
       {{"p50", value_json(pair.before_p50, unit)}, {"p95", value_json(pair.before_p95, unit)}}},
      {"after",
       {{"p50", value_json(pair.after_p50, unit)}, {"p95", value_json(pair.after_p95, unit)}}},
      {"difference",
       {{"p50", difference_json(pair.difference, unit)},
        {"low", difference_json(pair.low, unit)},
        {"high", difference_json(pair.high, unit)},
        {"shown", pair.shown()}}},
      {"difference_p95",
       {{"value", difference_json(pair.difference_p95, unit)},
        {"low", difference_json(pair.low_p95, unit)},
        {"high", difference_json(pair.high_p95, unit)},
        {"shown", pair.shown_p95()}}}};
}

Json rate_json(const RatePair& pair) {
  return {{"n", pair.before.trials},
          {"before", pair.before.hits},
          {"after", pair.after.hits},
          {"difference",
           {{"value", pair.difference},
            {"low", pair.interval.low},
            {"high", pair.interval.high},
            {"shown", pair.shown()}}}};
}

}  // namespace hindcast
