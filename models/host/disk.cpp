#include "hindcast/models/host/disk.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/models/host/disk_files.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

namespace {

// A law without variation draws nothing.
Duration time_of(Label label, const Distribution& law) {
  return law.kind() == DistributionKind::constant ? law.duration(0) : draw_duration(label, law);
}

}  // namespace

Disk::Disk(const Place& place, Options options)
    : Component(place),
      port_(*this, "files", refuse_message),
      options_(std::move(options)),
      running_(place.node.world().intern(place.name + ".running")) {
  running_.set();
}

void Disk::crashed(CrashKind kind) {
  if (kind == CrashKind::host) power_lost();
}

FileError Disk::serve(FileCall call) {
  wait_while_hung();
  const Duration time =
      time_of("disk.call", options_.call_time) * static_cast<std::int64_t>(slowness_);
  if (time > Duration::zero()) sleep(time);
  if (Scheduler::current().voided()) return FileError::eio;
  return injected(call);
}

// The device serves one flush at a time, first come, first served.
FileError Disk::serve_sync(std::uint64_t bytes) {
  wait_while_hung();
  const auto rate = static_cast<std::int64_t>(options_.write_rate.bytes());
  const Duration transfer =
      Duration(std::chrono::seconds(1)) * static_cast<std::int64_t>(bytes) / rate;
  const Duration time =
      (time_of("disk.sync", options_.sync_time) + transfer) * static_cast<std::int64_t>(slowness_);
  device_free_ = std::max(device_free_, now()) + time;
  if (device_free_ > now()) sleep(device_free_ - now());
  wait_while_hung();
  if (Scheduler::current().voided()) return FileError::eio;
  return injected(FileCall::sync);
}

void Disk::wait_while_hung() {
  if (!running_.is_set()) running_.wait();
}

FileError Disk::injected(FileCall call) {
  const auto found = std::ranges::find(injected_, call, &std::pair<FileCall, FileError>::first);
  if (found == injected_.end()) return FileError::none;
  const FileError error = found->second;
  injected_.erase(found);
  ++errors_;
  return error;
}

void Disk::note_read() {
  Scheduler& scheduler = Scheduler::current();
  scheduler.point(Operation::read, path());
  scheduler.touch(Operation::read, path());
  readers_ += scheduler.emit(events::kDiskRead, path().value, stamp_);
}

void Disk::note_effect(FileCall call, const Inode* inode, std::uint64_t value) {
  Scheduler& scheduler = Scheduler::current();
  scheduler.point(Operation::write, path());
  scheduler.touch(Operation::write, path());
  const std::uint64_t before = stamp_ + std::exchange(readers_, 0);
  const std::uint64_t number = inode == nullptr ? 0 : inode->number();
  stamp_ = scheduler.emit(events::kDiskChanged, before, mix(number, value),
                          static_cast<std::uint32_t>(hash_text(name_of(call))));
}

std::shared_ptr<Inode> Disk::find(std::string_view path) const {
  const auto found = names_.find(path);
  return found == names_.end() ? nullptr : found->second;
}

std::string_view Disk::directory_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

bool Disk::directory_exists(std::string_view path) const {
  return path.empty() || directories_.contains(path);
}

FileError Disk::create(std::string_view path, std::shared_ptr<Inode>& created) {
  if (!directory_exists(directory_of(path))) return FileError::enoent;
  if (read_only_) return FileError::erofs;
  if (inodes_ >= options_.inodes_max) return FileError::enospc;
  created = std::make_shared<Inode>(Inode::Options{.number = take_inode_number(),
                                                   .generation = ++generations_,
                                                   .block_size = options_.block.bytes(),
                                                   .writeback_after = options_.writeback_after});
  ++inodes_;
  Change change;
  set_name(path, created, change);
  add_change(std::move(change));
  return FileError::none;
}

// The lowest number that is free, as ext4 does it: a number alone does not name a file for ever.
std::uint64_t Disk::take_inode_number() {
  if (free_numbers_.empty()) return next_inode_++;
  const std::uint64_t number = *free_numbers_.begin();
  free_numbers_.erase(free_numbers_.begin());
  return number;
}

