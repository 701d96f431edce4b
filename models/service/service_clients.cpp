#include "hindcast/models/service/service_clients.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/models/service/service_options.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/topology.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

// Returns the weight of an entry "OPERATION: WEIGHT"; 0 if it is none.
std::uint64_t weight_of(const std::string& entry) {
  const NamedPart part = split_entry(entry);
  if (part.name.empty() || part.rest.empty() || part.rest.size() > 6) return 0;
  std::uint64_t weight = 0;
  for (const char digit : part.rest) {
    if (digit < '0' || digit > '9') return 0;
    weight = weight * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return weight;
}

}  // namespace

const FieldTable<ServiceClientsOptions>& ServiceClientsOptions::fields() {
  using Options = ServiceClientsOptions;
  static const FieldTable<ServiceClientsOptions> table{
      field("rate", &Options::rate,
            {.minimum = Rate::per_hour(1), .about = "arrivals of a Poisson process"}),
      field("operations", &Options::operations,
            {.size_min = 1, .size_max = 64, .about = "the mix, \"OPERATION: WEIGHT\" each"}),
      field("keys", &Options::keys,
            {.maximum = 1'000'000, .about = "different things asked for; 0: each call its own"}),
      field("skew", &Options::skew,
            {.maximum = Ratio::parts_per_billion(10 * Ratio::kOne),
             .factor = true,
             .about = "Zipf exponent of their popularity; 0: all alike"}),
      rule<Options>("operations",
                    {"an operation has no weight",
                     "write \"OPERATION: WEIGHT\" with a weight from 1 to 999999"},
                    [](const Options& options) {
                      return std::all_of(
                          options.operations.begin(), options.operations.end(),
                          [](const std::string& entry) { return weight_of(entry) > 0; });
                    }),
  };
  return table;
}

ServiceClients::ServiceClients(const Place& place, Options options)
    : Component(place),
      options_(std::move(options)),
      interval_(Distribution::exponential(options_.rate.interval())),
      popularity_(Distribution::zipf(std::max(options_.keys, 1U), options_.skew)) {
  std::uint64_t total = 0;
  for (const std::string& entry : options_.operations) {
    operations_.push_back(world().intern(split_entry(entry).name));
    total += weight_of(entry);
    weights_.push_back(total);
  }
  set_objective({});
}

void ServiceClients::set_objective(const Objective& objective) {
  std::vector<std::string> kinds;
  for (const Label operation : operations_) kinds.emplace_back(operation.text());
  log_ = std::make_unique<CallLog>(std::move(kinds), objective);
}

std::unique_ptr<Process> ServiceClients::boot() {
  spawn("arrivals", [this] { arrive(interval_, Instant::never()); }, {.serves = true});
  return std::make_unique<Process>();
}

void ServiceClients::surge(Rate extra, Duration length) {
  world().scheduler().spawn(node(), "surge",
                            [this, extra, end = world().now() + length] {
                              arrive(Distribution::exponential(extra.interval()), end);
                            },
                            {.serves = true});
}

void ServiceClients::burst(std::uint32_t count, std::uint16_t operation) {
  HINDCAST_CHECK(operation < operations_.size());
  for (std::uint32_t caller = 0; caller < count; ++caller) {
    world().scheduler().spawn(node(), "burst", [this, operation] { call(operation); });
  }
}

void ServiceClients::arrive(const Distribution& interval, Instant end) {
  for (;;) {
    sleep(draw_duration("interval", interval));
    if (now() >= end) return;
    spawn("request", [this] { call(draw_operation()); });
  }
}

std::uint16_t ServiceClients::draw_operation() const {
  if (operations_.size() == 1) return 0;
  const std::uint64_t share = bounded(draw("operation"), weights_.back());
  const auto found = std::upper_bound(weights_.begin(), weights_.end(), share);
  return static_cast<std::uint16_t>(found - weights_.begin());
}

void ServiceClients::call(std::uint16_t operation) {
  const std::uint64_t key =
      options_.keys == 0 ? ++calls_ : static_cast<std::uint64_t>(draw_value("key", popularity_));
  const std::uint32_t number = log_->begin(operation, now());
  const CallResult<ServiceReply> result = port_.call({operations_[operation], key});
  if (!result.ok()) {
    log_->end_failed(number, result.error(), now());
  } else if (!result.reply().ok()) {
    log_->end_failed(number, name_of(result.reply().outcome), now());
  } else {
    log_->end_good(number, now());
  }
}

void ServiceClients::describe(TopologyVertex& vertex) const {
  vertex.kind = VertexKind::client;
  vertex.offered = options_.rate;
  if (options_.keys > 0) vertex.popularity = popularity_;
  PortUse use;
  use.port = port_.name().text();
  for (const std::string& entry : options_.operations) {
    use.by_operation.push_back({.calls = Ratio::of(weight_of(entry), weights_.back()),
                                .as = std::string(split_entry(entry).name)});
  }
  vertex.uses.push_back(use);
}

}  // namespace hindcast
