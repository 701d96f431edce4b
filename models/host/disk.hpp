// Disk: one file system on a host, shared by the processes there. It outlives them: a killed
// process loses nothing that write() took, a power loss keeps only what was synced or had grown old
// enough for the kernel to write it, names and bytes apart.
//
// Its calls are system calls and no messages: they run on the calling fiber (through DiskFiles,
// which is a process's view), and each is a step that the schedule explorer sees.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hindcast/models/host/disk_options.hpp"
#include "hindcast/models/host/file_error.hpp"
#include "hindcast/models/host/inode.hpp"
#include "hindcast/models/host/mount.hpp"
#include "hindcast/sim/component.hpp"
#include "hindcast/sim/event.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

namespace events {

inline constexpr EventKind kDiskRead{"disk.read"};
inline constexpr EventKind kDiskChanged{"disk.changed"};

}  // namespace events

class DiskFiles;

class Disk final : public Component {
 public:
  using Options = DiskOptions;

  // What the model stores at most, in all files; reaching it ends the run as inconclusive.
  static constexpr std::uint64_t kContentMax = std::uint64_t{1} << 30U;
  // How many outcomes a power loss may have for one file or for the names.
  static constexpr std::uint64_t kTornPlacesMax = 64;

  Disk(const Place& place, Options options);

  // Faults, for the adversary and for scenarios.

  // Another program takes this much space, or gives it all back.
  void occupy(ByteSize bytes);
  void free_occupied() { occupied_ = 0; }
  // The next `times` calls of this kind fail. A sync that fails loses what it was to write.
  void fail_next(FileCall call, FileError error, std::uint32_t times = 1);
  // The kernel tries to write everything back now, and the disk refuses.
  void fail_writeback(FileError error = FileError::eio);
  // All calls take `factor` times as long. REQUIRES: factor > 0.
  void slow_down(std::uint32_t factor);
  // No call ends until `resume`.
  void hang();
  void resume();
  void remount_read_only() { read_only_ = true; }
  void remount_writable() { read_only_ = false; }
  void drop_caches();
  // Flips bits of one byte of a file on the platters. Nothing if there is no such byte.
  void rot(std::string_view path, std::uint64_t offset, std::uint8_t flips = 1);
  // The host loses power: ends all processes that use this disk, then what was not durable is gone.
  void lose_power();
  // Only the disk's part of that, for a host whose processes are down already.
  void power_lost();
  void make_directory(std::string_view path);
  // Removes the directory and the names in it.
  void remove_directory(std::string_view path);

  // Observers, for properties and reports.

  bool exists(std::string_view path) const;
  // Returns what a reader would read now; empty if there is no such file.
  std::string content(std::string_view path) const;
  std::uint64_t size(std::string_view path) const;
  std::uint64_t used_bytes() const { return used_blocks_ * options_.block.bytes(); }
  std::uint64_t free_bytes() const;
  std::uint64_t files() const { return inodes_; }
  std::uint64_t power_losses() const { return power_losses_; }
  std::uint64_t errors() const { return errors_; }
  const Options& options() const { return options_; }
  void describe(TopologyVertex& vertex) const override;

 private:
  friend class DiskFiles;

  using Names = std::map<std::string, std::shared_ptr<Inode>, std::less<>>;

  // A change of names, or a truncation, that is not durable yet; with what undoes it. The journal
  // keeps their order.
  struct Change {
    Instant at;
    std::vector<std::pair<std::string, std::shared_ptr<Inode>>> names_before{};
    std::shared_ptr<Inode> truncated{};
    Inode::Cut cut{};
  };

  void crashed(CrashKind kind) override;

  // Charges the time of a call and returns an injected error, if any.
  FileError serve(FileCall call);
  FileError serve_sync(std::uint64_t bytes);
  void wait_while_hung();
  FileError injected(FileCall call);
  // The call takes effect now: one step for the explorer, one event in the trace.
  void note_read();
  void note_effect(FileCall call, const Inode* inode, std::uint64_t value);

  std::shared_ptr<Inode> find(std::string_view path) const;
  static std::string_view directory_of(std::string_view path);
  bool directory_exists(std::string_view path) const;
  FileError create(std::string_view path, std::shared_ptr<Inode>& created);
  std::uint64_t take_inode_number();
  void set_name(std::string_view path, std::shared_ptr<Inode> inode, Change& change);
  void add_change(Change change);
  FileError write_bytes(Inode& inode, std::uint64_t offset, std::string_view bytes,
                        std::uint64_t& written);
  std::uint64_t blocks_that_fit() const;
  void truncate_to(const std::shared_ptr<Inode>& inode, std::uint64_t size);
  FileError sync_file(Inode& inode);
  void release_if_unused(Inode& inode);
  void undo_changes_from(std::size_t survivors);
  void recount();
  std::uint32_t survivors_of(Label label, std::uint64_t unsynced);

  FilesServerPort port_;
  Options options_;
  Names names_;
  std::set<std::string, std::less<>> directories_;
  std::deque<Change> journal_;
  std::vector<DiskFiles*> views_;
  std::uint64_t next_inode_ = 12;  // the first that ext4 gives to a user's file
  std::set<std::uint64_t> free_numbers_;
  std::uint64_t generations_ = 0;
  std::uint64_t used_blocks_ = 0;
  std::uint64_t inodes_ = 0;
  std::uint64_t occupied_ = 0;
  std::uint64_t stamp_ = 0;    // the chain of the last call that changed something
  std::uint64_t readers_ = 0;  // the sum of the chains of the calls since that only looked
  std::uint64_t power_losses_ = 0;
  Instant power_lost_at_ = Instant::never();
  std::uint64_t errors_ = 0;
  std::vector<std::pair<FileCall, FileError>> injected_;
  Event running_;  // set unless the disk hangs
  Instant device_free_;
  std::uint32_t slowness_ = 1;
  bool read_only_ = false;
};

}  // namespace hindcast
