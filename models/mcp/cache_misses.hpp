// How often a cache does not have what is asked for, in the long run. An entry lives from the read
// that missed it until its time to live is over or its key is updated; reads and updates of a key
// are Poisson processes, so the renewals of the entry give the share of misses exactly.
#pragma once

#include "hindcast/sim/distribution.hpp"
#include "hindcast/sim/rate.hpp"
#include "hindcast/sim/ratio.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

struct CachedLoad {
  Rate reads = Rate::zero();    // of all keys together
  Rate updates = Rate::zero();  // those that invalidate
  Duration time_to_live = Duration::infinite();
};

// Returns misses / reads, when keys are asked for and updated as `popularity` says: the mean over
// the keys k of 1 / (1 + reads_k * E), where E = (1 - exp(-updates_k * ttl)) / updates_k is how
// long an entry lives. Keys of nearly equal popularity are taken together.
Ratio cache_misses(const CachedLoad& load, const Distribution& popularity);

}  // namespace hindcast
