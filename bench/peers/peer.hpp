// What the peers share: `hindcast_peer_<name> WORK [DIVISOR]` does one workload and prints the
// processor time of each operation in nanoseconds, and what the work computed.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>

#include "../measure.hpp"
#include "../workload.hpp"

namespace hindcast::bench {

// One workload of a peer: what is prepared outside the time that counts, then what counts.
struct PeerWork {
  std::uint64_t operations = 0;
  std::function<void()> run;
  std::function<double()> result = [] { return 0.0; };
};

using PeerWorks = std::map<std::string, std::function<PeerWork(const Size&)>>;

// Does the work that the command line names. Ends the process at once: what still waits is left.
[[noreturn]] inline void run_peer(int count, char** arguments, const PeerWorks& works) {
  const auto found = count < 2 ? works.end() : works.find(arguments[1]);
  if (found == works.end()) {
    std::fprintf(stderr, "usage: %s WORK [DIVISOR]; this peer has:", arguments[0]);
    for (const auto& [name, work] : works) std::fprintf(stderr, " %s", name.c_str());
    std::fprintf(stderr, "\n");
    std::exit(2);
  }
  const std::uint64_t divisor = count < 3 ? 1 : std::strtoull(arguments[2], nullptr, 10);
  const PeerWork work = found->second({divisor == 0 ? 1 : divisor});
  const double begin = processor_time();
  work.run();
  const double each = (processor_time() - begin) / static_cast<double>(work.operations);
  std::printf("%.3f %.9g\n", each, work.result());
  std::fflush(stdout);
  _exit(0);
}

}  // namespace hindcast::bench
