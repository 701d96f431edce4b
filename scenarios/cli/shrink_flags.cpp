#include "hindcast/scenarios/cli/shrink_flags.hpp"

#include "hindcast/scenarios/cli/interrupt.hpp"

namespace hindcast {

void ShrinkFlags::declare(CLI::App& verb) {
  CLI::Option* const off = verb.add_flag("--no-shrink", off_, "Leave findings as they were found");
  verb.add_option(
          "--shrink-budget", steps_,
          "Shrink each finding within so many steps of trial runs; steps, not time, so that "
          "the result is the same everywhere")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000'000}))
      ->capture_default_str()
      ->excludes(off);
}

ShrinkOptions ShrinkFlags::options() const {
  ShrinkOptions options;
  options.trials_max = 100'000;
  options.steps_max = steps_;
  options.interrupted = &watch_interrupts();
  return options;
}

}  // namespace hindcast
