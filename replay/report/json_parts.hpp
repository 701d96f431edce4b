// The pieces that all JSON of hindcast is made of.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "hindcast/replay/report/interval.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// Returns the text; what is not UTF-8, which is all that JSON holds, escaped.
std::string text_json(const std::string& text);

nlohmann::ordered_json texts_json(const std::vector<std::string>& texts);
// Seconds; null if infinite.
nlohmann::ordered_json seconds_json(Duration time);
nlohmann::ordered_json share_json(const Share& share);

template <class Items, class ToJson>
nlohmann::ordered_json array_json(const Items& items, ToJson to_json) {
  nlohmann::ordered_json array = nlohmann::ordered_json::array();
  for (const auto& item : items) array.push_back(to_json(item));
  return array;
}

}  // namespace hindcast
