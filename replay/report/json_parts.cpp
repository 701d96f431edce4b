#include "hindcast/replay/report/json_parts.hpp"

#include "hindcast/sim/input_error.hpp"
#include "hindcast/sim/utf8.hpp"

namespace hindcast {

std::string text_json(const std::string& text) {
  return utf8_valid_until(text) == text.size() ? text : printable(text);
}

nlohmann::ordered_json texts_json(const std::vector<std::string>& texts) {
  return array_json(texts, text_json);
}

nlohmann::ordered_json seconds_json(Duration time) {
  if (time.is_infinite()) return nullptr;
  return static_cast<double>(time.count()) / 1e9;
}

nlohmann::ordered_json share_json(const Share& share) {
  const Interval interval = share.interval();
  return {
      {"hits", share.hits}, {"n", share.trials}, {"low", interval.low}, {"high", interval.high}};
}

}  // namespace hindcast
