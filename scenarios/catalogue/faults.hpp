// Faults: what the stories of the catalogue do to a platform, one function each, so that a story
// of several faults is made of the others' and contains no copy. All are called on an adversary's
// fiber. Those with an end have a second function; faults of links end by World::calm().
#pragma once

#include <cstdint>
#include <memory>

#include "hindcast/models/host/host.hpp"
#include "hindcast/models/host/niceness.hpp"
#include "hindcast/scenarios/catalogue/platform.hpp"
#include "hindcast/sim/byte_size.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// redis-cli SHUTDOWN NOSAVE.
void shut_down_redis(Platform& platform);

// Every link to Snowflake.
void partition_snowflake(Platform& platform, PartitionKind kind, Directions directions);

// netem's delay on what leaves for Snowflake alone: a round trip is late by so much, once.
void slow_snowflake(Platform& platform, Duration delay);

// The hottest context's key is gone at the moment at which so many callers ask for it.
void stampede_cache(Platform& platform, std::uint32_t callers);

// So many callers update contexts at one instant, each another customer's as far as there are so
// many: each of them needs a session of the pool.
void exhaust_pool(Platform& platform, std::uint32_t callers);

// What an operator's SET left in the cache instead of a context.
enum class Poison : std::uint8_t {
  syntax,  // INVALID{{{JSON: JSON.parse throws
  shape,   // JSON that is no context: JSON.parse is content
};

// Poisons the contexts of so many customers, the hottest first, without a time to live.
void poison_cache(Platform& platform, Poison poison, std::uint32_t customers);

// A shell appends whole records to the queue's file, as `echo '{...}' >> queue.ndjson` in a loop
// does; it knows nothing of the design's own limits. Suspends until they are written.
void append_records(Platform& platform, std::uint32_t records);

// echo "CORRUPTED{{{" >> queue.ndjson; without its line feed the next record is swallowed too.
void append_corrupt_line(Platform& platform, bool line_feed);

// How a program of others gets records into the queue's file.
enum class ShellWriter : std::uint8_t {
  echo,        // bash's >>: O_APPEND, and a write for each 4,096 bytes
  seek_write,  // looks for the end, then writes there
};

struct WritersAtOnce {
  std::uint32_t writers = 10;
  std::uint32_t records = 1;  // of each
  ByteSize bytes{};           // of a record
  ShellWriter method = ShellWriter::echo;
};

// So many programs append valid records, each one after the other, all at once.
void write_at_once(Platform& platform, const WritersAtOnce& writing);

// rm queue.ndjson. Returns how many bytes have lost their name.
std::uint64_t remove_queue(Platform& platform);

// The same one by one, until an append fails: what is left of the file's last block is taken.
void append_until_full(Platform& platform);

// Another program takes all that is left of the queue's disk, and gives it back.
void fill_disk(Platform& platform);
void free_disk(Platform& platform);

// tc qdisc add dev eth0 root netem delay: what our own processes send over a network is late by so
// much. Pipes within the host are not touched (the catalogue's rule is about eth0).
void slow_network(Platform& platform, Duration delay);

// Returns the host that runs the MCP server. If the design does not say, all its own processes run
// on one with these options from now on. REQUIRES: the world has not begun to run.
Host& host_of_server(Platform& platform, HostOptions options);

// stress --cpu: all computing of the MCP server takes so many times as long, until it ends.
void busy_cpu(Platform& platform, std::uint32_t factor);
void idle_cpu(Platform& platform);

// What memory pressure comes to: the kernel's OOM killer sends SIGKILL to one of our processes, or
// to the program that took the memory. Which one is a choice.
void kill_for_memory(Platform& platform);

// `db.transaction` within `db.transaction`, as the catalogue's deadlockTest has it, in the MCP
// server's process.
void nest_transactions(Platform& platform);

// SIGKILL of the MCP server in the midst of one update: when it comes to a step, or while the next
// one is under way. Lives as long as the story; strikes once.
class KillInUpdate {
 public:
  explicit KillInUpdate(Platform& platform) : platform_(platform) {}
  KillInUpdate(const KillInUpdate&) = delete;
  KillInUpdate& operator=(const KillInUpdate&) = delete;

  // Sends an update of the hottest context and kills the server at `step` of it, after `delay`.
  void begin(UpdateStep step, Duration delay);
  bool struck() const { return struck_; }

 private:
  void reached(UpdateStep step);

  Platform& platform_;
  UpdateStep step_ = UpdateStep::received;
  Duration delay_ = Duration::zero();
  bool armed_ = false;
  bool struck_ = false;
};

}  // namespace hindcast
