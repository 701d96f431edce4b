#include "hindcast/models/network/link_options.hpp"

namespace hindcast {

using namespace std::chrono_literals;

const FieldTable<NetworkLinkOptions>& NetworkLinkOptions::fields() {
  using Options = NetworkLinkOptions;
  static const FieldTable<Options> table{
      field("latency", &Options::latency,
            {.about = "one way",
             .source = "assumption: half of a 0.5 ms round trip within a data centre"}),
      field("delays", &Options::delays,
            {.each = {.maximum = 1h}, .size_max = 64, .about = "a declared table of latencies"}),
      field("loss", &Options::loss, {.about = "of messages, before TCP mends it"}),
      field("duplication", &Options::duplication, {.about = "of whole messages"}),
      field("retransmits", &Options::retransmits,
            {.about = "the messages travel over TCP", .source = "every client of the platform"}),
      field("multiplexed", &Options::multiplexed,
            {.about = "one TCP connection for all messages between two ports"}),
      group("tcp", &Options::tcp, TcpOptions::fields()),
      rule<Options>("duplication", {"TCP suppresses duplicates", "set retransmits to false"},
                    [](const Options& options) {
                      return options.duplication == Ratio::zero() || !options.retransmits;
                    }),
  };
  return table;
}

}  // namespace hindcast
