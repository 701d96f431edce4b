#include "hindcast/scenarios/laws/retry_storm.hpp"

#include <cstddef>
#include <utility>
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

std::vector<RetryStorm::Window> RetryStorm::windows_before(Instant judged) const {
  const Instant ends = Instant::at(options_.trigger_after + options_.trigger_length);
  std::vector<Window> windows;
  for (const CallRecord& call : clients_.log().calls()) {
    if (call.started < ends || call.started >= judged) continue;
    const auto back = static_cast<std::size_t>((judged - call.started).count() - 1) /
                      static_cast<std::size_t>(options_.window.count());
    if (back >= windows.size()) windows.resize(back + 1);
    ++windows[back].offered;
    windows[back].good += call.outcome == CallOutcome::good ? 1U : 0U;
  }
  return windows;
}

// A window without calls is as the one before it: nobody has seen the system back.
Duration RetryStorm::recovery() const {
  const Instant ends = Instant::at(options_.trigger_after + options_.trigger_length);
  const Instant judged = Instant::at(options_.horizon) - options_.call_max();
  const std::vector<Window> windows = windows_before(judged);
  Duration back_since = Duration::infinite();
  for (std::size_t back = 0; back < windows.size(); ++back) {
    const Window& window = windows[back];
    if (window.offered == 0) continue;
    if (window.good * Ratio::kOne < window.offered * options_.objective.parts_per_billion()) {
      return back_since;
    }
    back_since = judged - options_.window * (static_cast<std::int64_t>(back) + 1) - ends;
  }
  return Duration::zero();
}

StormEnd RetryStorm::end() const {
  const Instant begins = Instant::at(options_.trigger_after);
  const Instant ends = begins + options_.trigger_length;
  StormEnd result;
  result.recovery = recovery();
  for (const CallRecord& call : clients_.log().calls()) {
    result.offered += call.started >= begins && call.started < ends ? 1U : 0U;
    if (call.outcome != CallOutcome::good) continue;
    const Instant answered = call.started + call.latency;
    result.good += answered >= begins && answered < ends ? 1U : 0U;
  }
  result.calls = clients_.log().calls().size();
  result.attempts = server_.counts().arrived;
  result.digest = world_.digest();
  return result;
}

}  // namespace hindcast
