// Storage: what a Redis server keeps on its disk, and so what it has again after a restart: the
// last snapshot (RDB), or the log of its writes (AOF).
//
// With the default save points a restart brings back a keyspace that is up to an hour old: a stale
// cache, not an empty one. Snapshots complete at the instant they are due.
#pragma once

#include <cstdint>
#include <deque>

#include "hindcast/models/redis/keyspace.hpp"
#include "hindcast/models/redis/server_options.hpp"
#include "hindcast/sim/node.hpp"

namespace hindcast::redis {

class Storage final : public Journal {
 public:
  explicit Storage(Persistence persistence) : persistence_(persistence) {}

  bool snapshots() const { return persistence_ == Persistence::rdb; }
  bool logs() const { return !snapshots() && persistence_ != Persistence::none; }

  // The process starts: returns what it loads. Its save points count from `wall_ms`.
  Keyspace load(std::int64_t wall_ms);

  // Before the keyspace changes or is lost: takes the snapshot that fell due since the last change.
  // Nothing has changed since then, so it is the one that was taken in time.
  void settle(const Keyspace& keys, std::int64_t wall_ms) {
    if (wall_ms >= due_ms_) save(keys, due_ms_);
  }
  // After a command: notes when the next snapshot is due.
  void note(const Keyspace& keys, std::int64_t wall_ms) {
    if (keys.changes() != changes_noted_) plan(keys, wall_ms);
  }
  // Takes a snapshot now, as SAVE does. Nothing without snapshots.
  void save(const Keyspace& keys, std::int64_t wall_ms);

  void wrote(const Words& words, std::int64_t wall_ms) override;
  // A killed process loses nothing that it had written; a host without power what was not synced.
  void crashed(CrashKind kind, std::int64_t wall_ms);

  // When the last snapshot was taken or the process started, and of how many keys it was.
  std::int64_t saved_ms() const { return saved_ms_; }
  std::size_t keys_saved() const { return disk_.size(); }

 private:
  struct Logged {
    Words words;
    std::int64_t wall_ms;
  };

  void plan(const Keyspace& keys, std::int64_t wall_ms);
  std::int64_t synced_until(std::int64_t wall_ms) const;
  void sync(std::int64_t until_ms);

  static constexpr std::int64_t kNever = 0x7fff'ffff'ffff'ffff;

  Persistence persistence_;
  Keyspace disk_;
  std::deque<Logged> unsynced_;  // written to the log, in the kernel's memory only
  Session log_session_;
  std::uint64_t changes_saved_ = 0;  // the keyspace's count of changes at the last snapshot
  std::uint64_t changes_noted_ = 0;
  std::int64_t saved_ms_ = 0;
  std::int64_t due_ms_ = kNever;
};

}  // namespace hindcast::redis
