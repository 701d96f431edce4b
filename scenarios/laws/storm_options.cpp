#include "hindcast/scenarios/laws/storm_options.hpp"

#include <array>
#include <cstddef>

namespace hindcast {
namespace {

using namespace std::chrono_literals;

FieldRows<StormOptions> rejection_is_stated() {
  return rule<StormOptions>(
      "rejected",
      {"a bounded queue needs to say what becomes of a rejected call: it moves the tipping point "
       "by 20 to 30 places of the queue",
       "add rejected=lost, rejected=at_once or rejected=at_timeout"},
      [](const StormOptions& options) {
        return options.queue == StormOptions::kUnlimited || options.rejected != Rejected::unstated;
      });
}

FieldRows<StormOptions> horizon_holds_all() {
  return rule<StormOptions>(
      "horizon",
      {"the run ends before a window after the trigger can be judged",
       "write more than trigger_after + trigger_length + window + timeout * (retries + 1)"},
      [](const StormOptions& options) {
        return options.trigger_after + options.trigger_length + options.window +
                   options.call_max() <
               options.horizon;
      });
}

}  // namespace

const char* name_of(Rejected rejected) {
  static constexpr std::array kNames = {"unstated", "lost", "at_once", "at_timeout"};
  return kNames.at(static_cast<std::size_t>(rejected));
}

const FieldTable<StormOptions>& StormOptions::fields() {
  using Options = StormOptions;
  static const FieldTable<StormOptions> table{
      field("load", &Options::load, {.minimum = Rate::per_hour(1), .about = "calls offered"}),
      field("capacity", &Options::capacity,
            {.minimum = Rate::per_hour(1), .about = "of the server"}),
      field("queue", &Options::queue,
            {.unlimited = true, .about = "attempts that may wait, without the one in service"}),
      field("rejected", &Options::rejected,
            {.names = {{Rejected::unstated, "unstated"},
                       {Rejected::lost, "lost"},
                       {Rejected::at_once, "at_once"},
                       {Rejected::at_timeout, "at_timeout"}},
             .about = "when a rejected attempt is tried again; must be stated with queue"}),
      field("timeout", &Options::timeout,
            {.minimum = 1ms, .maximum = 1h, .about = "of one attempt"}),
      field("retries", &Options::retries, {.maximum = 100, .about = "after the first attempt"}),
      field("trigger", &Options::trigger,
            {.minimum = Rate::per_hour(1), .about = "the load while the trigger lasts"}),
      field("trigger_after", &Options::trigger_after,
            {.maximum = 24h, .about = "when the trigger begins"}),
      field("trigger_length", &Options::trigger_length,
            {.maximum = 24h, .about = "how long it lasts; 0s: there is none"}),
      field("horizon", &Options::horizon, {.minimum = 1s, .maximum = 24h, .about = "of a run"}),
      field("objective", &Options::objective,
            {.about = "share of the calls of each window that must be answered well"}),
      field("window", &Options::window,
            {.minimum = 1s, .maximum = 1h, .about = "in which the objective is judged"}),
      group("budget", &Options::budget, RetryBudgetOptions::fields()),
      group("breaker", &Options::breaker, BreakerOptions::fields()),
      rejection_is_stated(),
      horizon_holds_all(),
  };
  return table;
}

}  // namespace hindcast
