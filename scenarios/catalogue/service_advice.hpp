// What a reviewer looks for in a design of services: calls without a timeout, services without a
// second replica, queues without a bound. Which service matters is known from the campaign.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hindcast/scenarios/catalogue/advice_rules.hpp"
#include "hindcast/scenarios/design/design.hpp"

namespace hindcast {

// By scenario, what was struck in its harmed runs: the most harmful first.
using StruckServices = std::map<std::string, std::vector<std::string>>;

std::vector<MissingGuard> missing_service_guards(const Design& design,
                                                 const StruckServices& struck);

}  // namespace hindcast
