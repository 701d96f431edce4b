#include "hindcast/scenarios/catalogue/faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "hindcast/models/host/disk_files.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {
namespace {

constexpr std::uint32_t kHottest = 0;
constexpr std::size_t kEchoBytes = 4'096;  // bash 5.2 echo: one write for each so many bytes

std::string record_line(const Platform& platform, std::uint32_t record) {
  return encode_line(fmt::format(R"({{"id":"s{}","customer":"test{}"}})", record, record),
                     platform.queue->options().format);
}

// A shell on the queue's host: it opens the file, appends and closes it. Returns whether it could;
// if not, echo complains on its terminal, and that is all.
bool append_as_shell(Platform& platform, std::string_view bytes,
                     std::size_t piece = std::string_view::npos) {
  HINDCAST_CHECK(platform.queue != nullptr);
  Descriptors descriptors(1'024);
  DiskFiles files(platform.queue->disk(), platform.world.adversary(), descriptors);
  const FileResult opened = files.open(platform.queue->options().path,
                                       {.writes = true, .appends = true, .creates = true});
  if (!opened.ok()) return false;
  bool good = true;
  for (; good && !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    good = files.write(opened.value, bytes.substr(0, piece)).ok();
  }
  files.close(opened.value);
  return good;
}

// A program that knows nothing of O_APPEND.
void write_at_the_end(Platform& platform, std::string_view bytes) {
  Descriptors descriptors(1'024);
  DiskFiles files(platform.queue->disk(), platform.world.adversary(), descriptors);
  const FileResult opened =
      files.open(platform.queue->options().path, {.writes = true, .creates = true});
  if (!opened.ok()) return;
  const FileStatus status = files.status_of(opened.value);
  if (status.ok()) files.write_at(opened.value, status.size, bytes);
  files.close(opened.value);
}

}  // namespace

void shut_down_redis(Platform& platform) { platform.redis->shutdown(ShutdownMode::nosave); }

void partition_snowflake(Platform& platform, PartitionKind kind, Directions directions) {
  for (NetworkLink* const link : platform.links_to(*platform.snowflake)) {
    link->partition(kind, directions);
  }
}

void slow_snowflake(Platform& platform, Duration delay) {
  for (NetworkLink* const link : platform.links_to(*platform.snowflake)) {
    link->begin({.directions = Directions::request, .added_latency = delay});
  }
}

void stampede_cache(Platform& platform, std::uint32_t callers) {
  platform.redis->operate({"DEL", McpServer::cache_key(Clients::customer_name(kHottest))});
  platform.clients->burst(callers, Tool::get_context, kHottest);
}

void exhaust_pool(Platform& platform, std::uint32_t callers) {
  const std::uint32_t customers = platform.clients->options().customers;
  for (std::uint32_t caller = 0; caller < callers; ++caller) {
    platform.clients->burst(1, Tool::update_context, caller % customers);
  }
  platform.world.story().tell(platform.world.now(), platform.clients->name(), Weight::turning_point,
                              fmt::format("{} callers update contexts at one instant", callers));
}

void poison_cache(Platform& platform, Poison poison, std::uint32_t customers) {
  const char* const text = poison == Poison::syntax ? "INVALID{{{JSON" : R"({"user":"123"})";
  for (std::uint32_t customer = 0; customer < customers; ++customer) {
    platform.redis->operate({"SET", McpServer::cache_key(Clients::customer_name(customer)), text});
  }
  platform.world.story().tell(platform.world.now(), "operator", Weight::turning_point,
                              fmt::format("sets {} of {} contexts in the cache to {}", customers,
                                          platform.clients->options().customers, text));
}

void append_records(Platform& platform, std::uint32_t records) {
  std::string bytes;
  for (std::uint32_t record = 0; record < records; ++record) {
    bytes += record_line(platform, record);
  }
  append_as_shell(platform, bytes);
  platform.world.story().tell(platform.world.now(), "shell", Weight::turning_point,
                              fmt::format("has appended {} records of {} bytes to {}", records,
                                          bytes.size(), platform.queue->options().path));
}

void write_at_once(Platform& platform, const WritersAtOnce& writing) {
  for (std::uint32_t writer = 0; writer < writing.writers; ++writer) {
    platform.world.inject("writer", [&platform, writing, writer] {
      for (std::uint32_t record = 0; record < writing.records; ++record) {
        const std::string id = fmt::format("w{}-{}", writer, record);
        const std::size_t bare = id.size() + 30;
        const std::size_t bytes = static_cast<std::size_t>(writing.bytes.bytes());
        const std::string filler(bytes > bare ? bytes - bare : 0, 'x');
        const std::string line =
            encode_line(fmt::format(R"({{"id":"{}","customer":"test{}"}})", id, filler),
                        platform.queue->options().format);
        if (writing.method == ShellWriter::echo) {
          append_as_shell(platform, line, kEchoBytes);
        } else {
          write_at_the_end(platform, line);
        }
      }
    });
  }
  platform.world.story().tell(
      platform.world.now(), "shell", Weight::turning_point,
      fmt::format("{} programs write {} records each into {}", writing.writers, writing.records,
                  platform.queue->options().path));
}

std::uint64_t remove_queue(Platform& platform) {
  Descriptors descriptors(1'024);
  DiskFiles files(platform.queue->disk(), platform.world.adversary(), descriptors);
  const std::string& path = platform.queue->options().path;
  const std::uint64_t bytes = platform.queue->disk().size(path);
  files.unlink(path);
  platform.world.story().tell(platform.world.now(), "shell", Weight::turning_point,
                              fmt::format("has removed {} of {} bytes", path, bytes));
  return bytes;
}

void append_until_full(Platform& platform) {
  constexpr std::uint32_t kRecordsMax = 10'000;  // a disk that somebody else empties meanwhile
  std::uint32_t record = 0;
  while (record < kRecordsMax && append_as_shell(platform, record_line(platform, record))) ++record;
}

void append_corrupt_line(Platform& platform, bool line_feed) {
  append_as_shell(platform, line_feed ? "CORRUPTED{{{\n" : "CORRUPTED{{{");
  platform.world.story().tell(
      platform.world.now(), "shell", Weight::turning_point,
      fmt::format("has appended CORRUPTED{{{{{{ to {}", platform.queue->options().path));
}

void fill_disk(Platform& platform) {
  platform.queue->disk().occupy(ByteSize::bytes(~std::uint64_t{0}));
}

void free_disk(Platform& platform) { platform.queue->disk().free_occupied(); }

void slow_network(Platform& platform, Duration delay) {
  const std::vector<Node*> ours = platform.restartable();
  std::vector<NetworkLink*> slowed;
  for (const auto& connection : platform.world.connections()) {
    auto* const link = dynamic_cast<NetworkLink*>(connection->link);
    const Node* const sender = &connection->client.owner().node();
    const bool sends = std::find(ours.begin(), ours.end(), sender) != ours.end();
    if (link == nullptr || !sends) continue;
    if (std::find(slowed.begin(), slowed.end(), link) != slowed.end()) continue;
    slowed.push_back(link);
    link->begin({.directions = Directions::request, .added_latency = delay});
  }
}

Host& host_of_server(Platform& platform, HostOptions options) {
  if (Host* const known = Host::of(platform.mcp->node())) return *known;
  for (const Node* const node : platform.restartable()) options.runs.push_back(node->name());
  return platform.world.add_to<Host>(platform.world.adversary(), "host of all", options);
}

void busy_cpu(Platform& platform, std::uint32_t factor) {
  platform.mcp->slow_down(factor);
  platform.world.story().tell(
      platform.world.now(), platform.mcp->name(), Weight::turning_point,
      fmt::format("gets 1/{} of the processor: computing takes {} times as long", factor, factor));
}

void idle_cpu(Platform& platform) { platform.mcp->slow_down(1); }

void kill_for_memory(Platform& platform) {
  std::vector<Node*> victims = platform.restartable();
  const auto arity = static_cast<std::uint32_t>(victims.size()) + 1;
  const std::uint32_t victim =
      choose(ChoiceKind::fault, "victim of the OOM killer", arity, Ratio::of(arity - 1, arity));
  if (victim == 0) return;  // the hog itself
  Node& node = *victims[victim - 1];
  platform.world.story().tell(platform.world.now(), node.name(), Weight::turning_point,
                              "is chosen by the kernel's OOM killer");
  node.crash();
}

void nest_transactions(Platform& platform) {
  platform.mcp->nest_transactions("contexts", "events");
}

void KillInUpdate::begin(UpdateStep step, Duration delay) {
  step_ = step;
  delay_ = delay;
  armed_ = true;
  platform_.mcp->on_update([this](UpdateStep at) { reached(at); });
  platform_.clients->burst(1, Tool::update_context, kHottest);
}

void KillInUpdate::reached(UpdateStep step) {
  if (!armed_ || step != step_) return;
  armed_ = false;
  struck_ = true;
  Node& server = platform_.mcp->node();
  if (delay_ == Duration::zero()) return server.crash();
  platform_.world.inject("kill", [this, &server] {
    sleep(delay_);
    server.crash();
  });
}

}  // namespace hindcast
