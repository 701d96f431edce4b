#include "hindcast/models/network/link_options.hpp"

#include "hindcast/models/resilience/optional_field.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kAsRequest = "as_request";

}  // namespace

const FieldTable<ReplyWayOptions>& ReplyWayOptions::fields() {
  using Options = ReplyWayOptions;
  static const FieldTable<Options> table{
      optional_field("latency", &Options::latency, {.about = "one way, toward the client"},
                     kAsRequest),
      optional_field("bandwidth", &Options::bandwidth,
                     {.minimum = ByteSize::bytes(1),
                      .unlimited = true,
                      .about = "a second, toward the client"},
                     kAsRequest),
      optional_field("loss", &Options::loss, {.about = "of messages toward the client"},
                     kAsRequest),
  };
  return table;
}

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
      group("burst_loss", &Options::burst_loss, BurstLossOptions::fields()),
      field("reordering", &Options::reordering, {.about = "of messages that others overtake"}),
      field("late_max", &Options::late_max,
            {.minimum = Duration::nanoseconds(1),
             .maximum = 1h,
             .about = "by how much a message out of order is late at most",
             .source = "tc-netem(8): reorder needs a delay, its example has 10ms"}),
      field("bandwidth", &Options::bandwidth,
            {.minimum = ByteSize::bytes(1),
             .unlimited = true,
             .about = "a second and way, of each connection over the link"}),
      field("queue", &Options::queue,
            {.minimum = 1,
             .maximum = 1'000'000,
             .about = "messages that may wait for the bandwidth, each way; more are dropped",
             .source = "tc-netem(8) limit, in packets: 1000"}),
      group("reply", &Options::reply, ReplyWayOptions::fields()),
      field("retransmits", &Options::retransmits,
            {.about = "the messages travel over TCP", .source = "every client of the platform"}),
      field("multiplexed", &Options::multiplexed,
            {.about = "one TCP connection for all messages between two ports"}),
      group("tcp", &Options::tcp, TcpOptions::fields()),
      rule<Options>("duplication", {"TCP suppresses duplicates", "set retransmits to false"},
                    [](const Options& options) {
                      return options.duplication == Ratio::zero() || !options.retransmits;
                    }),
      rule<Options>("reordering",
                    {"TCP puts in order again what came out of order", "set retransmits to false"},
                    [](const Options& options) {
                      return options.reordering == Ratio::zero() || !options.retransmits;
                    }),
      rule<Options>(
          "reply.latency",
          {"the delays of the table are for both ways", "leave out one of the two"},
          [](const Options& options) { return options.delays.empty() || !options.reply.latency; }),
  };
  return table;
}

}  // namespace hindcast
