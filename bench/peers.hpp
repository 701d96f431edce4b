// The programs of bench/peers that were built beside a bench: what they cost for the same work.
#pragma once

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "measure.hpp"

namespace hindcast::bench {

struct Peer {
  const char* name;
  const char* program;
};
inline constexpr std::array<Peer, 4> kPeers = {{{"Boost.Fiber", "hindcast_peer_boost_fiber"},
                                                {"ns-3", "hindcast_peer_ns3"},
                                                {"SystemC", "hindcast_peer_systemc"},
                                                {"SimGrid", "hindcast_peer_simgrid"}}};

struct PeerTime {
  double nanoseconds_each = 0;
  double result = 0;
};

// Runs a peer once, in a process of its own. Nothing if it was not built or has no such work.
inline std::optional<PeerTime> run_peer_once(const std::string& program, const std::string& work,
                                             std::uint64_t divisor) {
  if (!std::filesystem::exists(program)) return std::nullopt;
  const std::string command = "'" + program + "' " + work + " " + std::to_string(divisor);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> output(
      popen((command + " 2>/dev/null").c_str(), "r"), pclose);
  PeerTime time;
  if (output == nullptr ||
      std::fscanf(output.get(), "%lf %lf", &time.nanoseconds_each, &time.result) != 2) {
    return std::nullopt;
  }
  return time;
}

// The median of several runs.
inline std::optional<PeerTime> run_peer(const std::string& program, const std::string& work,
                                        std::uint64_t divisor, int repetitions) {
  std::vector<double> times;
  std::optional<PeerTime> time;
  for (int round = 0; round < repetitions; ++round) {
    time = run_peer_once(program, work, divisor);
    if (!time) return std::nullopt;
    times.push_back(time->nanoseconds_each);
  }
  time->nanoseconds_each = median(times);
  return time;
}

}  // namespace hindcast::bench
