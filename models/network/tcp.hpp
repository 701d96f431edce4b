// How long Linux TCP waits before it transmits again, and when it gives up: the schedules that
// decide what a partition costs and when its heal is noticed.
#pragma once

#include <cstdint>

#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// The names are those of Documentation/networking/ip-sysctl (Linux 6.5 and later).
struct TcpOptions {
  std::uint32_t tcp_retries2 = 15;
  std::uint32_t tcp_syn_retries = 6;
  std::uint32_t tcp_syn_linear_timeouts = 4;
  std::uint32_t tcp_orphan_retries = 8;
  Duration rto_min = std::chrono::milliseconds(200);
  Duration rto_max = std::chrono::seconds(120);
  // SO_KEEPALIVE: whoever waits on a connection on which nothing moves asks whether its peer is
  // there. Not while data is unacknowledged: that has its own timer.
  bool keepalive = false;
  Duration tcp_keepalive_time = std::chrono::hours(2);
  Duration tcp_keepalive_intvl = std::chrono::seconds(75);
  std::uint32_t tcp_keepalive_probes = 9;

  static const FieldTable<TcpOptions>& fields();
};

// Both count transmissions from 0. The wait after the last one ends the connection: with the
// defaults 924.6 s after the first transmission of data, 131 s after the first SYN.
Duration data_timeout(const TcpOptions& options, std::uint32_t transmission);
Duration syn_timeout(const TcpOptions& options, std::uint32_t transmission);

// How often data and SYN are transmitted in all.
inline std::uint32_t data_transmissions(const TcpOptions& options) {
  return options.tcp_retries2 + 1;
}
inline std::uint32_t syn_transmissions(const TcpOptions& options) {
  return options.tcp_syn_retries + options.tcp_syn_linear_timeouts + 1;
}

}  // namespace hindcast
