#include "hindcast/replay/report/breaker_json.hpp"

#include "hindcast/replay/report/json_parts.hpp"
#include "hindcast/replay/report/paired_json.hpp"

namespace hindcast {
namespace {

using Json = nlohmann::ordered_json;

// In every pair, `before` is the design without the breaker and `after` the one with it.
Json item_json(const BreakerItem& item) {
  Json json;
  json["scenario"] = item.scenario.name;
  json["idle"] = item.idle;
  json["pairs"] = item.pairs;
  json["opened"] = share_json(item.opened);
  json["time_to_open"] = {{"n", item.time_to_open.runs},
                          {"p50_seconds", seconds_json(item.time_to_open.p50)},
                          {"p95_seconds", seconds_json(item.time_to_open.p95)}};
  json["stuck"] = share_json(item.stuck);
  if (item.idle) return json;
  json["dead_calls"] = quantity_json(item.dead_calls, PairUnit::count);
  json["healthy_rejected"] = quantity_json(item.healthy_rejected, PairUnit::count);
  json["goodput"] = quantity_json(item.goodput, PairUnit::ppm);
  json["not_back"] = rate_json(item.not_back);
  json["recovery"] = quantity_json(item.recovery, PairUnit::duration);
  return json;
}

}  // namespace

Json breakers_json(const BreakerBlock& block) {
  Json json;
  json["seeds"] = block.seeds;
  json["breakers"] = Json::array();
  for (const BreakerSummary& breaker : block.breakers) {
    Json one = {{"connection", breaker.connection},
                {"kind", breaker.kind},
                {"removal", breaker.removal},
                {"scenarios", Json::array()}};
    for (const BreakerItem& item : breaker.items) one["scenarios"].push_back(item_json(item));
    json["breakers"].push_back(std::move(one));
  }
  return json;
}

}  // namespace hindcast
