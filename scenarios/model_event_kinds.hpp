// The event kinds of the shipped models, so that traces print names: "redis.loaded".
#pragma once

#include <span>

#include "hindcast/sim/trace.hpp"

namespace hindcast {

std::span<const EventKind> model_event_kinds();

}  // namespace hindcast
