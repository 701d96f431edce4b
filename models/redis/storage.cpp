#include "hindcast/models/redis/storage.hpp"

#include <algorithm>

namespace hindcast::redis {

Keyspace Storage::load(std::int64_t wall_ms) {
  saved_ms_ = wall_ms;
  due_ms_ = kNever;
  Keyspace keys = disk_;
  changes_saved_ = keys.changes();
  changes_noted_ = keys.changes();
  if (logs()) keys.write_to(this);
  return keys;
}

void Storage::save(const Keyspace& keys, std::int64_t wall_ms) {
  if (!snapshots()) return;
  disk_ = keys.without_sessions();
  saved_ms_ = wall_ms;
  due_ms_ = kNever;
  changes_saved_ = keys.changes();
  changes_noted_ = keys.changes();
}

// serverCron saves when `time > lastsave + seconds`, in whole seconds, and enough was changed.
void Storage::plan(const Keyspace& keys, std::int64_t wall_ms) {
  changes_noted_ = keys.changes();
  if (!snapshots()) return;
  const std::uint64_t changes = keys.changes() - changes_saved_;
  for (const SavePoint& point : kDefaultSavePoints) {
    if (changes < point.changes) continue;
    const std::int64_t allowed = (saved_ms_ / 1000 + point.seconds + 1) * 1000;
    due_ms_ = std::min(due_ms_, std::max(allowed, wall_ms));
  }
}

void Storage::wrote(const Words& words, std::int64_t wall_ms) {
  sync(synced_until(wall_ms));
  unsynced_.push_back({words, wall_ms});
}

void Storage::crashed(CrashKind kind, std::int64_t wall_ms) {
  if (!logs()) return;
  sync(kind == CrashKind::process ? kNever : synced_until(wall_ms));
  unsynced_.clear();
}

// Returns the time up to which the log has reached the disk.
std::int64_t Storage::synced_until(std::int64_t wall_ms) const {
  if (persistence_ == Persistence::aof_always) return kNever;
  const std::int64_t every = persistence_ == Persistence::aof_everysec ? 1'000 : 30'000;
  return wall_ms / every * every;
}

void Storage::sync(std::int64_t until_ms) {
  while (!unsynced_.empty() && unsynced_.front().wall_ms < until_ms) {
    const Logged& oldest = unsynced_.front();
    disk_.execute(log_session_, oldest.words, oldest.wall_ms);
    unsynced_.pop_front();
  }
}

}  // namespace hindcast::redis
