#include "hindcast/models/load/clients.hpp"

#include <cstddef>
#include <utility>

#include "hindcast/models/mcp/errors.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

// What get_context answers about a customer of whom nothing is known.
constexpr std::string_view kNoContext = "no context";

constexpr std::array kToolNames = {"get_context", "update_context", "track_activity"};

Distribution popularity_of(const ClientsOptions& options) {
  return Distribution::zipf(options.customers, options.skew);
}

}  // namespace

const FieldTable<ClientsOptions>& ClientsOptions::fields() {
  static const FieldTable<ClientsOptions> table{
      field("rate", &ClientsOptions::rate,
            {.minimum = Rate::per_hour(1), .about = "arrivals of a Poisson process"}),
      field("get_context", &ClientsOptions::get_context,
            {.maximum = 1'000'000, .about = "weight of get_context in the mix"}),
      field("update_context", &ClientsOptions::update_context,
            {.maximum = 1'000'000, .about = "weight of update_context in the mix"}),
      field("track_activity", &ClientsOptions::track_activity,
            {.maximum = 1'000'000, .about = "weight of track_activity in the mix"}),
      field("customers", &ClientsOptions::customers, {.minimum = 1, .maximum = 1'000'000}),
      field("skew", &ClientsOptions::skew,
            {.maximum = Ratio::parts_per_billion(10 * Ratio::kOne),
             .factor = true,
             .about = "Zipf exponent of the customers' popularity; 0: all alike"}),
      rule<ClientsOptions>(
          "get_context", {"all weights are 0", "give one tool a weight"},
          [](const ClientsOptions& options) {
            return options.get_context + options.update_context + options.track_activity > 0;
          }),
  };
  return table;
}

const char* name_of(Tool tool) { return kToolNames.at(static_cast<std::size_t>(tool)); }

Clients::Clients(const Place& place, const Options& options)
    : Component(place),
      options_(options),
      interval_(Distribution::exponential(options.rate.interval())),
      popularity_(popularity_of(options)),
      contexts_(options.customers),
      activities_(options.customers) {
  set_objective({});
}

void Clients::set_objective(const Objective& objective) {
  log_ = std::make_unique<CallLog>(std::vector<std::string>(kToolNames.begin(), kToolNames.end()),
                                   objective);
}

std::string Clients::customer_name(std::uint32_t customer) {
  return "user" + std::to_string(customer);
}

std::string Clients::activity_text(std::uint32_t number) { return "a" + std::to_string(number); }

std::unique_ptr<Process> Clients::boot() {
  spawn("arrivals", [this] { arrive(); }, {.serves = true});
  return std::make_unique<Process>();
}

void Clients::arrive() {
  for (;;) {
    sleep(draw_duration("interval", interval_));
    spawn("request", [this] {
      const std::uint32_t all =
          options_.get_context + options_.update_context + options_.track_activity;
      const auto customer = static_cast<std::uint32_t>(draw_value("customer", popularity_) - 1);
      const std::uint64_t share = bounded(draw("tool"), all);
      if (share < options_.get_context) {
        call(Tool::get_context, customer);
      } else if (share < options_.get_context + options_.update_context) {
        call(Tool::update_context, customer);
      } else {
        call(Tool::track_activity, customer);
      }
    });
  }
}

void Clients::burst(std::uint32_t count, Tool tool, std::uint32_t customer) {
  HINDCAST_CHECK(customer < options_.customers);
  for (std::uint32_t caller = 0; caller < count; ++caller) {
    world().scheduler().spawn(node(), "burst", [this, tool, customer] { call(tool, customer); });
  }
}

void Clients::call(Tool tool, std::uint32_t customer) {
  switch (tool) {
    case Tool::get_context:
      return read(customer);
    case Tool::update_context:
      return write(tool, customer, contexts_);
    case Tool::track_activity:
      return write(tool, customer, activities_);
  }
}

void Clients::read(std::uint32_t customer) {
  const std::uint32_t acknowledged = contexts_.latest_acknowledged(customer);
  const std::optional<std::string> text = ask(Tool::get_context, customer, "");
  if (text) contexts_.served(customer, *text == kNoContext ? "" : *text, acknowledged);
}

void Clients::write(Tool tool, std::uint32_t customer, ValueOracle& oracle) {
  const std::uint32_t number = oracle.begin(customer, now());
  std::string value = tool == Tool::track_activity ? activity_text(number) : value_text(number);
  if (ask(tool, customer, std::move(value))) oracle.acknowledge(number, now());
}

std::optional<std::string> Clients::ask(Tool tool, std::uint32_t customer, std::string value) {
  const std::uint32_t number = log_->begin(static_cast<std::uint16_t>(tool), now());
  const CallResult<mcp::ToolResult> result =
      port_.call({name_of(tool), customer_name(customer), std::move(value)});
  const mcp::ToolResult answer =
      result.ok() ? result.reply() : mcp::client_error(result.status(), result.error());
  if (!answer.ok()) {
    log_->end_failed(number, answer.text, now());
    if (world().story().listening()) {
      world().story().tell(now(), name(), Weight::notable,
                           std::string("a ") + name_of(tool) + " fails: " + answer.text);
    }
    return std::nullopt;
  }
  log_->end_good(number, now());
  return answer.text;
}

}  // namespace hindcast
