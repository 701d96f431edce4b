// The options of every command that shrinks its findings by itself.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>

#include "hindcast/replay/shrink.hpp"

namespace hindcast {

class ShrinkFlags {
 public:
  explicit ShrinkFlags(std::uint64_t steps) : steps_(steps) {}

  // Adds --no-shrink and --shrink-budget.
  void declare(CLI::App& verb);
  bool wanted() const { return !off_; }
  // For one finding; interrupted by Ctrl-C.
  ShrinkOptions options() const;

 private:
  std::uint64_t steps_;
  bool off_ = false;
};

}  // namespace hindcast
