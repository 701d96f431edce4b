// The faults of a disk, and what a power loss leaves.
#include <algorithm>
#include <utility>

#include "hindcast/models/host/disk.hpp"
#include "hindcast/models/host/disk_files.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

void Disk::occupy(ByteSize bytes) {
  const std::uint64_t block = options_.block.bytes();
  occupied_ += std::min(free_bytes(), bytes.bytes() / block * block);
  world().story().tell(world().now(), name(), Weight::turning_point,
                       "another program fills the disk");
}

void Disk::fail_next(FileCall call, FileError error, std::uint32_t times) {
  HINDCAST_CHECK(error != FileError::none && times <= 1'000'000);
  injected_.insert(injected_.end(), times, {call, error});
}

void Disk::fail_writeback(FileError error) {
  HINDCAST_CHECK(error != FileError::none);
  for (const auto& [name, inode] : names_) {
    inode->settle(world().now());
    if (inode->dirty_blocks() > 0) inode->fail_writeback(error);
  }
  world().story().tell(world().now(), name(), Weight::turning_point,
                       "the kernel fails to write dirty pages back and forgets them");
}

void Disk::slow_down(std::uint32_t factor) {
  HINDCAST_CHECK(factor > 0);
  slowness_ = factor;
}

void Disk::hang() {
  running_.reset();
  world().story().tell(world().now(), name(), Weight::turning_point, "the disk stops answering");
}

void Disk::resume() { running_.set(); }

void Disk::drop_caches() {
  for (const auto& [name, inode] : names_) inode->drop_cache();
}

void Disk::rot(std::string_view path, std::uint64_t offset, std::uint8_t flips) {
  const std::shared_ptr<Inode> inode = find(path);
  if (inode != nullptr) inode->rot(offset, flips);
}

void Disk::lose_power() {
  world().story().tell(world().now(), name(), Weight::turning_point, "the host loses power");
  // A process that dies leaves the list, and may take others with it: look again each time.
  while (true) {
    const auto found = std::ranges::find_if(views_, [](const DiskFiles* view) {
      return view->node().alive() && &view->node() != &view->node().world().adversary();
    });
    if (found == views_.end()) break;
    (*found)->node().crash(CrashKind::host);
  }
  power_lost();
}

void Disk::power_lost() {
  // Each process that dies with the host reports it.
  if (power_lost_at_ != world().now()) ++power_losses_;
  power_lost_at_ = world().now();
  while (!journal_.empty() && journal_.front().at + options_.commit_interval <= world().now()) {
    journal_.pop_front();
  }
  undo_changes_from(survivors_of("disk.names", journal_.size()));
  for (const auto& [name, inode] : names_) {
    inode->settle(world().now());
    inode->lose_power(survivors_of("disk.torn", inode->dirty_blocks()));
  }
  recount();
}

// Asks how many of the changes that were not synced, oldest first, the disk has all the same; the
// quiet answer is none. With too many to ask about, the answers are spread evenly.
std::uint32_t Disk::survivors_of(Label label, std::uint64_t unsynced) {
  const std::uint64_t places = std::min(unsynced, kTornPlacesMax);
  const std::uint32_t answer = world().scheduler().choose(
      ChoiceKind::fault, label, static_cast<std::uint32_t>(places) + 1, options_.unsynced_survives);
  if (answer == 0) return 0;
  return static_cast<std::uint32_t>(unsynced * answer / places);
}

void Disk::undo_changes_from(std::size_t survivors) {
  while (journal_.size() > survivors) {
    Change change = std::move(journal_.back());
    journal_.pop_back();
    for (auto before = change.names_before.rbegin(); before != change.names_before.rend();
         ++before) {
      if (before->second == nullptr) {
        names_.erase(before->first);
      } else {
        names_.insert_or_assign(before->first, before->second);
      }
    }
    if (change.truncated != nullptr) change.truncated->undo(std::move(change.cut));
  }
  journal_.clear();
}

// What has no name after a power loss is gone (fsck frees it), whoever still holds it.
void Disk::recount() {
  used_blocks_ = 0;
  inodes_ = names_.size();
  free_numbers_.clear();
  for (const auto& [name, inode] : names_) {
    inode->links = 0;
    inode->counted = true;
  }
  for (const auto& [name, inode] : names_) {
    if (inode->links++ == 0) used_blocks_ += inode->blocks();
  }
  for (DiskFiles* const view : views_) view->forget_orphans();
}

void Disk::make_directory(std::string_view path) { directories_.emplace(path); }

void Disk::remove_directory(std::string_view path) {
  directories_.erase(std::string(path));
  const std::string prefix = std::string(path) + "/";
  Change change;
  change.at = world().now();
  while (true) {
    const auto found = names_.lower_bound(prefix);
    if (found == names_.end() || !found->first.starts_with(prefix)) break;
    set_name(std::string(found->first), nullptr, change);
  }
  journal_.push_back(std::move(change));
}

bool Disk::exists(std::string_view path) const { return names_.contains(path); }

std::string Disk::content(std::string_view path) const {
  const std::shared_ptr<Inode> inode = find(path);
  return inode == nullptr ? std::string() : inode->read(0, inode->size());
}

std::uint64_t Disk::size(std::string_view path) const {
  const std::shared_ptr<Inode> inode = find(path);
  return inode == nullptr ? 0 : inode->size();
}

}  // namespace hindcast
