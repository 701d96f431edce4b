// The programs whose certificates are checked, written anew from their descriptions with the kernel
// alone.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/sim/world.hpp"

namespace hindcast::testing {

struct Sizes {
  std::uint32_t n = 1;
  std::uint32_t k = 1;
};

// What one execution is made of: it lives from the set-up to the judgement.
struct Setting {
  virtual ~Setting() = default;
  // The property of the final state that does not hold; empty if all do.
  virtual std::string violated() const { return ""; }
};

struct SmallProgram {
  std::string name;
  Sizes sizes;  // unless the certificate says otherwise
  std::function<std::unique_ptr<Setting>(World& world, const Sizes& sizes)> build;
};

// REQUIRES nothing: returns null for a name that is not known.
const SmallProgram* small_program(const std::string& name);

}  // namespace hindcast::testing
