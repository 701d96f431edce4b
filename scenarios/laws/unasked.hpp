// NothingAsked: the chooser of worlds in which nothing but draws varies.
#pragma once

#include "hindcast/sim/chooser.hpp"

namespace hindcast {

class NothingAsked final : public Chooser {
 public:
  bool asks(ChoiceKind) const override { return false; }
  std::uint32_t choose(const ChoicePoint&) override { return 0; }
};

}  // namespace hindcast
