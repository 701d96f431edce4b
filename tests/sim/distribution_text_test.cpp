#include "hindcast/sim/distribution_text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace hindcast {
namespace {

std::string said(std::string_view text) {
  const Parsed<Distribution> parsed = parse_distribution(text);
  return parsed.ok() ? parsed.value().describe() : parsed.error().cause + "; " + parsed.error().fix;
}

}  // namespace

TEST_CASE("each law is read from its text") {
  const std::vector<std::pair<std::string_view, std::string_view>> cases{
      {"25ms", "constant(25ms)"},
      {"constant(25ms)", "constant(25ms)"},
      {"7", "constant(7)"},
      {"uniform(1ms, 5ms)", "uniform(1ms, 5ms)"},
      {"uniform(max=5,min=-5)", "uniform(-5, 5)"},
      {"exponential(25ms)", "exponential(25ms)"},
      {"exponential(mean=25ms)", "exponential(25ms)"},
      {"log_normal(2ms, 0.8)", "log_normal(2ms, 0.8)"},
      {"log_normal(median=2ms, sigma=0.8)", "log_normal(2ms, 0.8)"},
      {"lognormal(2ms, 0.8)", "log_normal(2ms, 0.8)"},
      {"pareto(1ms, 1.5)", "pareto(1ms, 1.5)"},
      {"pareto(1ms, 1.5, 60s)", "pareto(1ms, 1.5, 60s)"},
      {"pareto(1ms, 1.5, max=60s)", "pareto(1ms, 1.5, 60s)"},
      {"zipf(1000, 0.99)", "zipf(1000, 0.99)"},
      {"table(1ms:9, 50ms:1)", "table(1ms: 9, 50ms: 1)"},
      {"table(3: 1)", "table(3: 1)"}};
  for (const auto& item : cases) {
    CAPTURE(item.first);
    CHECK(said(item.first) == item.second);
  }
}

TEST_CASE("the description of a distribution reads as the same distribution") {
  for (const std::string_view text :
       {"constant(1.5s)", "uniform(1ns, 1.5h)", "exponential(0s)", "log_normal(2ms, p99=20ms)",
        "pareto(1us, 0.01, 1d)", "zipf(1, 100)", "table(-3: 0, 4: 18446744073709551615)"}) {
    CAPTURE(text);
    const Parsed<Distribution> first = parse_distribution(text);
    REQUIRE(first.ok());
    const Parsed<Distribution> second = parse_distribution(first.value().describe());
    REQUIRE(second.ok());
    CHECK(second.value().describe() == first.value().describe());
    CHECK(second.value().quantile(1ULL << 62U) == first.value().quantile(1ULL << 62U));
  }
}

TEST_CASE("a 99th percentile fixes the spread of a log-normal law") {
  const Distribution law = parse_distribution("log_normal(2ms, p99=20ms)").value();
  const auto percentile = static_cast<std::uint64_t>(99) * (~std::uint64_t{0} / 100);
  CHECK(law.duration(1ULL << 63U) == Duration::nanoseconds(2'000'000));
  // Within a part in ten thousand: sigma is kept in parts per billion.
  CHECK(law.duration(percentile).count() > 19'998'000);
  CHECK(law.duration(percentile).count() < 20'002'000);
}

TEST_CASE("what no factory accepts is refused with its reason, never a failed check") {
  for (const std::string_view text : {"",
                                      "(",
                                      ")",
                                      "()",
                                      "constant",
                                      "constant(",
                                      "constant()",
                                      "constant(5ms",
                                      "constant)5ms(",
                                      "constant(5ms, 6ms)",
                                      "constant(infinite)",
                                      "constant(-5ms)",
                                      "constant(value=1ms, value=2ms)",
                                      "constant(1ms, value=2ms)",
                                      "constant(5ms: 1)",
                                      "uniform(5ms, 1ms)",
                                      "uniform(1ms)",
                                      "uniform(1ms, 5)",
                                      "uniform(1, 2, 3)",
                                      "exponential(-1)",
                                      "exponential(x=1ms)",
                                      "log_normal(0ms, p99=1ms)",
                                      "log_normal(5ms, p99=1ms)",
                                      "log_normal(2ms)",
                                      "log_normal(2ms, 0.8, p99=20ms)",
                                      "log_normal(2ms, 129)",
                                      "log_normal(-2, 1)",
                                      "log_normal(-2, p99=5)",
                                      "pareto(0ms, 1.5)",
                                      "pareto(1ms, 0.001)",
                                      "pareto(1ms, 200)",
                                      "pareto(5ms, 1.5, 1ms)",
                                      "pareto(1ms, 1.5, 5)",
                                      "zipf(0, 1)",
                                      "zipf(1000001, 1)",
                                      "zipf(5ms, 1)",
                                      "zipf(5, 129)",
                                      "zipf(-5, 1)",
                                      "table()",
                                      "table(5ms)",
                                      "table(1ms: 0)",
                                      "table(1ms: -1)",
                                      "table(1ms: 1, 5: 1)",
                                      "table(a=1ms: 1)",
                                      "table(1ms: 1,)",
                                      "normal(1ms, 2ms)",
                                      "Constant(5ms)",
                                      "constant(5ms))",
                                      "constant((5ms)",
                                      "5ms)",
                                      "5 ms",
                                      "99999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_distribution(text).ok());
  }
}

TEST_CASE("complaints about distributions name the cause and the nearest name") {
  CHECK(
      said("exponentail(25ms)") ==
      "there is no distribution \"exponentail\"; did you mean \"exponential\"? Known are constant, "
      "uniform, exponential, log_normal, pareto, zipf and table");
  CHECK(said("uniform(5ms, 1ms)") == "\"uniform(5ms, 1ms)\": min is above max; swap the two");
  CHECK(said("exponential(25)ms") ==
        "\"exponential(25)ms\" is not a distribution: the closing parenthesis is missing; end it "
        "with )");
}

}  // namespace hindcast
