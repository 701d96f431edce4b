// DelayBounded: first in, first out, but for a few delays: at so many random steps whoever would
// run next is passed over (Emmi, Qadeer, Rakamaric, "Delay-bounded scheduling", POPL 2011). Most
// bugs need one or two.
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/replay/explore/samplers.hpp"

namespace hindcast {

class DelayBounded final : public Sampler {
 public:
  // At most `delays`, at steps below `steps`. REQUIRES: steps > 0.
  DelayBounded(std::uint32_t delays, std::uint32_t steps) : delays_(delays), steps_(steps) {}

 protected:
  std::uint32_t pick(const ChoicePoint& point) override;
  void began() override;

 private:
  std::uint32_t delays_;
  std::uint32_t steps_;
  std::uint32_t taken_ = 0;
  std::vector<std::uint32_t> places_;
};

}  // namespace hindcast
