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

// What became of the cascade on the same seeds with one hop neutralised.
enum class Counterfactual : std::uint8_t { untried, gone, stays };

const char* name_of(Counterfactual counterfactual);

// Filled in by whoever runs the campaigns.
struct CascadeEvidence {
  std::uint64_t hits = 0;  // runs in which the cascade happened
  std::uint64_t runs = 0;  // 0: not tried
  std::string witness{};   // the token of one of those
  struct Neutralised {
    std::size_t hop = 0;
    Counterfactual result = Counterfactual::untried;
    std::uint64_t hits = 0;
    std::uint64_t runs = 0;
    std::string token{};
  };
  std::vector<Neutralised> neutralised{};
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
