// libFuzzer target over everything that reads text from outside: the JSON reader and its accessors,
// options by field table, and the texts of quantities, laws, lists and assignments. Each input is
// accepted, or refused with one printable line; what is accepted survives being printed and read.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "hindcast/models/json/options_reader.hpp"
#include "hindcast/models/json/reader.hpp"
#include "hindcast/sim/check.hpp"
#include "hindcast/sim/distribution_text.hpp"
#include "hindcast/sim/units.hpp"
#include "hindcast/sim/utf8.hpp"

namespace hindcast {
namespace {

enum class Order { first, last };

struct PartOptions {
  std::uint32_t attempts_max = 1;
  Ratio factor = Ratio::one();
  static const FieldTable<PartOptions>& fields();
};

struct Options {
  bool flag = false;
  std::uint32_t count = 1;
  std::uint64_t large = 1;
  std::int64_t integer = -1;
  Duration timeout = Duration::infinite();
  Ratio loss = Ratio::zero();
  ByteSize size = ByteSize::mebibytes(1);
  Rate rate = Rate::per_second(1);
  std::string text = "text";
  Order order = Order::first;
  Distribution law = Distribution::constant(Duration::zero());
  std::vector<std::string> list = {};
  PartOptions part = {};
  static const FieldTable<Options>& fields();
};

const FieldTable<PartOptions>& PartOptions::fields() {
  static const FieldTable<PartOptions> table{
      field("attempts_max", &PartOptions::attempts_max, {.minimum = 1}),
      field("factor", &PartOptions::factor, {.factor = true})};
  return table;
}

const FieldTable<Options>& Options::fields() {
  static const FieldTable<Options> table{
      field("flag", &Options::flag),
      field("count", &Options::count, {.minimum = 1}),
      field("large", &Options::large, {.unlimited = true}),
      field("integer", &Options::integer),
      field("timeout", &Options::timeout),
      field("loss", &Options::loss),
      field("size", &Options::size),
      field("rate", &Options::rate),
      field("text", &Options::text),
      field("order", &Options::order, {.names = {{Order::first, "first"}, {Order::last, "last"}}}),
      field("law", &Options::law),
      field("list", &Options::list),
      group("part", &Options::part, PartOptions::fields())};
  return table;
}

void check_sentence(std::string_view sentence) {
  HINDCAST_CHECK(!sentence.empty());
  HINDCAST_CHECK(utf8_valid_until(sentence) == sentence.size());
  HINDCAST_CHECK(sentence.find_first_of("\n\r\x1b") == std::string_view::npos);
}

void walk(const JsonValue& value) {
  HINDCAST_CHECK(value.place().line >= 1 && value.place().column >= 1);
  check_sentence(value.path() + ".");
  if (value.is(JsonKind::number)) HINDCAST_CHECK(!value.number().empty());
  if (value.is(JsonKind::string))
    HINDCAST_CHECK(utf8_valid_until(value.text()) == value.text().size());
  if (value.is(JsonKind::array)) {
    for (const JsonValue& element : value.elements()) walk(element);
  }
  if (value.is(JsonKind::object)) {
    for (const JsonValue& member : value.members()) {
      HINDCAST_CHECK(value.find(member.key()).has_value());
      walk(member);
    }
  }
}

// What a set prints, another set reads, to the same parameters.
void check_round_trip(const ParameterSet& set) {
  Options options;
  ParameterSet copy(Options::fields(), options);
  for (const Field& row : set.fields().rows()) {
    HINDCAST_CHECK(!copy.set(row.name, set.text(row.name), "copy"));
  }
  HINDCAST_CHECK(hash_parameters(copy.parameters()) == hash_parameters(set.parameters()));
}

void read_as_document(std::string_view text) {
  try {
    const JsonDocument document = read_json_text(text, "f");
    walk(document.root());
    Options options;
    ParameterSet set(Options::fields(), options);
    read_options(document.root(), set);
    check_round_trip(set);
  } catch (const InputError& error) {
    check_sentence(error.what());
  }
}

template <class Value, class Print>
void check_text(const Parsed<Value>& parsed, Print print) {
  if (!parsed.ok()) return check_sentence(parsed.error().cause + parsed.error().fix);
  print(parsed.value());
}

void read_as_quantity(std::string_view text) {
  const Parsed<Duration> span = parse_duration(text, Sign::allowed);
  check_text(span, [](Duration value) {
    HINDCAST_CHECK(parse_duration(to_text(value), Sign::allowed).value() == value);
    check_sentence(human(value));
  });
  check_text(parse_ratio(text),
             [](Ratio value) { HINDCAST_CHECK(parse_ratio(to_text(value)).value() == value); });
  check_text(parse_byte_size(text), [](ByteSize value) {
    HINDCAST_CHECK(parse_byte_size(to_text(value)).value() == value);
  });
  check_text(parse_rate(text),
             [](Rate value) { HINDCAST_CHECK(parse_rate(to_text(value)).value() == value); });
  check_text(parse_distribution(text), [](const Distribution& law) {
    HINDCAST_CHECK(parse_distribution(law.describe()).value().describe() == law.describe());
  });
  check_text(split_list(text), [](const std::vector<std::string>& items) {
    HINDCAST_CHECK(split_list(join_list(items)).value() == items);
  });
}

void read_as_assignment(std::string_view text) {
  Options options;
  std::vector<ParameterSet> sets{ParameterSet(Options::fields(), options)};
  const Parsed<Assignment> assignment = parse_assignment(text);
  if (!assignment.ok()) return check_sentence(assignment.error().cause);
  try {
    assign(sets, {assignment.value()});
    check_round_trip(sets[0]);
  } catch (const InputError& error) {
    check_sentence(error.what());
  }
}

}  // namespace
}  // namespace hindcast

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  hindcast::read_as_document(text);
  hindcast::read_as_quantity(text);
  hindcast::read_as_assignment(text);
  return 0;
}
