// Heap: the old generation of V8 in one process: what is live, what is garbage, and when a
// mark-compact collection holds up the program. Collections take time in proportion to what is
// live and come when the limit of the moment is reached; that limit cannot grow beyond the heap's
// own, so near it they come ever more often. There is no degradation beyond that: what does not fit
// ends the process with exit status 134, and nothing can catch it.
#pragma once

#include <cstdint>
#include <string>

#include "hindcast/sim/byte_size.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

class Heap {
 public:
  struct Options {
    ByteSize limit = ByteSize::mebibytes(2'096);  // --max-old-space-size
    ByteSize base{};                              // live for as long as the process
    // Marked in a second; unlimited: collections take no time.
    ByteSize mark_rate = ByteSize::bytes(~std::uint64_t{0});
  };
  // Why the process cannot go on: the live set is beyond the limit, or four collections in a row
  // took most of the time near it (IsIneffectiveMarkCompact, src/heap/heap.cc of V8 11.3).
  enum class End : std::uint8_t { none, limit, ineffective };
  // How long collections hold up the program, and whether it ends there.
  struct Collected {
    Duration pause = Duration::zero();
    End end = End::none;
  };

  // 128 + SIGABRT, as a shell shows it.
  static constexpr std::int32_t kExitStatus = 134;

  explicit Heap(const Options& options);

  // Something lives from now on, or not any more; what is released is garbage, which `allocate`
  // counts. REQUIRES of the second: no more than was retained.
  void retain(std::uint64_t bytes) { live_ += bytes; }
  void release(std::uint64_t bytes);
  // From now on; what lives stays.
  void set_options(const Options& options);
  // The program allocates so much that dies at once, having retained what it needs.
  Collected allocate(std::uint64_t garbage, Instant at);

  std::uint64_t live() const { return live_; }
  std::uint64_t used() const { return live_ + garbage_; }
  std::uint64_t collections() const { return collections_; }
  Duration pause_max() const { return pause_max_; }
  const Options& options() const { return options_; }

 private:
  Duration mark_compact();
  bool is_ineffective(Duration pause, Instant at);

  Options options_;
  std::uint64_t live_;
  std::uint64_t garbage_ = 0;
  std::uint64_t collect_above_ = 0;  // the limit of the moment
  std::uint64_t collections_ = 0;
  std::uint32_t ineffective_ = 0;
  Instant collected_;  // when the last collection ended
  Duration pause_max_ = Duration::zero();
};

// Returns what the process writes before it aborts. REQUIRES: it ends.
std::string fatal_text(Heap::End end);

}  // namespace hindcast
