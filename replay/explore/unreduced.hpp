// Unreduced: depth first over every question, without knowing what commutes. The oracle.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "hindcast/replay/explore/search.hpp"
#include "hindcast/replay/explore/state_graph.hpp"
#include "hindcast/sim/chooser.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

struct UnreducedOptions {
  TraceBounds bounds{};
  bool starts_first = false;
  WaitSplit split = WaitSplit::none;
  // Orders are asked about within this time only.
  Instant orders_from{};
  Instant orders_until = Instant::never();
  // Explores no state twice (know_states). Steps without an alternative are decisions, too.
  bool by_states = false;
};

class Unreduced final : public Chooser {
 public:
  explicit Unreduced(const UnreducedOptions& options) : options_(options) {}

  bool asks(ChoiceKind) const override { return true; }
  bool follows_steps() const override { return options_.by_states; }
  WaitSplit splits_waits() const override { return options_.split; }
  std::uint32_t choose(const ChoicePoint& point) override;

  // A state whose hash was seen before is not explored again. `progressed` says whether progress
  // was marked in the last step. Told anew whenever it runs in another world. REQUIRES: by_states.
  void know_states(std::function<std::uint64_t()> state, std::function<bool()> progressed) {
    state_ = std::move(state);
    progressed_ = std::move(progressed);
  }
  const StateGraph& graph() const { return graph_; }
  bool by_states() const { return options_.by_states; }

  void begin() {
    depth_ = 0;
    deviations_ = 0;
    cut_ = false;
  }
  // Goes to the next execution. Returns false when all is explored.
  bool advance();
  // Gives half of what is left nearest to the root to another, which begins there. `share` is how
  // much of what this one had it takes. Nothing if one execution only is left, or by states.
  std::optional<Unreduced> split(double& share);
  // Which share of its part is explored: exact for trees whose branches are alike.
  double explored() const;
  // Between executions. REQUIRES: not by states.
  void pack(Pack& pack);
  // The present execution came to a state that was seen before.
  bool cut() const { return cut_; }
  std::uint64_t states() const { return seen_.size(); }
  std::uint64_t deepest() const { return deepest_; }
  const std::array<std::uint64_t, 6>& questions() const { return questions_; }

 private:
  bool first_in_first_out(const ChoicePoint& point) const;
  bool knows_state(const ChoicePoint& point);
  void add_edge_to(std::uint64_t state, bool progress);

  struct Decision {
    std::uint32_t answer = 0;
    std::uint32_t first = 0;  // answers from this one to `end` are this one's to try
    std::uint32_t end = 0;
    std::uint64_t state = 0;  // of a question about schedules, with states
    std::vector<Key> alternatives{};
  };

  UnreducedOptions options_;
  std::vector<Decision> decisions_;
  std::size_t depth_ = 0;
  std::uint32_t deviations_ = 0;
  std::uint64_t deepest_ = 0;
  bool cut_ = false;
  std::function<std::uint64_t()> state_;
  std::function<bool()> progressed_;
  StateGraph graph_;
  std::uint64_t last_state_ = 0;
  std::set<std::uint64_t> seen_;
  std::array<std::uint64_t, 6> questions_{};
};

}  // namespace hindcast
