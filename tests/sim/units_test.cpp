#include "hindcast/sim/units.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "hindcast/sim/key.hpp"

namespace hindcast {
namespace {

using std::chrono_literals::operator""ns;
using std::chrono_literals::operator""us;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""h;

constexpr std::uint64_t kCountMax = std::numeric_limits<std::uint64_t>::max();

// Numbers of every size, the same in each run.
std::vector<std::uint64_t> many_numbers() {
  std::vector<std::uint64_t> numbers{0, 1, 999, 1'000, 1'024, 60'000'000'000, kCountMax};
  for (std::uint64_t nth = 0; nth < 20'000; ++nth) {
    numbers.push_back(mix(nth, 1) >> (mix(nth, 2) % 64));
  }
  // Round numbers are the ones that choose between units.
  const std::vector<std::uint64_t> rounds{
      1'000, 60'000'000'000, 3'600'000'000'000, 86'400'000'000'000,
      1'024, 1'048'576,      10'000'000,        86'400'000'000};
  for (std::uint64_t nth = 0; nth < 8'000; ++nth) {
    numbers.push_back(rounds[nth % rounds.size()] * (mix(nth, 3) % 5'000));
  }
  return numbers;
}

std::string duration_error(std::string_view text) {
  const Parsed<Duration> parsed = parse_duration(text);
  return parsed.ok() ? "read as " + to_text(parsed.value())
                     : parsed.error().cause + "; " + parsed.error().fix;
}

}  // namespace

TEST_CASE("a duration is read exactly in each unit") {
  const std::vector<std::pair<std::string_view, Duration>> cases{
      {"0s", 0s},
      {"7ns", 7ns},
      {"250us", 250us},
      {"250ms", 250ms},
      {"1.5s", 1500ms},
      {"2m", 120s},
      {"1h", 1h},
      {"1.5h", 90min},
      {"1d", 24h},
      {"0.5d", 12h},
      {"1.000000001s", 1'000'000'001ns},
      {"0.000001ms", 1ns},
      {"1.50s", 1500ms},
      {"0.0000152587890625d", 1'318'359'375ns},
      {"infinite", Duration::infinite()}};
  for (const auto& item : cases) {
    CAPTURE(item.first);
    const Parsed<Duration> parsed = parse_duration(item.first);
    REQUIRE(parsed.ok());
    CHECK(parsed.value() == item.second);
  }
}

TEST_CASE("what is not one number and one unit is no duration") {
  for (const std::string_view text :
       {"",         " ",    "5",          "ms",   ".5s",  "5.s",   "1..5ms", "1.2.3s",
        "-0s",      "-5ms", "+5ms",       "5 ms", " 5ms", "5ms ",  "5ms\n",  "0x10ms",
        "1e3ms",    "05s",  "00s",        "5MS",  "5sec", "1h30m", "1,5s",   "Infinite",
        "infinity", "nan",  "5\xCE\xBCs", "5ms5", "\xFF", "٣s"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text).ok());
  }
}

TEST_CASE("a duration with a NUL byte is refused") {
  CHECK_FALSE(parse_duration(std::string_view("5ms\0", 4)).ok());
  CHECK_FALSE(parse_duration(std::string_view("5\0ms", 4)).ok());
}

TEST_CASE("complaints about durations name the cause and what to write") {
  CHECK(
      duration_error("250") ==
      "\"250\" is not a duration: the unit is missing; write a duration such as 250ms, 1.5s or 2m "
      "(the units are ns, us, ms, s, m, h, d)");
  CHECK(duration_error("5sec") ==
        "\"5sec\" is not a duration: there is no unit \"sec\"; write a duration such as 250ms, "
        "1.5s or "
        "2m (the units are ns, us, ms, s, m, h, d)");
  CHECK(duration_error("1..5ms") ==
        "\"1..5ms\" is not a duration; write a duration such as 250ms, 1.5s or 2m");
  CHECK(duration_error("-0s") ==
        "\"-0s\" is not a duration: a sign is not allowed here; write a duration such as 250ms, "
        "1.5s or "
        "2m");
  CHECK(duration_error("0.5ns") ==
        "\"0.5ns\" is not a whole number of nanoseconds; write fewer decimals");
  CHECK(duration_error("106752d") ==
        "\"106752d\" is too large for a duration; write at most 106751d");
}

TEST_CASE("the longest finite duration is read and one nanosecond more is refused") {
  CHECK(parse_duration("9223372036854775806ns").value().count() == 9223372036854775806);
  CHECK_FALSE(parse_duration("9223372036854775807ns").ok());
  CHECK(parse_duration("106751.9911d").ok());
  CHECK_FALSE(parse_duration("106751.9912d").ok());
  CHECK_FALSE(parse_byte_size("18446744073.71GB").ok());
  CHECK_FALSE(parse_duration("9223372036854775808ns").ok());
  CHECK_FALSE(parse_duration("18446744073709551616ns").ok());
  CHECK_FALSE(parse_duration("340282366920938463463374607431768211457ns").ok());
  CHECK_FALSE(parse_duration(std::string(100'000, '9') + "s").ok());
}

TEST_CASE("a long fraction is refused unless its digits are zeros") {
  CHECK(parse_duration("1.5" + std::string(100'000, '0') + "s").value() == 1500ms);
  CHECK_FALSE(parse_duration("1." + std::string(100'000, '0') + "1s").ok());
  CHECK_FALSE(parse_duration("0.3333333333333333333333s").ok());
}

TEST_CASE("a sign is read only where it is allowed") {
  CHECK(parse_duration("-5ms", Sign::allowed).value() == -Duration(5ms));
  CHECK(parse_duration("5ms", Sign::allowed).value() == 5ms);
  CHECK_FALSE(parse_duration("-0s", Sign::allowed).ok());
  CHECK_FALSE(parse_duration("--5ms", Sign::allowed).ok());
  CHECK_FALSE(parse_duration("-infinite", Sign::allowed).ok());
  CHECK_FALSE(parse_duration("-", Sign::allowed).ok());
}

TEST_CASE("a duration is printed as a person would write it") {
  const std::vector<std::pair<Duration, std::string_view>> cases{
      {0s, "0s"},
      {1ns, "1ns"},
      {25ms, "25ms"},
      {100ms, "100ms"},
      {250ms, "250ms"},
      {1500ms, "1.5s"},
      {60s, "1m"},
      {90s, "90s"},
      {1531s, "1531s"},
      {25min, "25m"},
      {90min, "90m"},
      {24h, "1d"},
      {36h, "36h"},
      {1'234'567ns, "1234567ns"},
      {1'000'000'001ns, "1.000000001s"},
      {-Duration(1500ms), "-1.5s"},
      {Duration::infinite(), "infinite"}};
  for (const auto& item : cases) CHECK(to_text(item.first) == item.second);
}

TEST_CASE("every duration survives being printed and read") {
  for (const std::uint64_t number : many_numbers()) {
    const auto span = Duration::nanoseconds(static_cast<std::int64_t>(number >> 1U));
    CAPTURE(number);
    CHECK(parse_duration(to_text(span)).value() == span);
    if (span.count() == 0 || span.is_infinite()) continue;
    CHECK(parse_duration(to_text(-span), Sign::allowed).value() == -span);
  }
}

TEST_CASE("a ratio is a percentage or parts per million, never a bare number") {
  CHECK(parse_ratio("2.5%").value() == Ratio::parts_per_billion(25'000'000));
  CHECK(parse_ratio("100%").value() == Ratio::one());
  CHECK(parse_ratio("0%").value() == Ratio::zero());
  CHECK(parse_ratio("50ppm").value() == Ratio::parts_per_billion(50'000));
  CHECK(parse_ratio("0.0000001%").value() == Ratio::parts_per_billion(1));
  for (const std::string_view text :
       {"0.025", "1", "%", "2.5 %", "-1%", "0.00000001%", "2,5%", "1e2%"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_ratio(text).ok());
  }
}

TEST_CASE("every ratio survives being printed and read") {
  CHECK(to_text(Ratio::parts_per_billion(25'000'000)) == "2.5%");
  CHECK(to_text(Ratio::parts_per_billion(1)) == "0.0000001%");
  CHECK(to_decimal_text(Ratio::parts_per_billion(1'500'000'000)) == "1.5");
  for (const std::uint64_t number : many_numbers()) {
    const Ratio ratio = Ratio::parts_per_billion(number);
    CAPTURE(number);
    CHECK(parse_ratio(to_text(ratio)).value() == ratio);
    CHECK(parse_decimal(to_decimal_text(ratio)).value() == ratio);
  }
}

TEST_CASE("sizes tell thousands from 1,024s and refuse what could be either") {
  CHECK(parse_byte_size("10MiB").value().bytes() == 10'485'760);
  CHECK(parse_byte_size("64KiB").value().bytes() == 65'536);
  CHECK(parse_byte_size("500MB").value().bytes() == 500'000'000);
  CHECK(parse_byte_size("1.5GiB").value().bytes() == 1'610'612'736);
  CHECK(parse_byte_size("0B").value().bytes() == 0);
  CHECK(parse_byte_size("18446744073709551615B").value().bytes() == kCountMax);
  for (const std::string_view text : {"10", "10K", "10KB", "10kb", "10mib", "0.1KiB", "1.5B",
                                      "18446744073709551616B", "16777216TiB"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_byte_size(text).ok());
  }
}

TEST_CASE("every size survives being printed and read") {
  CHECK(to_text(ByteSize::mebibytes(10)) == "10MiB");
  CHECK(to_text(ByteSize::bytes(500'000'000)) == "500MB");
  CHECK(to_text(ByteSize::bytes(1'536)) == "1536B");
  CHECK(to_text(ByteSize::bytes(0)) == "0B");
  for (const std::uint64_t number : many_numbers()) {
    CAPTURE(number);
    CHECK(parse_byte_size(to_text(ByteSize::bytes(number))).value().bytes() == number);
  }
}

TEST_CASE("rates of different units are the same rate") {
  CHECK(parse_rate("6/s").value() == Rate::per_second(6));
  CHECK(parse_rate("60/m").value() == parse_rate("1/s").value());
  CHECK(parse_rate("2.5/s").value() == parse_rate("150/m").value());
  CHECK(parse_rate("24/d").value() == Rate::per_hour(1));
  for (const std::string_view text :
       {"6", "6/", "6/ms", "/s", "6 /s", "-6/s", "6ps", "6/S", "0.0000001/d", "300000000/s"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rate(text).ok());
  }
}

TEST_CASE("every rate survives being printed and read") {
  CHECK(to_text(Rate::per_second(6)) == "6/s");
  CHECK(to_text(Rate::per_minute(100)) == "100/m");
  CHECK(to_text(parse_rate("2.5/s").value()) == "2.5/s");
  CHECK(to_text(Rate::zero()) == "0/s");
  for (const std::uint64_t number : many_numbers()) {
    CAPTURE(number);
    const Rate rate = Rate::millionths_per_day(number);
    CHECK(parse_rate(to_text(rate)).value() == rate);
  }
}

TEST_CASE("the interval of a rate is rounded to the nearest nanosecond") {
  CHECK(Rate::per_second(6).interval() == Duration::nanoseconds(166'666'667));
  CHECK(Rate::per_second(4).interval() == 250ms);
  CHECK(Rate::per_minute(1).interval() == 1min);
  CHECK(Rate::zero().interval().is_infinite());
  CHECK(Rate::millionths_per_day(1).interval().is_infinite());
}

TEST_CASE("counts and integers are plain digits within 64 bits") {
  CHECK(parse_count("0").value() == 0);
  CHECK(parse_count("18446744073709551615").value() == kCountMax);
  CHECK(parse_integer("-9223372036854775808").value() == std::numeric_limits<std::int64_t>::min());
  CHECK(parse_integer("9223372036854775807").value() == std::numeric_limits<std::int64_t>::max());
  for (const std::string_view text : {"", "-", "-1", "+1", "007", "1.0", "1e3", "0x10", "1_000",
                                      "1,000", " 1", "18446744073709551616"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_count(text).ok());
  }
  for (const std::string_view text : {"-0", "--1", "9223372036854775808", "-9223372036854775809"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_integer(text).ok());
  }
  CHECK(parse_integer("-99999999999999999999").error().cause ==
        "\"-99999999999999999999\" needs more than 64 bits");
}

TEST_CASE("reports say a duration as precisely as a reader needs it") {
  const std::vector<std::pair<Duration, std::string_view>> cases{
      {0s, "0 s"},
      {999ns, "999 ns"},
      {999'600ns, "1 ms"},
      {25ms, "25 ms"},
      {1'540us, "1.5 ms"},
      {99'960us, "0.1 s"},
      {200ms, "0.2 s"},
      {250ms, "0.25 s"},
      {996ms, "1 s"},
      {1'900ms, "1.9 s"},
      {4s, "4 s"},
      {9'960ms, "10 s"},
      {38s, "38 s"},
      {59'600ms, "1 min"},
      {1'531s, "25 min 31 s"},
      {23min, "23 min"},
      {3'599'700ms, "1 h"},
      {2h + 5min, "2 h 5 min"},
      {76h, "3 d 4 h"},
      {-Duration(90s), "-1 min 30 s"},
      {Duration::infinite(), "for ever"}};
  for (const auto& item : cases) {
    CAPTURE(item.first.count());
    CHECK(human(item.first) == item.second);
  }
}

TEST_CASE("reports say a count in groups of three digits") {
  CHECK(human(std::uint64_t{0}) == "0");
  CHECK(human(std::uint64_t{999}) == "999");
  CHECK(human(std::uint64_t{6'913}) == "6,913");
  CHECK(human(std::uint64_t{1'000'000}) == "1,000,000");
}

}  // namespace hindcast
