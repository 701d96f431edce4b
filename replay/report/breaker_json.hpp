// The block CIRCUIT BREAKERS as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "hindcast/replay/report/breaker_block.hpp"

namespace hindcast {

nlohmann::ordered_json breakers_json(const BreakerBlock& block);

}  // namespace hindcast
