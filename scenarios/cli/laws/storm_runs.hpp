// StormRuns: many seeds of retry storms, point by point, and the rows of their tables.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hindcast/replay/graph/call_graph.hpp"
#include "hindcast/scenarios/cli/laws/load_law.hpp"
#include "hindcast/scenarios/laws/retry_storm.hpp"

namespace hindcast {

// A line of a table: what is run, and what the source recorded of it.
struct StormPoint {
  std::string name{};
  StormOptions options{};
  std::optional<Share> down{};  // how many runs were down at their end, of how many
};

// Runs one seed.
StormEnd run_storm(const StormOptions& options, std::uint64_t seed);

// Returns the ends of each point's runs, in the order of the seeds. A point of which a run
// is missing, because it was interrupted, is empty.
struct StormEnds {
  std::vector<std::vector<StormEnd>> points{};
  bool interrupted = false;
};
StormEnds run_storms(const std::vector<StormPoint>& points, std::uint32_t seeds,
                     const LawRequest& request);

// The inverse of per_second (replay/graph/call_graph.hpp).
Rate rate_of(double per_second);

// What is simulated, for the storms of all laws.
extern const char* const kStormReality;

Share down_share(const std::vector<StormEnd>& ends);

// Adds the digests of the runs to the table's.
void add_digests(LawTable& table, const std::vector<StormEnd>& ends);

}  // namespace hindcast
