#include "hindcast/models/network/network_rule.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;
using Kind = NetworkRuleOptions::Kind;

// Begins the fault on all links, waits, and heals what has not been healed meanwhile.
void be_active(const std::vector<NetworkLink*>& links, const NetworkRule& rule, Duration length) {
  LinkFault fault = rule.fault;
  if (rule.clogs) fault.clogged_until = now() + length;
  std::vector<LinkFaultHandle> handles;
  for (NetworkLink* const link : links) handles.push_back(link->begin(fault));
  if (length.is_infinite()) return;
  sleep(length);
  for (std::size_t index = 0; index < links.size(); ++index) links[index]->heal(handles[index]);
}

void follow(World& world, const std::vector<NetworkLink*>& links, const NetworkRule& rule) {
  sleep(rule.after);
  const Instant end = now() + rule.length;
  while (now() < end && !world.is_calm()) {
    const Instant next = now() + rule.period;
    const Instant last = std::min({end, next, now() + rule.active});
    be_active(links, rule, last.is_never() ? Duration::infinite() : last - now());
    if (next >= end) return;
    sleep(next - now());
  }
}

LinkFault fault_of(const NetworkRuleOptions& options) {
  LinkFault fault{.directions = options.directions, .bytes_min = options.bytes_min};
  switch (options.kind) {
    case Kind::none:
    case Kind::clog:
      break;
    case Kind::drop:
      fault.cut = PartitionKind::drop;
      break;
    case Kind::reject:
      fault.cut = PartitionKind::reject;
      break;
    case Kind::tcp_reset:
      fault.cut = PartitionKind::tcp_reset;
      break;
    case Kind::grey:
      fault.added_latency = options.added_latency;
      fault.loss = options.loss;
      break;
    case Kind::slow:
      fault.added_latency = options.added_latency;
      break;
    case Kind::lossy:
      fault.loss = options.loss;
      break;
    case Kind::bursty:
      fault.burst_loss = options.burst_loss;
      break;
    case Kind::narrow:
      fault.bandwidth = options.bandwidth;
      break;
    case Kind::duplicate:
      fault.duplication = options.how_often;
      break;
    case Kind::reorder:
      fault.reordering = options.how_often;
      fault.late_max = options.late_max;
      break;
  }
  return fault;
}

}  // namespace

void apply(World& world, std::vector<NetworkLink*> links, const NetworkRule& rule) {
  HINDCAST_CHECK(rule.active > Duration::zero());
  HINDCAST_CHECK(rule.period.is_infinite() || rule.active < rule.period);
  HINDCAST_CHECK(!rule.clogs || !rule.length.is_infinite() || !rule.active.is_infinite());
  world.inject("network rule",
               [&world, links = std::move(links), rule] { follow(world, links, rule); });
}

NetworkRule NetworkRuleOptions::lasting(Duration length) const {
  HINDCAST_CHECK(kind != Kind::none);
  return {.fault = fault_of(*this),
          .clogs = kind == Kind::clog,
          .after = after,
          .length = length,
          .period = period,
          .active = active};
}

const FieldTable<NetworkRuleOptions>& NetworkRuleOptions::fields() {
  using Options = NetworkRuleOptions;
  static const FieldTable<Options> table{
      field("kind", &Options::kind,
            {.names = {{Kind::none, "none"},
                       {Kind::drop, "drop"},
                       {Kind::reject, "reject"},
                       {Kind::tcp_reset, "tcp_reset"},
                       {Kind::grey, "grey"},
                       {Kind::slow, "slow"},
                       {Kind::lossy, "lossy"},
                       {Kind::bursty, "bursty"},
                       {Kind::clog, "clog"},
                       {Kind::narrow, "narrow"},
                       {Kind::duplicate, "duplicate"},
                       {Kind::reorder, "reorder"}},
             .about = "what happens to packets; grey is slow and lossy, narrow is less bandwidth"}),
      field("directions", &Options::directions,
            {.names = {{Directions::both, "both"},
                       {Directions::request, "request"},
                       {Directions::reply, "reply"}},
             .about = "which way; one of them is a simplex fault"}),
      field("after", &Options::after,
            {.maximum = 24h, .about = "from the beginning of the story's fault to this one's"}),
      field("period", &Options::period,
            {.minimum = 1ms, .about = "a flapping fault comes anew after so long"}),
      field("active", &Options::active,
            {.minimum = 1ms, .about = "how much of each period a flapping fault lasts"}),
      field("added_latency", &Options::added_latency,
            {.maximum = 1h, .about = "of grey and slow, each way that is struck"}),
      field("loss", &Options::loss, {.about = "of grey and lossy"}),
      group("burst_loss", &Options::burst_loss, BurstLossOptions::fields()),
      field("bandwidth", &Options::bandwidth,
            {.minimum = ByteSize::bytes(1), .about = "of narrow, a second"}),
      field("how_often", &Options::how_often, {.about = "of duplicate and reorder"}),
      field("late_max", &Options::late_max,
            {.minimum = Duration::nanoseconds(1), .maximum = 1h, .about = "of reorder"}),
      field("bytes_min", &Options::bytes_min,
            {.about = "only messages of so many bytes and more are struck: a broken path MTU"}),
      rule<Options>("active",
                    {"a period without a part of it that is active, or with all of it, flaps never",
                     "give both period and active, active being the shorter one"},
                    [](const Options& options) {
                      return options.period.is_infinite() ? options.active.is_infinite()
                                                          : options.active < options.period;
                    }),
  };
  return table;
}

}  // namespace hindcast
