// Inode: a file without its name. It keeps, block by block, what programs read (the page cache)
// apart from what is on the disk, so that a power loss, a failed write-back and bit rot leave what
// they leave in reality. The caller brings the time: write-back is worked out when it matters.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "hindcast/models/host/file_error.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

class Inode {
 public:
  struct Options {
    std::uint64_t number = 0;
    std::uint64_t generation = 0;
    std::uint64_t block_size = 4096;
    Duration writeback_after = Duration::infinite();
  };
  // What a truncation cut off, to undo it: blocks with what they held, and the sizes.
  struct Cut;

  explicit Inode(const Options& options) : options_(options) {}

  std::uint64_t number() const { return options_.number; }
  std::uint64_t generation() const { return options_.generation; }
  std::uint64_t size() const { return size_; }
  std::uint64_t durable_size() const { return durable_size_; }
  std::uint64_t blocks() const { return blocks_.size(); }
  // Returns how many blocks a write would add. REQUIRES: count > 0.
  std::uint64_t blocks_added_by(std::uint64_t offset, std::uint64_t count) const;

  void write(std::uint64_t offset, std::string_view bytes, Instant at);
  // Returns up to `count` bytes; a hole reads as NULs.
  std::string read(std::uint64_t offset, std::uint64_t count) const;
  Cut truncate(std::uint64_t size, Instant at);
  void undo(Cut cut);

  // Takes note of what the kernel has written back by itself until `at`.
  void settle(Instant at);
  // Makes everything durable.
  void sync();
  // The disk refuses the dirty blocks. They become clean all the same, and every descriptor that is
  // open learns of the error once (ext4, XFS; Rebello et al., ATC 2020).
  void fail_writeback(FileError error);
  std::uint64_t error_sequence() const { return error_sequence_; }
  FileError last_error() const { return last_error_; }
  std::uint64_t dirty_blocks() const { return dirty_.size(); }
  std::uint64_t dirty_bytes() const { return dirty_.size() * options_.block_size; }
  // Power is lost when the first `survivors` dirty blocks, in the order of the file, had been
  // written.
  void lose_power(std::uint64_t survivors);
  // Reads come from the disk from now on; a block that was lost reverts.
  void drop_cache();
  // Flips bits of one byte on the disk. Readers notice when the cache is dropped. Nothing if there
  // is no such byte.
  void rot(std::uint64_t offset, std::uint8_t flips);

  std::uint32_t links = 0;
  std::uint32_t opens = 0;
  bool counted = true;  // whether the file system counts its blocks

 private:
  enum class State : std::uint8_t { clean, dirty, differs };

  // `on_disk` holds what a block had there before; null when it is the same. A block that differs
  // is taken for clean by the kernel: its write-back failed, or it rotted.
  struct Block {
    std::string cached{};
    std::unique_ptr<std::string> on_disk{};
    State state = State::clean;
    Instant dirtied{};
  };
  using Blocks = std::map<std::uint64_t, Block>;

  Block& dirty_block(std::uint64_t index, Instant at);
  void make_durable(std::uint64_t index, Block& block);

  Options options_;
  Blocks blocks_;
  std::deque<std::uint64_t> dirty_;  // in the order in which they became dirty
  std::uint64_t size_ = 0;
  std::uint64_t durable_size_ = 0;
  std::uint64_t error_sequence_ = 0;
  FileError last_error_ = FileError::none;
};

struct Inode::Cut {
  Blocks blocks{};
  std::uint64_t size = 0;
  std::uint64_t durable_size = 0;
};

}  // namespace hindcast
