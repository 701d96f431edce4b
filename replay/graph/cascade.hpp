// Cascade paths: how one silent component reaches the clients, hop by hop, each hop with the law
// that lets it through. A path is a suspicion until a campaign fills in its evidence: a run in
// which it happens, and the same seeds with each sustaining policy neutralised.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/replay/graph/facts.hpp"
#include "hindcast/replay/graph/law.hpp"
#include "hindcast/sim/parameter.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// The failure of `from` (silent, slow or gone) becomes that of `to`.
struct CascadeHop {
  std::string from{};
  std::string to{};
  Law law = Law::dependency;
  double margin = 1;    // infinite if nothing limits it, and for a plain dependency
  std::string cause{};  // "24 min x 6/s = 8,640 requests held, 10 slots"
  std::vector<Figure> figures{};
  // What takes the sustaining policy away and leaves the call: one attempt; a pool that is large
  // enough; a timeout that never comes; for a wait without a limit, a limit. Empty if no parameter
  // is known, and for a dependency.
  std::vector<Assignment> neutralised_by{};
};

// By what a run shows the cascade at its client.
enum class CascadeSign : std::uint8_t {
  // The client needs the trigger, so its requests fail as long as the trigger does. The cascade is
  // what goes on: the objective does not hold again in time after the fault, or only after a
  // restart.
  outlives,
  // The client does not need the trigger: the cascade is that its requests fail beyond its
  // objective.
  reaches,
};

const char* name_of(CascadeSign sign);

struct CascadePath;
// Returns the sign by which a path's runs are judged.
CascadeSign sign_of(const GraphFacts& facts, const CascadePath& path);

// What became of the cascade on the same seed with one hop neutralised.
enum class Counterfactual : std::uint8_t { untried, gone, stays };

const char* name_of(Counterfactual counterfactual);

// What one run says about a cascade, measured at its client.
struct CascadeRun {
  std::uint64_t seed = 0;
  bool happened = false;
  std::uint64_t offered = 0;  // requests from the start of the fault until the objective held again
  std::uint64_t failed = 0;
  Duration recovery = Duration::zero();  // after the end of the fault; infinite: never
  bool restarted = false;                // an operator had to restart the design
  std::string token{};
  std::string command{};  // that replays it
};

// Filled in by whoever runs the campaigns.
struct CascadeEvidence {
  std::string scenario{};     // the story that strikes the trigger; empty: there is none
  std::string why_untried{};  // if there are no runs
  CascadeSign sign = CascadeSign::outlives;
  std::uint64_t hits = 0;  // runs in which the cascade happened
  std::uint64_t runs = 0;  // 0: not tried
  CascadeRun witness{};    // the first of those; REQUIRES: hits > 0
  struct Neutralised {
    std::size_t hop = 0;
    Counterfactual result = Counterfactual::untried;  // of the witness's seed
    std::string why_untried{};
    std::uint64_t hits = 0;  // of the seeds in which the cascade had happened
    std::uint64_t runs = 0;
    CascadeRun same_seed{};  // the witness's; REQUIRES: runs > 0
  };
  std::vector<Neutralised> neutralised{};

  // A run shows the cascade, and without one of its policies the same seed does not.
  bool confirmed() const;
};

struct CascadePath {
  std::string trigger{};
  std::string client{};
  std::vector<CascadeHop> hops{};  // from the trigger to the client
  double margin = 1;               // the least of its hops': the weakest link
  double share = 0;                // of all requests, those of this client
  CascadeEvidence evidence{};

  // "redis -> pool -> mcp -> clients".
  std::string text() const;
};

// Returns, for each component that may fail, each hop that its failure begins with and each client
// reached through at least one hop that is more than a dependency, the path whose weakest link is
// strongest; ordered by share, then margin, then the number of hops that amplify, then names.
std::vector<CascadePath> cascade_paths(const GraphFacts& facts);

// Returns the hops by which the failure of `from` reaches others, at most one per other: its worst.
std::vector<CascadeHop> hops_from(const GraphFacts& facts, std::size_t from);

}  // namespace hindcast
