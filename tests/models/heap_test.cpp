// The heap of a process: collections that lengthen towards the limit, and the end there.
#include "hindcast/models/host/heap.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/models/mcp_rig.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kMebibyte = 1U << 20U;

Heap::Options small_heap() {
  return {.limit = ByteSize::mebibytes(50),
          .base = ByteSize::mebibytes(10),
          .mark_rate = ByteSize::mebibytes(400)};
}

TEST_CASE("a collection takes as long as marking what is live, and keeps only that") {
  Heap heap(small_heap());
  Instant at;
  // The first limit is twice what was live: ten times 1 MiB fit, the eleventh does not.
  for (int i = 0; i < 10; ++i)
    CHECK(heap.allocate(kMebibyte, at = at + 1s).pause == Duration::zero());
  CHECK(heap.used() == 20 * kMebibyte);
  const Heap::Collected collected = heap.allocate(kMebibyte, at = at + 1s);
  CHECK(collected.pause == 25ms);
  CHECK(collected.end == Heap::End::none);
  CHECK(heap.used() == 10 * kMebibyte);
  CHECK(heap.collections() == 1);
}

TEST_CASE("towards the limit collections come more often and take longer, then the process ends") {
  Heap heap(small_heap());
  std::vector<Duration> pauses;
  std::vector<int> calls_between(1, 0);
  Heap::End end = Heap::End::none;
  // Each call keeps 64 KiB and throws 512 KiB away, once in 200 ms.
  for (Instant at; end == Heap::End::none; at = at + 200ms) {
    heap.retain(kMebibyte / 16);
    const Heap::Collected collected = heap.allocate(kMebibyte / 2, at);
    end = collected.end;
    ++calls_between.back();
    at = at + collected.pause;
    if (collected.pause == Duration::zero()) continue;
    pauses.push_back(collected.pause);
    calls_between.push_back(0);
  }
  CHECK(end == Heap::End::limit);
  CHECK(heap.live() > 50 * kMebibyte);
  for (std::size_t i = 1; i < pauses.size(); ++i) CHECK(pauses[i] > pauses[i - 1]);
  // Measured with a heap of 50 MB: gaps of 35 ms first and of 125 ms at the end.
  CHECK(pauses.front() < Duration(35ms));
  CHECK(pauses.back() >= Duration(125ms));
  CHECK(pauses.back() < Duration(127ms));
  CHECK(heap.pause_max() == pauses.back());
  // 40 MiB at 64 KiB a call, less what was live at first.
  CHECK(pauses.size() > 10);
  CHECK(calls_between[1] >= 20);
  CHECK(calls_between[calls_between.size() - 3] <= 2);
}

TEST_CASE("four collections near the limit that leave the program less than 40 % end it, too") {
  Heap heap(small_heap());
  heap.retain(38 * kMebibyte);  // 96 % live: a collection takes 120 ms
  for (const Duration between : {200ms, 20ms}) {
    Instant at = Instant::at(10s);
    Heap::End end = Heap::End::none;
    int collections = 0;
    while (end == Heap::End::none && collections < 12) {
      const Heap::Collected collected = heap.allocate(kMebibyte * 3, at);
      end = collected.end;
      ++collections;
      at = at + collected.pause + between;
    }
    CHECK((end == Heap::End::ineffective) == (between == Duration(20ms)));
    CHECK(collections == (between == Duration(20ms) ? 4 : 12));
  }
  CHECK(fatal_text(Heap::End::ineffective) ==
        "FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript "
        "heap out of memory");
}

TEST_CASE("a heap of which nobody says how fast it is marked never pauses") {
  Heap heap({.limit = ByteSize::mebibytes(50), .base = ByteSize::mebibytes(10)});
  for (int i = 0; i < 1'000; ++i) CHECK(heap.allocate(kMebibyte, Instant()).pause == Duration());
  CHECK(heap.collections() >= 90);
}

TEST_CASE(
    "a server that leaks is slow near its limit, aborts with 134, and is well when restarted") {
  McpRig rig({.server = {.supervision = {.restarts = true},
                         .heap_limit = ByteSize::mebibytes(50),
                         .heap_base = ByteSize::mebibytes(10),
                         .request_garbage = ByteSize::kibibytes(512),
                         .request_leak = ByteSize::kibibytes(256),
                         .mark_rate = ByteSize::mebibytes(400)}});
  Duration slowest;
  int answered = 0;
  int closed = 0;
  rig.at(1s, [&] {
    for (int i = 0; i < 200; ++i) {
      const Instant asked = now();
      const mcp::ToolResult result = rig.caller.call("none", "c1");
      slowest = std::max(slowest, now() - asked);
      answered += result.code == 0;
      closed += result.text == "MCP error -32000: Connection closed";
      sleep(100ms);
    }
  });
  rig.run();
  // 40 MiB of room at 256 KiB a call.
  CHECK(rig.server.exits() == 1);
  CHECK(rig.server.last_exit().code == 134);
  CHECK(closed == 1);
  CHECK(answered > 190);
  CHECK(slowest > Duration(120ms));
  CHECK(rig.server.loop_busy() > Duration(500ms));
}

}  // namespace
}  // namespace hindcast
