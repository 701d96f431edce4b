// BurstLoss: losses that come together, as on a radio link or before a full queue. The chain of
// Gilbert and Elliott: a good and a bad state, a step before each packet.
#pragma once

#include <cstdint>

#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/ratio.hpp"

namespace hindcast {

// The parameters are those of `tc qdisc ... netem loss gemodel p r 1-h 1-k`, tc-netem(8). A bad
// spell lasts 1 / r packets in the mean; of all packets (p (1-h) + r (1-k)) / (p + r) are lost.
struct BurstLossOptions {
  Ratio p = Ratio::zero();
  Ratio r = Ratio::one();
  Ratio loss_bad = Ratio::one();
  Ratio loss_good = Ratio::zero();

  bool is_on() const { return p > Ratio::zero() || loss_good > Ratio::zero(); }

  static const FieldTable<BurstLossOptions>& fields();
};

// One direction's chain; it begins in the good state.
class BurstLoss {
 public:
  // Steps with one uniform draw and returns the probability that this packet is lost.
  Ratio step(const BurstLossOptions& options, std::uint64_t uniform) {
    if ((bad_ ? options.r : options.p).happens(uniform)) bad_ = !bad_;
    return bad_ ? options.loss_bad : options.loss_good;
  }

 private:
  bool bad_ = false;
};

}  // namespace hindcast
