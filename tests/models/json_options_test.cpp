#include <doctest/doctest.h>

#include <string>

#include "hindcast/models/json/options_reader.hpp"
#include "hindcast/models/json/reader.hpp"

namespace hindcast {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

enum class Order { first_in_first_out, last_in_first_out };

struct RetryOptions {
  std::uint32_t attempts_max = 1;
  Ratio factor = Ratio::parts_per_billion(2'000'000'000);
  static const FieldTable<RetryOptions>& fields();
};

struct PoolOptions {
  std::uint32_t connections_min = 0;
  std::uint32_t connections_max = 1;
  std::uint64_t waiters_max = std::numeric_limits<std::uint64_t>::max();
  Duration acquire_timeout = Duration::infinite();
  bool test_on_borrow = false;
  Ratio loss = Ratio::zero();
  Order order = Order::first_in_first_out;
  Distribution service = Distribution::exponential(Duration(25ms));
  std::vector<Duration> delays = {};
  RetryOptions retry = {};
  static const FieldTable<PoolOptions>& fields();
};

const FieldTable<RetryOptions>& RetryOptions::fields() {
  static const FieldTable<RetryOptions> table{
      field("attempts_max", &RetryOptions::attempts_max, {.minimum = 1, .maximum = 16}),
      field("factor", &RetryOptions::factor, {.maximum = Ratio::percent(1'000), .factor = true})};
  return table;
}

const FieldTable<PoolOptions>& PoolOptions::fields() {
  using Options = PoolOptions;
  static const FieldTable<Options> table{
      field("min", &Options::connections_min),
      field("max", &Options::connections_max, {.minimum = 1, .maximum = 100'000}),
      field("waiters_max", &Options::waiters_max, {.unlimited = true}),
      field("acquire_timeout", &Options::acquire_timeout),
      field("test_on_borrow", &Options::test_on_borrow),
      field("loss", &Options::loss),
      field("order", &Options::order,
            {.names = {{Order::first_in_first_out, "fifo"}, {Order::last_in_first_out, "lifo"}}}),
      field("service", &Options::service),
      field("delays", &Options::delays, {.each = {.maximum = 1s}}),
      group("retry", &Options::retry, RetryOptions::fields()),
      rule<Options>("min", {"min is above max", "write at most max"},
                    [](const Options& o) { return o.connections_min <= o.connections_max; })};
  return table;
}

struct Reading {
  PoolOptions options;
  ParameterSet set{PoolOptions::fields(), options, "pool"};
  std::string error;

  explicit Reading(std::string_view members) {
    const std::string text = "{\"pool\": {" + std::string(members) + "}}";
    const JsonDocument document = read_json_text(text, "f");
    try {
      read_options(document.root().member("pool"), set, {"kind"});
    } catch (const InputError& refused) {
      error = refused.what();
    }
  }
};

constexpr std::string_view kEveryField =
    R"json("kind": "pool", "max": 7, "waiters_max": "unlimited",
  "acquire_timeout": "2s", "test_on_borrow": true, "loss": "2.5%", "order": "lifo",
  "service": "uniform(1ms, 2ms)", "delays": ["1ms", "5ms"],
  "retry": {"attempts_max": 4, "factor": 1.50, "source": "x"},
  "source": {"max": "generic-pool 3.9.0"})json";

std::string error_of(std::string_view members) { return Reading(members).error; }

}  // namespace

TEST_CASE("members of an object set the fields of that name and no others") {
  const Reading reading(kEveryField);
  REQUIRE(reading.error == "");
  CHECK(reading.options.connections_min == 0);
  CHECK(reading.options.connections_max == 7);
  CHECK(reading.options.acquire_timeout == 2s);
  CHECK(reading.options.test_on_borrow);
  CHECK(reading.options.loss == Ratio::parts_per_billion(25'000'000));
  CHECK(reading.options.order == Order::last_in_first_out);
  CHECK(reading.options.service.describe() == "uniform(1ms, 2ms)");
  CHECK(reading.options.delays == std::vector<Duration>{1ms, 5ms});
  CHECK(reading.options.retry.attempts_max == 4);
  CHECK(reading.options.retry.factor == Ratio::parts_per_billion(1'500'000'000));
}

TEST_CASE("the origin of a value is its place in the file") {
  const Reading reading("\n  \"max\": 7, \"retry\": {\"attempts_max\": 2}");
  CHECK(reading.set.origin("max") == "f:2:10");
  CHECK(reading.set.origin("retry.attempts_max") == "f:2:39");
  CHECK(reading.set.origin("min") == "default");
}

TEST_CASE("sources are outside of the hash") {
  const Reading with("\"max\": 7, \"source\": \"docs\"");
  const Reading without("\"max\": 7");
  const Reading other("\"max\": 8");
  CHECK(hash_parameters(with.set.parameters()) == hash_parameters(without.set.parameters()));
  CHECK(hash_parameters(with.set.parameters()) != hash_parameters(other.set.parameters()));
}

TEST_CASE("an unknown key names the nearest key of its object") {
  CHECK(
      error_of("\"mux\": 7") ==
      "f:1:11: pool.mux: unknown key; did you mean \"max\"? Known are kind, min, max, waiters_max, "
      "acquire_timeout, test_on_borrow, loss, order, service, delays and retry");
  CHECK(error_of("\"retry\": {\"atempts_max\": 1}") ==
        "f:1:21: pool.retry.atempts_max: unknown key; did you mean \"attempts_max\"? Known are "
        "attempts_max and factor");
  CHECK(error_of("\"retry.attempts_max\": 1")
            .starts_with("f:1:11: pool.\"retry.attempts_max\": unknown key"));
  CHECK(error_of("\"\": 1").starts_with("f:1:11: pool.\"\": unknown key; known are "));
  CHECK(error_of("\"retry\": {\"kind\": 1}").starts_with("f:1:21: pool.retry.kind: unknown key"));
}

TEST_CASE("a value of another kind is refused with an example of a right one") {
  CHECK(error_of("\"max\": \"7\"") ==
        "f:1:18: pool.max: expected a number, found the string \"7\"; write for example 10");
  CHECK(error_of("\"acquire_timeout\": 250") ==
        "f:1:30: pool.acquire_timeout: expected a string with a duration, found the number 250; "
        "write for "
        "example \"250ms\"");
  CHECK(error_of("\"loss\": 0.025") ==
        "f:1:19: pool.loss: expected a string with a ratio, found the number 0.025; write for "
        "example "
        "\"2.5%\"");
  CHECK(error_of("\"test_on_borrow\": \"true\"") ==
        "f:1:29: pool.test_on_borrow: expected true or false, found the string \"true\"; write for "
        "example "
        "true");
  CHECK(error_of("\"delays\": \"1ms\"") ==
        "f:1:21: pool.delays: expected an array, found the string \"1ms\"; write [\"250ms\"]");
  CHECK(error_of("\"retry\": 3") ==
        "f:1:20: pool.retry: expected an object, found the number 3; write an object");
  CHECK(error_of("\"max\": null") ==
        "f:1:18: pool.max: expected a number, found null; leave the key out for the default, 1");
}

TEST_CASE("a value that is no value of its field is refused at its place") {
  CHECK(error_of("\"max\": 0") ==
        "f:1:18: pool.max: 0 is below the minimum, 1; write a value from 1 to 100000");
  CHECK(error_of("\"max\": 1.5") ==
        "f:1:18: pool.max: \"1.5\" is not a whole number; write decimal digits only, such as 25");
  CHECK(error_of("\"max\": 1e3") ==
        "f:1:18: pool.max: \"1e3\" is not a whole number; write decimal digits only, such as 25");
  CHECK(error_of("\"waiters_max\": -1") ==
        "f:1:26: pool.waiters_max: \"-1\" is not a whole number; write decimal digits only, such "
        "as 25");
  CHECK(error_of("\"acquire_timeout\": \"2 s\"") ==
        "f:1:30: pool.acquire_timeout: \"2 s\" is not a duration: it holds a space; write a "
        "duration such as "
        "250ms, 1.5s or 2m");
  CHECK(error_of("\"order\": \"filo\"") ==
        "f:1:20: pool.order: \"filo\" is not a known word; did you mean \"fifo\"? Known are fifo "
        "and lifo");
  CHECK(error_of("\"delays\": [\"1ms\",\n \"2h\"]") ==
        "f:2:2: pool.delays[1]: 2h is above the maximum, 1s; write a value from 0s to 1s");
}

TEST_CASE("a broken rule is reported at the value to change") {
  CHECK(error_of("\"max\": 5, \"min\": 6") ==
        "f:1:28: pool.min: min is above max; write at most max");
  CHECK(error_of("\"min\": 6") == "f:1:18: pool.min: min is above max; write at most max");
}

TEST_CASE("options that are no object are refused") {
  const JsonDocument document = read_json_text("[1]", "f");
  PoolOptions options;
  ParameterSet set(PoolOptions::fields(), options);
  CHECK_THROWS_AS(read_options(document.root(), set), InputError);
}

}  // namespace hindcast
