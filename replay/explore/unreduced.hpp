// Unreduced: depth first over every question, without knowing what commutes. The oracle.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "hindcast/replay/explore/search.hpp"
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
};

class Unreduced final : public Chooser {
 public:
  explicit Unreduced(const UnreducedOptions& options) : options_(options) {}

  bool asks(ChoiceKind) const override { return true; }
  WaitSplit splits_waits() const override { return options_.split; }
  std::uint32_t choose(const ChoicePoint& point) override;

  void begin() {
    depth_ = 0;
    deviations_ = 0;
  }
  // Goes to the next execution. Returns false when all is explored.
  bool advance();
  // Gives half of what is left nearest to the root to another, which begins there. `share` is how
  // much of what this one had it takes. Nothing if one execution only is left.
  std::optional<Unreduced> split(double& share);
  // Which share of its part is explored: exact for trees whose branches are alike.
  double explored() const;
  // Between executions.
  void pack(Pack& pack);
  std::uint64_t deepest() const { return deepest_; }
  const std::array<std::uint64_t, 6>& questions() const { return questions_; }

 private:
  bool first_in_first_out(const ChoicePoint& point) const;

  struct Decision {
    std::uint32_t answer = 0;
    std::uint32_t first = 0;  // answers from this one to `end` are this one's to try
    std::uint32_t end = 0;
  };

  UnreducedOptions options_;
  std::vector<Decision> decisions_;
  std::size_t depth_ = 0;
  std::uint32_t deviations_ = 0;
  std::uint64_t deepest_ = 0;
  std::array<std::uint64_t, 6> questions_{};
};

}  // namespace hindcast
