#include "hindcast/scenarios/laws/retry_storm.hpp"

#include <algorithm>
#include <vector>

#include "hindcast/models/resilience/resilience_options.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

ServiceOptions server_of(const StormOptions& options) {
  ServiceOptions server;
  server.workers = 1;
  server.service_time = Distribution::exponential(options.capacity.interval());
  server.queue_max = options.queue;
  server.rejected =
      options.rejected == Rejected::at_timeout ? RejectedCall::silence : RejectedCall::error;
  server.supervised = false;
  return server;
}

ResilienceOptions resilience_of(const StormOptions& options) {
  ResilienceOptions resilience;
  RetryOptions& retry = resilience.retry;
  retry.attempts_max = options.retries + 1;
  retry.on_error_replies = options.rejected == Rejected::at_once;
  retry.budget = options.budget;
  resilience.breaker = options.breaker;
  return resilience;
}

}  // namespace

RetryStorm::RetryStorm(World& world, const StormOptions& options)
    : options_(options),
      world_(world),
      server_(world.add<GenericService>("server", server_of(options))),
      clients_(world.add<ServiceClients>("clients", {.rate = options.load})) {
  CallPolicy policy{.timeout = options.timeout};
  put_guards(policy, resilience_of(options), {world, "clients -> server"});
  world.connect(clients_.port("service"), server_.port("in"), std::move(policy));
  world.end_at(Instant::at(options.horizon));
  if (options.trigger_length == Duration::zero()) return;
  world.inject("trigger", [this] {
    sleep(options_.trigger_after);
    clients_.set_rate(options_.trigger);
    sleep(options_.trigger_length);
    clients_.set_rate(options_.load);
  });
}

StormEnd RetryStorm::end() const {
  struct Window {
    std::uint64_t offered = 0;
    std::uint64_t good = 0;
  };
  const Instant begins = Instant::at(options_.trigger_after);
  const Instant ends = begins + options_.trigger_length;
  const Instant judged = Instant::at(options_.horizon) - options_.call_max();
  std::vector<Window> windows;  // the last one first
  StormEnd result;
  for (const CallRecord& call : clients_.log().calls()) {
    const bool good = call.outcome == CallOutcome::good;
    if (call.started >= begins && call.started < ends) {
      ++result.offered;
      result.good += good ? 1 : 0;
    }
    if (call.started < ends || call.started >= judged) continue;
    const auto back = static_cast<std::size_t>((judged - call.started).count() - 1) /
                      static_cast<std::size_t>(options_.window.count());
    if (back >= windows.size()) windows.resize(back + 1);
    ++windows[back].offered;
    windows[back].good += good ? 1 : 0;
  }
  const auto holds = [this](const Window& window) {
    return window.good * Ratio::kOne >= window.offered * options_.objective.parts_per_billion();
  };
  const auto last_bad = std::find_if_not(windows.begin(), windows.end(), holds);
  if (last_bad == windows.begin() && last_bad != windows.end()) {
    result.recovery = Duration::infinite();
  } else if (last_bad != windows.end()) {
    result.recovery = judged - options_.window * (last_bad - windows.begin()) - ends;
  }
  result.calls = clients_.log().calls().size();
  result.attempts = server_.counts().arrived;
  result.digest = world_.digest();
  return result;
}

}  // namespace hindcast
