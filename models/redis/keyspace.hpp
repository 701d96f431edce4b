// Keyspace: the data of a Redis server and the commands on it, with the replies and error texts of
// redis-server 7.0.15. It is pure: wall-clock time is passed in, and nothing suspends.
//
// Expiry is by absolute wall-clock milliseconds and lazy, as in Redis: a key past its time goes
// when somebody looks at it. (The background cycle, which only reclaims memory, is not modelled.)
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hindcast/models/redis/box.hpp"
#include "hindcast/models/redis/key_table.hpp"
#include "hindcast/models/redis/protocol.hpp"
#include "hindcast/models/redis/sorted_set.hpp"

namespace hindcast::redis {

using Words = std::vector<std::string>;
using List = std::deque<std::string>;
using Hash = std::map<std::string, std::string, std::less<>>;
using Set = std::set<std::string, std::less<>>;

struct Entry {
  static constexpr std::int64_t kNoExpiry = -1;

  // All but strings are boxed: most values of a cache are strings, and entries move often.
  std::variant<std::string, Box<List>, Box<Hash>, Box<Set>, Box<SortedSet>> value{};
  std::int64_t expires = kNoExpiry;  // wall-clock ms; alive through this instant
};

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

class Keyspace {
 public:
  // Runs one command of one connection. Never throws: what is wrong is an error reply.
  Reply execute(Session& session, const Words& words, std::int64_t wall_ms,
                const ServerStatus& status = {});

  // Null, without the key, when it is absent or past its time.
  Entry* find(std::string_view key, std::int64_t wall_ms);
  // The entry of that key, new or emptied of its value and expiry; counts as a change.
  Entry& put(std::string_view key);
  bool erase(std::string_view key);
  // Counts a change of a key and fails the transactions that watch it.
  void changed(std::string_view key);
  // Only fails the transactions: the command wrote, but nothing is different.
  void signal(std::string_view key);
  void clear();

  std::size_t size() const { return table_.size(); }
  const KeyTable<Entry>& table() const { return table_; }
  // Changes since the beginning; Redis calls it dirty.
  std::uint64_t changes() const { return changes_; }

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
  Reply run(struct CommandCall& call);

  KeyTable<Entry> table_;
  std::uint64_t changes_ = 0;
  std::vector<Session*> watching_;
  Journal* journal_ = nullptr;
};

// Returns whether the entry is past its time.
inline bool is_expired(const Entry& entry, std::int64_t wall_ms) {
  return entry.expires != Entry::kNoExpiry && wall_ms > entry.expires;
}

}  // namespace hindcast::redis
