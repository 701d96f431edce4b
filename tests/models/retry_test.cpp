#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

#include "hindcast/sim/keyed_stream.hpp"
#include "tests/models/service_rig.hpp"
#include "tests/sim/statistics.hpp"

using namespace hindcast;
using namespace std::chrono_literals;

namespace {

struct Retried {
  double success;
  double load;
};

// 100 clients of 10 calls a second for 10 s, each with its own policy, against failures that are
// independent.
Retried run(Ratio failure, const RetryOptions& retry, std::uint64_t seed) {
  CalmChooser chooser;
  World world(chooser, {.seed = seed});
  auto& server = world.add<GenericService>(
      "server", {.service_time = Distribution::constant(1ms), .error_ratio = failure});
  std::vector<const ServiceClients*> clients;
  double attempts = 0;
  for (int nth = 0; nth < 100; ++nth) {
    const std::string name = "client" + std::to_string(nth);
    auto& client = world.add<ServiceClients>(name, {.rate = Rate::per_second(10)});
    CallPolicy policy;
    put_guards(policy, {.retry = retry}, {world, name});
    world.connect(client.port("service"), server.port("in"), std::move(policy));
    clients.push_back(&client);
  }
  world.end_at(Instant::at(10s));
  world.run();
  double calls = 0;
  double good = 0;
  for (const ServiceClients* client : clients) {
    for (const CallRecord& call : client->log().calls()) {
      calls += call.outcome == CallOutcome::open ? 0 : 1;
      good += call.outcome == CallOutcome::good ? 1 : 0;
    }
  }
  for (const auto& connection : world.connections()) {
    attempts += static_cast<double>(connection->counts.ok);
  }
  return {good / calls, attempts / calls};
}

const RetryOptions kThree{.attempts_max = 4};
const RetryOptions kBudget{.attempts_max = 4, .budget = {.kind = RetryBudgetOptions::Kind::ratio}};

// Two samples of about 10,000 calls each: the law's, and ours.
bool agrees(double value, double law, double variance) {
  return std::abs(value - law) <= statistics::kNormal * std::sqrt(2 * variance / 10'000) + 0.0005;
}

}  // namespace

TEST_CASE("three retries succeed with 1 - f^4 and load the server with the sum of f^k") {
  for (const double f : {0.05, 0.2, 0.5}) {
    const auto ratio = Ratio::percent(static_cast<std::uint64_t>(f * 100 + 0.5));
    const Retried none = run(ratio, {}, 1);
    CHECK(agrees(none.success, 1 - f, f * (1 - f)));
    CHECK(none.load == doctest::Approx(1));
    const Retried three = run(ratio, kThree, 2);
    CHECK(agrees(three.success, 1 - std::pow(f, 4), std::pow(f, 4)));
    CHECK(agrees(three.load, 1 + f + f * f + f * f * f, 2 * f));
  }
}

TEST_CASE("a token bucket of ten percent bounds the retries and keeps some of the success") {
  const Retried rare = run(Ratio::percent(5), kBudget, 3);
  CHECK(agrees(rare.success, 0.9998, 0.0004));
  CHECK(agrees(rare.load, 1.057, 0.06));
  const Retried often = run(Ratio::percent(20), kBudget, 4);
  CHECK(agrees(often.success, 0.906, 0.09));
  CHECK(agrees(often.load, 1.134, 0.13));
  const Retried half = run(Ratio::percent(50), kBudget, 5);
  CHECK(agrees(half.success, 0.572, 0.25));
  CHECK(agrees(half.load, 1.142, 0.13));
}

TEST_CASE("a back-off grows to its maximum and its jitter stays within its law") {
  const RetryOptions none{.backoff = 100ms, .backoff_max = 1s};
  CHECK(retry_wait(none, {.nth = 1}, 0) == 100ms);
  CHECK(retry_wait(none, {.nth = 4}, 0) == 800ms);
  CHECK(retry_wait(none, {.nth = 40}, 0) == 1s);
  CHECK(retry_wait(none, {.nth = 4'000'000'000}, 0) == 1s);
  for (std::uint64_t nth = 0; nth < 1'000; ++nth) {
    const std::uint64_t uniform = keyed_draw(7, nth);
    RetryOptions options{.backoff = 100ms, .jitter = RetryJitter::full};
    CHECK(retry_wait(options, {.nth = 2}, uniform) <= 200ms);
    options.jitter = RetryJitter::equal;
    CHECK(retry_wait(options, {.nth = 2}, uniform) >= 100ms);
    options.jitter = RetryJitter::decorrelated;
    const Duration wait = retry_wait(options, {.nth = 3, .waited = 250ms}, uniform);
    CHECK((wait >= 100ms && wait <= 750ms));
    options.jitter = RetryJitter::spread;
    const Duration spread = retry_wait(options, {.nth = 1}, uniform);
    CHECK((spread >= 50ms && spread <= 150ms));
  }
}

TEST_CASE("Polly's jitter follows 2^t tanh(sqrt(4 t)) / 1.4") {
  const RetryOptions options = polly_retry();
  for (std::uint32_t nth = 1; nth <= 10; ++nth) {
    for (const double u : {0.0, 0.25, 0.5, 0.999}) {
      const auto uniform = static_cast<std::uint64_t>(std::ldexp(u, 64));
      const double t = nth - 1 + u;
      const double law = std::pow(2, t) * std::tanh(std::sqrt(4 * t)) / 1.4 * 2e9;
      const auto wait = static_cast<double>(retry_wait(options, {.nth = nth}, uniform).count());
      CHECK(std::abs(wait - law) <= 1e-5 * law + 2'000);
    }
  }
  const Duration earlier = retry_wait(options, {.nth = 2}, 0);
  const Duration later = retry_wait(options, {.nth = 3, .waited_total = earlier}, 0);
  CHECK(earlier + later == retry_wait(options, {.nth = 3}, 0));
}

TEST_CASE("what a breaker rejects is not retried, unless the policy says so") {
  ServiceRigOptions options{.clients = {.rate = Rate::per_second(100)}};
  options.service.error_ratio = Ratio::one();
  options.resilience.breaker.preset = BreakerPreset::opossum;
  options.resilience.retry.attempts_max = 4;
  ServiceRig patient(options);
  patient.run_for(10s);
  CHECK(patient.service.counts().arrived < 10);
  CHECK(patient.guards.breaker->record().rejected <= patient.offered());
  options.resilience.retry.on_rejections = true;
  ServiceRig eager(options);
  eager.run_for(10s);
  CHECK(eager.guards.breaker->record().rejected > 3 * eager.offered());
}
