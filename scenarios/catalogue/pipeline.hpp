// The pipeline behind the callers' backs: activities go through the queue and the worker into the
// database. What was acknowledged and has not arrived is invisible to those who were told that it
// is safe, so stories that break it look for themselves.
#pragma once

#include <cstdint>

#include "hindcast/scenarios/catalogue/platform.hpp"
#include "hindcast/sim/observation.hpp"

namespace hindcast {

// Activities that were acknowledged more than a minute ago and are not in the database. 0 for a
// design without a pipeline.
std::uint64_t late_activities(const Platform& platform);

// Updates that are in the database although nobody was told so: their callers met an error, or no
// answer.
std::uint64_t updates_in_doubt(const Platform& platform);

// Bytes of the queue's file that its worker has not taken.
std::uint64_t queue_lag(const Platform& platform);

// How often the worker ended itself, what it set aside or passed over, and what the writers were
// told.
void add_pipeline_notes(const Platform& platform, Observation& observation);

}  // namespace hindcast
