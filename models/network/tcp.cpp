#include "hindcast/models/network/tcp.hpp"

#include <algorithm>

namespace hindcast {
namespace {

using namespace std::chrono_literals;

Duration doubled(Duration first, std::uint32_t times, Duration maximum) {
  Duration timeout = first;
  for (; times > 0 && timeout < maximum; --times) timeout = timeout * 2;
  return std::min(timeout, maximum);
}

}  // namespace

Duration data_timeout(const TcpOptions& options, std::uint32_t transmission) {
  return doubled(options.rto_min, transmission, options.rto_max);
}

Duration syn_timeout(const TcpOptions& options, std::uint32_t transmission) {
  const std::uint32_t linear = std::min(transmission, options.tcp_syn_linear_timeouts);
  return doubled(1s, transmission - linear, options.rto_max);
}

const FieldTable<TcpOptions>& TcpOptions::fields() {
  static const FieldTable<TcpOptions> table{
      field("tcp_retries2", &TcpOptions::tcp_retries2,
            {.minimum = 1,
             .maximum = 100,
             .about = "retransmissions of data before the connection is given up",
             .source = "Linux 6.18 ip-sysctl tcp_retries2"}),
      field("tcp_syn_retries", &TcpOptions::tcp_syn_retries,
            {.maximum = 100,
             .about = "retransmissions of a SYN with growing timeouts",
             .source = "Linux 6.18 ip-sysctl tcp_syn_retries"}),
      field("tcp_syn_linear_timeouts", &TcpOptions::tcp_syn_linear_timeouts,
            {.maximum = 100,
             .about = "retransmissions of a SYN a second apart, before the timeouts grow",
             .source = "Linux 6.5 ip-sysctl tcp_syn_linear_timeouts"}),
      field("tcp_orphan_retries", &TcpOptions::tcp_orphan_retries,
            {.maximum = 100,
             .about = "retransmissions of what a socket had to send when it was closed",
             .source = "Linux 6.18 ip-sysctl tcp_orphan_retries"}),
      field("rto_min", &TcpOptions::rto_min,
            {.minimum = 1ms,
             .maximum = 120s,
             .about = "the first retransmission timeout of data",
             .source = "Linux 6.18 TCP_RTO_MIN"}),
      field("rto_max", &TcpOptions::rto_max,
            {.minimum = 1s,
             .maximum = 1h,
             .about = "the largest retransmission timeout",
             .source = "Linux 6.18 TCP_RTO_MAX"}),
      field("keepalive", &TcpOptions::keepalive,
            {.about = "SO_KEEPALIVE: an idle connection asks whether its peer is there",
             .source = "socket(7): off unless the program asks for it"}),
      field("tcp_keepalive_time", &TcpOptions::tcp_keepalive_time,
            {.minimum = 1s,
             .maximum = 9h,
             .about = "how long nothing moves before the first probe",
             .source = "Linux 6.18 ip-sysctl tcp_keepalive_time"}),
      field("tcp_keepalive_intvl", &TcpOptions::tcp_keepalive_intvl,
            {.minimum = 1s,
             .maximum = 9h,
             .about = "between two probes that nobody answers",
             .source = "Linux 6.18 ip-sysctl tcp_keepalive_intvl"}),
      field("tcp_keepalive_probes", &TcpOptions::tcp_keepalive_probes,
            {.minimum = 1,
             .maximum = 127,
             .about = "unanswered probes after which the connection is given up",
             .source = "Linux 6.18 ip-sysctl tcp_keepalive_probes"}),
  };
  return table;
}

}  // namespace hindcast