// Gives the name to another file, or to none, and notes what it meant before.
void Disk::set_name(std::string_view path, std::shared_ptr<Inode> inode, Change& change) {
  std::shared_ptr<Inode> before = find(path);
  if (before != nullptr) --before->links;
  if (inode != nullptr) ++inode->links;
  if (inode == nullptr) {
    names_.erase(std::string(path));
  } else {
    names_.insert_or_assign(std::string(path), std::move(inode));
  }
  if (before != nullptr) release_if_unused(*before);
  change.names_before.emplace_back(path, std::move(before));
}

void Disk::add_change(Change change) {
  while (!journal_.empty() && journal_.front().at + options_.commit_interval <= now()) {
    journal_.pop_front();
  }
  change.at = now();
  journal_.push_back(std::move(change));
}

std::uint64_t Disk::free_bytes() const {
  const std::uint64_t capacity = options_.capacity.bytes();
  const std::uint64_t parts = options_.reserved.parts_per_billion();
  // In two steps, so that nothing overflows: 10^9 parts of up to 2^64 bytes.
  const std::uint64_t reserved =
      capacity / Ratio::kOne * parts + capacity % Ratio::kOne * parts / Ratio::kOne;
  const std::uint64_t taken = used_bytes() + occupied_ + reserved;
  return taken >= capacity ? 0 : capacity - taken;
}

std::uint64_t Disk::blocks_that_fit() const { return free_bytes() / options_.block.bytes(); }

FileError Disk::write_bytes(Inode& inode, std::uint64_t offset, std::string_view bytes,
                            std::uint64_t& written) {
  written = 0;
  if (read_only_) return FileError::erofs;
  const std::uint64_t size_max = options_.file_size_max.bytes();
  if (offset >= size_max) return FileError::efbig;
  std::uint64_t count = std::min<std::uint64_t>(bytes.size(), size_max - offset);
  if (count == 0) return FileError::none;
  const std::uint64_t block = options_.block.bytes();
  const std::uint64_t quota_blocks =
      options_.quota.bytes() / block - std::min(options_.quota.bytes() / block, used_blocks_);
  const bool quota_is_nearer = quota_blocks < blocks_that_fit();
  const std::uint64_t room = std::min(quota_blocks, blocks_that_fit());
  const FileError full = quota_is_nearer ? FileError::edquot : FileError::enospc;
  if (inode.blocks_added_by(offset, count) > room) {
    if (options_.when_full == WhenFull::whole) return full;
    // What fits ends with a block, since holes are rare: try from the longest that can.
    count = std::min(count, (room + 1) * block - offset % block);
    while (count > 0 && inode.blocks_added_by(offset, count) > room) {
      const std::uint64_t tail = (offset + count - 1) % block + 1;
      count -= std::min(count, tail);
    }
    if (count == 0) return full;
  }
  const std::uint64_t before = inode.blocks();
  inode.write(offset, bytes.substr(0, static_cast<std::size_t>(count)), now());
  if (inode.counted) used_blocks_ += inode.blocks() - before;
  if (used_bytes() > kContentMax) {
    world().stop({Verdict::inconclusive, "disk content",
                  name() + " holds more than the model stores, 1 GiB", now()});
  }
  written = count;
  return FileError::none;
}

void Disk::truncate_to(const std::shared_ptr<Inode>& inode, std::uint64_t size) {
  const std::uint64_t before = inode->blocks();
  Change change;
  change.cut = inode->truncate(size, now());
  if (inode->counted) used_blocks_ -= before - inode->blocks();
  change.truncated = inode;
  add_change(std::move(change));
}

FileError Disk::sync_file(Inode& inode) {
  inode.settle(now());
  const FileError error = serve_sync(inode.dirty_bytes());
  if (Scheduler::current().voided()) return error;
  note_effect(FileCall::sync, &inode, inode.size());
  if (error != FileError::none) {
    inode.fail_writeback(error);
    return FileError::none;  // told through the descriptor's cursor
  }
  inode.sync();
  if (options_.sync_commits_names) {
    journal_.clear();
  } else {
    std::erase_if(journal_, [&](const Change& change) { return change.truncated.get() == &inode; });
  }
  return FileError::none;
}

void Disk::release_if_unused(Inode& inode) {
  if (inode.links > 0 || inode.opens > 0 || !inode.counted) return;
  inode.counted = false;
  used_blocks_ -= inode.blocks();
  --inodes_;
  free_numbers_.insert(inode.number());
}

}  // namespace hindcast
