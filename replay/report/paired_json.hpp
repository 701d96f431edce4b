// Pairs of measurements as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "hindcast/replay/report/paired_words.hpp"

namespace hindcast {

// Endless values are null, endless differences the words "+inf" and "-inf". Durations are seconds,
// parts per million become shares.
nlohmann::ordered_json quantity_json(const QuantityPair& pair, PairUnit unit);
nlohmann::ordered_json rate_json(const RatePair& pair);

}  // namespace hindcast
