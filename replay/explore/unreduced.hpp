// Unreduced: depth first over every question, without knowing what commutes. The oracle.
#pragma once

#include <array>
#include <cstdint>
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
  std::uint64_t deepest() const { return deepest_; }
  const std::array<std::uint64_t, 6>& questions() const { return questions_; }

 private:
  bool first_in_first_out(const ChoicePoint& point) const;

  struct Decision {
    std::uint32_t answer;
    std::uint32_t arity;
  };

  UnreducedOptions options_;
  std::vector<Decision> decisions_;
  std::size_t depth_ = 0;
  std::uint32_t deviations_ = 0;
  std::uint64_t deepest_ = 0;
  std::array<std::uint64_t, 6> questions_{};
};

}  // namespace hindcast
