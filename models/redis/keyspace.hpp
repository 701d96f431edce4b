// Keyspace: the data of a Redis server and the commands on it, with the replies and error texts of
// redis-server 7.0.15. It is pure: wall-clock time is passed in, and nothing suspends.
//
// Expiry is by absolute wall-clock milliseconds and lazy, as in Redis: a key past its time goes
// when somebody looks at it. (The background cycle, which only reclaims memory, is not modelled.)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/models/redis/entry.hpp"
#include "hindcast/models/redis/memory.hpp"
#include "hindcast/models/redis/protocol.hpp"

namespace hindcast::redis {

using Words = std::vector<std::string>;
// One connection as the server sees it: its transaction.
struct Session {
  struct Watched {
    std::string key;
    bool was_expired;
  };

  bool in_multi = false;
  bool queue_failed = false;  // an error while queueing: EXEC will refuse
  bool watch_failed = false;  // a watched key was touched: EXEC will answer null
  std::vector<Words> queued{};
  std::vector<Watched> watched{};
};

struct CommandCall;
struct CommandSpec;

// What INFO and the LOADING window say about the server around the keyspace.
struct ServerStatus {
  bool loading = false;
  std::int64_t loading_eta_seconds = 0;
};

// Hears of each command that changed something, for an append-only file.
class Journal {
 public:
  virtual ~Journal() = default;
  virtual void wrote(const Words& words, std::int64_t wall_ms) = 0;
};

// What CONFIG SET can change.
struct Limits {
  MemoryLimit memory{};
  std::uint64_t replicas_min = 0;  // min-replicas-to-write; there are none
};

class Keyspace {
 public:
  // Runs one command of one connection. Never throws: what is wrong is an error reply.
  Reply execute(Session& session, const Words& words, std::int64_t wall_ms,
                const ServerStatus& status = {});

  // Null, without the key, when it is absent or past its time.
  Entry* find(std::string_view key, std::int64_t wall_ms) {
    Entry* const entry = peek(key, wall_ms);
    if (entry != nullptr) memory_.touch(*entry, wall_ms);
    return entry;
  }
  // The same without counting as a use, which delays eviction.
  Entry* peek(std::string_view key, std::int64_t wall_ms);
  // The entry of that key, new or emptied of its value and expiry; counts as a change.
  Entry& put(std::string_view key);
  // The same for an entry that find() or peek() returned.
  Entry& renew(Entry& entry, std::string_view key);
  bool erase(std::string_view key);
  // Counts a change of a key and fails the transactions that watch it.
  void changed(std::string_view key);
  // Only fails the transactions: the command wrote, but nothing is different.
  void signal(std::string_view key);
  void clear();

  std::size_t size() const { return table_.size(); }
  const EntryTable& table() const { return table_; }
  // Changes since the beginning; Redis calls it dirty.
  std::uint64_t changes() const { return changes_; }

  const Limits& limits() const { return limits_; }
  void set_limits(const Limits& limits);
  // Bytes that the server takes. REQUIRES: a memory limit is set.
  std::uint64_t memory_used() const { return memory_.used(table_); }
  // Where eviction's samples come from; without it, from a fixed stream.
  void draw_by(Memory::Draw draw) { memory_.draw_by(std::move(draw)); }

  void watch(Session& session, std::string_view key, std::int64_t wall_ms);
  void unwatch(Session& session);
  void write_to(Journal* journal) { journal_ = journal; }
  // Returns a copy of the data, without its connections and journal.
  Keyspace without_sessions() const {
    Keyspace copy;
    copy.table_ = table_;
    copy.changes_ = changes_;
    return copy;
  }

 private:
  Reply run(CommandCall& call);
  // Returns the error reply if the limits refuse the command.
  std::optional<Reply> refusal(const CommandCall& call, const CommandSpec& spec);
  // Makes room by the policy. Returns whether there is enough.
  bool make_room(std::int64_t wall_ms);

  EntryTable table_;
  Memory memory_;
  Limits limits_;
  std::int64_t wall_ms_ = 0;  // of the command that runs
  bool in_exec_ = false;      // it was queued: the limits were asked for EXEC
  std::uint64_t changes_ = 0;
  std::vector<Session*> watching_;
  Journal* journal_ = nullptr;
};

}  // namespace hindcast::redis
