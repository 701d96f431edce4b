#include "hindcast/sim/parameter.hpp"

#include <doctest/doctest.h>

#include <string>

namespace hindcast {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""h;

enum class Order { first_in_first_out, last_in_first_out };

struct RetryOptions {
  std::uint32_t attempts_max = 1;
  Ratio factor = Ratio::parts_per_billion(2'000'000'000);
  static const FieldTable<RetryOptions>& fields();
};

struct SampleOptions {
  std::uint32_t connections_min = 0;
  std::uint32_t connections_max = 1;
  std::uint64_t waiters_max = std::numeric_limits<std::uint64_t>::max();
  std::int64_t priority = 0;
  Duration acquire_timeout = Duration::infinite();
  Duration clock_offset = 0s;
  bool test_on_borrow = false;
  Ratio loss = Ratio::zero();
  ByteSize heap = ByteSize::mebibytes(10);
  Rate arrivals = Rate::per_second(6);
  std::string region = "us-east";
  Order order = Order::first_in_first_out;
  Distribution service = Distribution::exponential(Duration(25ms));
  Distribution keys = Distribution::zipf(100, Ratio::one());
  std::vector<std::string> tools = {"get_context", "update, context"};
  std::vector<Duration> delays = {1ms, 5ms};
  RetryOptions retry = {.attempts_max = 3};
  static const FieldTable<SampleOptions>& fields();
};

const FieldTable<RetryOptions>& RetryOptions::fields() {
  static const FieldTable<RetryOptions> table{
      field("attempts_max", &RetryOptions::attempts_max, {.minimum = 1, .maximum = 16}),
      field("factor", &RetryOptions::factor,
            {.minimum = Ratio::one(), .maximum = Ratio::percent(1'000), .factor = true})};
  return table;
}

const FieldTable<SampleOptions>& SampleOptions::fields() {
  using Options = SampleOptions;
  static const FieldTable<Options> table{
      field("min", &Options::connections_min),
      field("max", &Options::connections_max,
            {.minimum = 1, .maximum = 100'000, .source = "generic-pool 3.9.0 PoolDefaults"}),
      field("waiters_max", &Options::waiters_max, {.unlimited = true}),
      field("priority", &Options::priority, {.minimum = -10, .maximum = 10}),
      field("acquire_timeout", &Options::acquire_timeout, {.minimum = 1ms}),
      field("clock_offset", &Options::clock_offset, {.minimum = -24h, .maximum = 24h}),
      field("test_on_borrow", &Options::test_on_borrow),
      field("loss", &Options::loss),
      field("heap", &Options::heap, {.minimum = ByteSize::kibibytes(64)}),
      field("arrivals", &Options::arrivals, {.maximum = Rate::per_second(1'000)}),
      field("region", &Options::region, {.bytes_min = 1, .bytes_max = 16}),
      field("order", &Options::order,
            {.names = {{Order::first_in_first_out, "fifo"}, {Order::last_in_first_out, "lifo"}}}),
      field("service", &Options::service),
      field("keys", &Options::keys, {.measure = Measure::number}),
      field("tools", &Options::tools, {.size_max = 4}),
      field("delays", &Options::delays, {.each = {.maximum = 1s}, .size_min = 1}),
      group("retry", &Options::retry, RetryOptions::fields()),
      rule<Options>("min", {"min is above max", "write at most max"},
                    [](const Options& o) { return o.connections_min <= o.connections_max; })};
  return table;
}

// A set over options of its own.
struct Sample {
  SampleOptions options;
  ParameterSet set{SampleOptions::fields(), options, "pool"};

  std::string error(std::string_view name, std::string_view text) {
    const std::optional<TextError> found = set.set(name, text, "test");
    return found ? found->cause + "; " + found->fix : "";
  }
};

std::string refusal(std::vector<ParameterSet> sets, const std::vector<Assignment>& assignments) {
  try {
    assign(sets, assignments);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a default is the value in a default-constructed struct") {
  const FieldList& fields = SampleOptions::fields();
  CHECK(fields.find("max")->default_text == "1");
  CHECK(fields.find("max")->source == "generic-pool 3.9.0 PoolDefaults");
  CHECK(fields.find("waiters_max")->default_text == "unlimited");
  CHECK(fields.find("acquire_timeout")->default_text == "infinite");
  CHECK(fields.find("test_on_borrow")->default_text == "false");
  CHECK(fields.find("loss")->default_text == "0%");
  CHECK(fields.find("heap")->default_text == "10MiB");
  CHECK(fields.find("arrivals")->default_text == "6/s");
  CHECK(fields.find("order")->default_text == "fifo");
  CHECK(fields.find("service")->default_text == "exponential(25ms)");
  CHECK(fields.find("tools")->default_text == "[get_context, \"update, context\"]");
  CHECK(fields.find("delays")->default_text == "[1ms, 5ms]");
}

TEST_CASE("the fields of a group carry its name and the defaults of the struct around it") {
  CHECK(SampleOptions::fields().find("retry.attempts_max")->default_text == "3");
  CHECK(SampleOptions::fields().find("retry.factor")->default_text == "2");
  CHECK(RetryOptions::fields().find("attempts_max")->default_text == "1");
  CHECK(SampleOptions::fields().find("attempts_max") == nullptr);
}

TEST_CASE("the shape of a field says type, unit, range and words") {
  const FieldList& fields = SampleOptions::fields();
  CHECK(fields.find("max")->shape.type == "count");
  CHECK(fields.find("max")->shape.range == "1 to 100000");
  CHECK(fields.find("acquire_timeout")->shape.range == "at least 1ms");
  CHECK(fields.find("acquire_timeout")->shape.unit == "ns, us, ms, s, m, h, d");
  CHECK(fields.find("clock_offset")->shape.range == "-1d to 1d");
  CHECK(fields.find("loss")->shape.range == "0% to 100%");
  CHECK(fields.find("order")->shape.words == std::vector<std::string_view>{"fifo", "lifo"});
  CHECK(fields.find("retry.factor")->shape.range == "1 to 10");
  CHECK(fields.find("delays")->shape.type == "list of duration");
}

TEST_CASE("text sets the member of the struct") {
  Sample sample;
  CHECK(sample.error("max", "5") == "");
  CHECK(sample.error("acquire_timeout", "2s") == "");
  CHECK(sample.error("clock_offset", "-5m") == "");
  CHECK(sample.error("test_on_borrow", "true") == "");
  CHECK(sample.error("waiters_max", "7") == "");
  CHECK(sample.error("priority", "-3") == "");
  CHECK(sample.error("order", "lifo") == "");
  CHECK(sample.error("service", "uniform(1ms, 2ms)") == "");
  CHECK(sample.error("tools", "a,b") == "");
  CHECK(sample.error("retry.attempts_max", "4") == "");
  CHECK(sample.options.connections_max == 5);
  CHECK(sample.options.acquire_timeout == 2s);
  CHECK(sample.options.clock_offset == -Duration(5min));
  CHECK(sample.options.test_on_borrow);
  CHECK(sample.options.waiters_max == 7);
  CHECK(sample.options.priority == -3);
  CHECK(sample.options.order == Order::last_in_first_out);
  CHECK(sample.options.service.describe() == "uniform(1ms, 2ms)");
  CHECK(sample.options.tools == std::vector<std::string>{"a", "b"});
  CHECK(sample.options.retry.attempts_max == 4);
}

TEST_CASE("a refused text changes nothing and says what to write") {
  Sample sample;
  CHECK(sample.error("max", "0") == "0 is below the minimum, 1; write a value from 1 to 100000");
  CHECK(sample.error("max", "100001") ==
        "100001 is above the maximum, 100000; write a value from 1 to 100000");
  CHECK(sample.error("min", "4294967296") ==
        "4294967296 needs more than 32 bits; write a smaller number");
  CHECK(sample.error("max", "unlimited") ==
        "\"unlimited\" is not a whole number; write decimal digits only, such as 25");
  CHECK(sample.error("acquire_timeout", "0s") ==
        "0s is below the minimum, 1ms; write a value from 1ms to infinite");
  CHECK(sample.error("clock_offset", "infinite") ==
        "infinite is above the maximum, 1d; write a value from -1d to 1d");
  CHECK(sample.error("order", "fifi") ==
        "\"fifi\" is not a known word; did you mean \"fifo\"? Known are fifo and lifo");
  CHECK(sample.error("service", "uniform(1, 2)") ==
        "\"uniform(1, 2)\" is of plain numbers, not of durations; write units, such as "
        "exponential(25ms)");
  CHECK(sample.error("region", "") == "\"\" has 0 bytes; write 1 to 16 bytes");
  CHECK(sample.error("tools", "a,b,c,d,e") ==
        "a list of 5 items is not allowed; write from 0 to 4 items");
  CHECK(sample.error("mx", "5").starts_with("there is no parameter \"mx\"; did you mean \"max\"?"));
  for (const Parameter& parameter : sample.set.parameters()) {
    CHECK(parameter.value == parameter.default_value);
    CHECK(parameter.origin == "default");
  }
}

TEST_CASE("a complaint about an item of a list says which") {
  Sample sample;
  const auto error = sample.set.set("delays", "[1ms, 5, 2ms]", "test");
  REQUIRE(error);
  CHECK(error->item == 1);
}

TEST_CASE("every value of a set survives being printed and set again") {
  Sample first;
  for (const auto& item : std::vector<std::pair<std::string_view, std::string_view>>{
           {"max", "99"},
           {"loss", "0.5%"},
           {"tools", "[\"a,b\", \"\", \"q\\\"\\\\\", \" x \"]"},
           {"keys", "table(1: 2, 5: 1)"},
           {"delays", "[1ns]"},
           {"retry.factor", "1.25"}}) {
    CAPTURE(item.first);
    REQUIRE(first.error(item.first, item.second) == "");
  }
  CHECK(first.options.tools == std::vector<std::string>{"a,b", "", "q\"\\", " x "});
  Sample second;
  for (const Field& field : first.set.fields().rows()) {
    CHECK(second.error(field.name, first.set.text(field.name)) == "");
    CHECK(second.set.text(field.name) == first.set.text(field.name));
  }
}

TEST_CASE("a value keeps its origin until it is reset") {
  Sample sample;
  CHECK(sample.set.origin("max") == "default");
  CHECK_FALSE(sample.set.set("max", "9", "system.json:3:5"));
  CHECK(sample.set.origin("max") == "system.json:3:5");
  CHECK(sample.set.parameters()[1].path == "pool.max");
  CHECK(sample.set.parameters()[1].value == "9");
  sample.set.reset("max");
  CHECK(sample.set.origin("max") == "default");
  CHECK(sample.options.connections_max == 1);
}

TEST_CASE("a default that is written out hashes like one that is left out") {
  Sample written;
  Sample left_out;
  for (const Field& field : written.set.fields().rows()) {
    REQUIRE(written.error(field.name, field.default_text) == "");
  }
  REQUIRE(written.error("delays", "1000us,5ms") == "");
  CHECK(hash_parameters(written.set.parameters()) == hash_parameters(left_out.set.parameters()));
}

TEST_CASE("the hash of parameters depends on each value and path, and on nothing else") {
  const std::vector<Parameter> some{{.path = "a", .value = "1"}, {.path = "b", .value = "2"}};
  const std::vector<Parameter> swapped{{.path = "b", .value = "2"}, {.path = "a", .value = "1"}};
  std::vector<Parameter> annotated = some;
  annotated[0].origin = "--set";
  annotated[0].source = "somewhere";
  CHECK(hash_parameters(some) == hash_parameters(swapped));
  CHECK(hash_parameters(some) == hash_parameters(annotated));
  CHECK(hash_parameters(some) !=
        hash_parameters({{.path = "a", .value = "2"}, {.path = "b", .value = "1"}}));
  CHECK(hash_parameters(some) !=
        hash_parameters({{.path = "a1", .value = ""}, {.path = "b", .value = "2"}}));
  CHECK(hash_parameters(some) != hash_parameters({{.path = "a", .value = "1"}}));
}

TEST_CASE("the hash of known parameters is the same on every machine") {
  CHECK(hash_parameters({}) == 0xa0761d6478bd642fULL);
  CHECK(hash_parameters({{.path = "pool.max", .value = "1"}}) == 14062996504486422765ULL);
}

TEST_CASE("an assignment is parted at its first equals sign") {
  CHECK(parse_assignment("pool.region=a=b").value().path == "pool.region");
  CHECK(parse_assignment("pool.region=a=b").value().value == "a=b");
  CHECK(parse_assignment("pool.region=").value().value == "");
  CHECK_FALSE(parse_assignment("pool.region").ok());
  CHECK_FALSE(parse_assignment("=5").ok());
  CHECK_FALSE(parse_assignment("").ok());
}

TEST_CASE("assignments find the set whose path they begin with") {
  Sample sample;
  RetryOptions other;
  std::vector<ParameterSet> sets{sample.set, ParameterSet(RetryOptions::fields(), other, "client")};
  assign(sets, {{"client.attempts_max", "2"}, {"pool.retry.attempts_max", "5"}});
  CHECK(other.attempts_max == 2);
  CHECK(sample.options.retry.attempts_max == 5);
  CHECK(sets[1].origin("attempts_max") == "--set");
}

TEST_CASE("an assignment to an unknown path or of a bad value says so") {
  Sample sample;
  CHECK(refusal({sample.set}, {{"pool.acquire_timout", "2s"}})
            .starts_with("--set: there is no parameter \"pool.acquire_timout\"; did you mean "
                         "\"pool.acquire_timeout\"? Of the "));
  CHECK(refusal({sample.set}, {{"pool.max", "x"}}) ==
        "--set: pool.max: \"x\" is not a whole number; write decimal digits only, such as 25");
}

TEST_CASE("rules are checked after the last assignment") {
  Sample sample;
  CHECK(refusal({sample.set}, {{"pool.min", "5"}, {"pool.max", "10"}}) == "");
  CHECK(refusal({sample.set}, {{"pool.min", "11"}}) ==
        "--set: pool.min: min is above max; write at most max");
}

TEST_CASE("a text that is no list is refused") {
  for (const std::string_view text :
       {"[a", "a]", "a,,b", ",", "[,]", "a,", "\"a", "\"a\"b", "a\"b", "[[a]]"}) {
    CAPTURE(text);
    CHECK_FALSE(split_list(text).ok());
  }
  CHECK(split_list("").value().empty());
  CHECK(split_list("[]").value().empty());
  CHECK(split_list("[ a , \"b\" ]").value() == std::vector<std::string>{"a", "b"});
}

}  // namespace hindcast
