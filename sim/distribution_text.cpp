#include "hindcast/sim/distribution_text.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/sim/suggestion.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

// A parameter as written: name=value, or value: weight, or value.
struct Argument {
  std::string_view name;
  std::string_view value;
  std::optional<std::string_view> weight;
};

// Thrown within this file only, and caught by parse_distribution.
struct Refused {
  TextError error;
};

[[noreturn]] void refuse(std::string cause, std::string fix) {
  throw Refused{{std::move(cause), std::move(fix)}};
}

template <class Value>
Value accepted(const Parsed<Value>& parsed) {
  if (!parsed.ok()) throw Refused{parsed.error()};
  return parsed.value();
}

std::string_view without_spaces(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Argument argument_of(std::string_view text) {
  Argument argument{{}, without_spaces(text), std::nullopt};
  if (const std::size_t equals = argument.value.find('='); equals != std::string_view::npos) {
    argument.name = without_spaces(argument.value.substr(0, equals));
    argument.value = without_spaces(argument.value.substr(equals + 1));
  }
  if (const std::size_t colon = argument.value.find(':'); colon != std::string_view::npos) {
    argument.weight = without_spaces(argument.value.substr(colon + 1));
    argument.value = without_spaces(argument.value.substr(0, colon));
  }
  return argument;
}

std::vector<Argument> arguments_of(std::string_view text) {
  std::vector<Argument> arguments;
  while (true) {
    const std::size_t comma = text.find(',');
    arguments.push_back(argument_of(text.substr(0, comma)));
    if (comma == std::string_view::npos) return arguments;
    text.remove_prefix(comma + 1);
  }
}

// A value of the law: nanoseconds, or a plain number.
struct Amount {
  std::int64_t count;
  bool is_time;
};

Amount amount_of(std::string_view text) {
  const bool digits_only = !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    return (letter >= '0' && letter <= '9') || letter == '-';
  });
  if (digits_only) return {accepted(parse_integer(text)), false};
  const Duration span = accepted(parse_duration(text));
  if (span.is_infinite())
    refuse("a distribution has no infinite values", "write a finite duration");
  return {span.count(), true};
}

// The call of a law in the text: its name, its parameters by name or place, and what is asked of
// them.
class Call {
 public:
  Call(std::string_view text, std::vector<Argument> arguments)
      : text_(text), arguments_(std::move(arguments)) {}

  // Gives each parameter without a name the next name in order; refuses unknown and repeated names.
  void bind(const std::vector<std::string_view>& names);
  bool has(std::string_view name) const { return find(name) != nullptr; }
  Amount amount(std::string_view name) const { return amount_of(need(name).value); }
  Ratio shape(std::string_view name) const { return accepted(parse_decimal(need(name).value)); }
  const std::vector<Argument>& arguments() const { return arguments_; }
  [[noreturn]] void refuse_because(std::string_view why, std::string fix) const {
    refuse(in_quotes(text_) + ": " + std::string(why), std::move(fix));
  }
  [[noreturn]] void refuse_above(std::string_view name, Ratio most) const {
    refuse_because(std::string(name) + " is above " + to_decimal_text(most), "write less");
  }
  void require_same_unit(Amount left, Amount right) const {
    if (left.is_time == right.is_time) return;
    refuse_because("a duration and a plain number are mixed", "give all values the same kind");
  }

 private:
  const Argument* find(std::string_view name) const {
    const auto found = std::find_if(arguments_.begin(), arguments_.end(),
                                    [&](const Argument& item) { return item.name == name; });
    return found == arguments_.end() ? nullptr : &*found;
  }
  const Argument& need(std::string_view name) const {
    const Argument* found = find(name);
    if (found == nullptr) {
      refuse_because("the parameter " + std::string(name) + " is missing",
                     "write it, for example exponential(25ms) or uniform(1ms, 5ms)");
    }
    return *found;
  }

  std::string_view text_;
  std::vector<Argument> arguments_;
};

void Call::bind(const std::vector<std::string_view>& names) {
  for (std::size_t index = 0; index < arguments_.size(); ++index) {
    Argument& argument = arguments_[index];
    if (argument.weight) refuse_because("only a table has weights", "remove the colon");
    if (argument.name.empty()) {
      if (index >= names.size()) {
        refuse_because("it has too many parameters",
                       "write at most " + std::to_string(names.size()));
      }
      argument.name = names[index];
    } else if (std::find(names.begin(), names.end(), argument.name) == names.end()) {
      refuse_because("there is no parameter " + in_quotes(argument.name),
                     suggestion(argument.name, names));
    }
    for (std::size_t before = 0; before < index; ++before) {
      if (arguments_[before].name != argument.name) continue;
      refuse_because("the parameter " + std::string(argument.name) + " stands twice",
                     "keep one of the two");
    }
  }
}

Distribution constant_law(Call& call) {
  call.bind({"value"});
  const Amount value = call.amount("value");
  if (value.is_time) return Distribution::constant(Duration::nanoseconds(value.count));
  return Distribution::constant(value.count);
}

Distribution uniform_law(Call& call) {
  call.bind({"min", "max"});
  const Amount min = call.amount("min");
  const Amount max = call.amount("max");
  call.require_same_unit(min, max);
  if (min.count > max.count) call.refuse_because("min is above max", "swap the two");
  if (!min.is_time) return Distribution::uniform({.min = min.count, .max = max.count});
  return Distribution::uniform(UniformParameters<Duration>{
      .min = Duration::nanoseconds(min.count), .max = Duration::nanoseconds(max.count)});
}

Distribution exponential_law(Call& call) {
  call.bind({"mean"});
  const Amount mean = call.amount("mean");
  if (mean.count < 0) call.refuse_because("the mean is negative", "write 0 or more");
  if (mean.is_time) return Distribution::exponential(Duration::nanoseconds(mean.count));
  return Distribution::exponential(mean.count);
}

Distribution log_normal_by_percentile(const Call& call, Amount median) {
  const Amount p99 = call.amount("p99");
  call.require_same_unit(median, p99);
  if (call.has("sigma")) call.refuse_because("sigma and p99 say the same", "write one of them");
  if (median.count == 0 || p99.count < median.count) {
    call.refuse_because("p99 must be at least the median, and the median above 0",
                        "write for example log_normal(2ms, p99=20ms)");
  }
  if (!median.is_time) {
    return Distribution::log_normal(
        PercentileParameters<std::int64_t>{.median = median.count, .p99 = p99.count});
  }
  return Distribution::log_normal(PercentileParameters<Duration>{
      .median = Duration::nanoseconds(median.count), .p99 = Duration::nanoseconds(p99.count)});
}

Distribution log_normal_law(Call& call) {
  call.bind({"median", "sigma", "p99"});
  const Amount median = call.amount("median");
  if (median.count < 0) call.refuse_because("the median is negative", "write 0 or more");
  if (call.has("p99")) return log_normal_by_percentile(call, median);
  const Ratio sigma = call.shape("sigma");
  if (sigma > Distribution::kSigmaMax) call.refuse_above("sigma", Distribution::kSigmaMax);
  if (!median.is_time) {
    return Distribution::log_normal(
        LogNormalParameters<std::int64_t>{.median = median.count, .sigma = sigma});
  }
  return Distribution::log_normal(
      LogNormalParameters<Duration>{.median = Duration::nanoseconds(median.count), .sigma = sigma});
}

Distribution pareto_law(Call& call) {
  call.bind({"min", "alpha", "max"});
  const Amount min = call.amount("min");
  const Ratio alpha = call.shape("alpha");
  const bool ends = call.has("max");
  const Amount max = ends ? call.amount("max") : min;
  call.require_same_unit(min, max);
  if (min.count <= 0) call.refuse_because("min is not above 0", "write a larger min");
  if (max.count < min.count) call.refuse_because("max is below min", "write a larger max");
  if (alpha < Distribution::kAlphaMin || alpha > Distribution::kAlphaMax) {
    call.refuse_because("alpha is outside of " + to_decimal_text(Distribution::kAlphaMin) + " to " +
                            to_decimal_text(Distribution::kAlphaMax),
                        "write for example 1.5");
  }
  if (!min.is_time) {
    ParetoParameters<std::int64_t> parameters{.min = min.count, .alpha = alpha};
    if (ends) parameters.max = max.count;
    return Distribution::pareto(parameters);
  }
  ParetoParameters<Duration> parameters{.min = Duration::nanoseconds(min.count), .alpha = alpha};
  if (ends) parameters.max = Duration::nanoseconds(max.count);
  return Distribution::pareto(parameters);
}

Distribution zipf_law(Call& call) {
  call.bind({"n", "exponent"});
  const Amount n = call.amount("n");
  const Ratio exponent = call.shape("exponent");
  constexpr auto most = static_cast<std::int64_t>(Distribution::kZipfValuesMax);
  if (n.is_time || n.count < 1 || n.count > most) {
    call.refuse_because("n is no number from 1 to " + std::to_string(most),
                        "write for example 1000");
  }
  if (exponent > Distribution::kExponentMax) {
    call.refuse_above("the exponent", Distribution::kExponentMax);
  }
  return Distribution::zipf(static_cast<std::uint64_t>(n.count), exponent);
}

Distribution table_law(Call& call) {
  constexpr auto example = "write for example table(1ms: 9, 50ms: 1)";
  const std::vector<Argument>& arguments = call.arguments();
  if (arguments.size() > kTableEntriesMax) {
    call.refuse_because("it has more than " + std::to_string(kTableEntriesMax) + " entries",
                        "write fewer");
  }
  std::vector<Weighted<std::int64_t>> counts;
  std::vector<Weighted<Duration>> times;
  const Amount first = amount_of(arguments.front().value);
  bool weighs = false;
  for (const Argument& argument : arguments) {
    if (!argument.weight || !argument.name.empty()) {
      call.refuse_because("an entry of a table is a value, a colon and a weight", example);
    }
    const Amount value = amount_of(argument.value);
    const std::uint64_t weight = accepted(parse_count(*argument.weight));
    call.require_same_unit(first, value);
    weighs = weighs || weight > 0;
    counts.push_back({value.count, weight});
    times.push_back({Duration::nanoseconds(value.count), weight});
  }
  if (!weighs) call.refuse_because("all weights are 0", example);
  return first.is_time ? Distribution::table(times) : Distribution::table(counts);
}

struct Law {
  std::string_view name;
  Distribution (*make)(Call&);
};

constexpr Law kLaws[] = {
    {"constant", constant_law},     {"uniform", uniform_law},     {"exponential", exponential_law},
    {"log_normal", log_normal_law}, {"pareto", pareto_law},       {"zipf", zipf_law},
    {"table", table_law},           {"lognormal", log_normal_law}};

Distribution read(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos) {
    Call plain(text, {Argument{"value", text, std::nullopt}});
    return constant_law(plain);
  }
  if (text.back() != ')') {
    refuse(in_quotes(text) + " is not a distribution: the closing parenthesis is missing",
           "end it with )");
  }
  const std::string_view name = text.substr(0, open);
  Call call(text, arguments_of(text.substr(open + 1, text.size() - open - 2)));
  std::vector<std::string_view> names;
  for (const Law& law : kLaws) {
    if (law.name == name) return law.make(call);
    if (law.name != "lognormal") names.push_back(law.name);
  }
  refuse("there is no distribution " + in_quotes(name), suggestion(name, names));
}

}  // namespace

Parsed<Distribution> parse_distribution(std::string_view text) {
  try {
    return read(text);
  } catch (const Refused& refused) {
    return refused.error;
  }
}

}  // namespace hindcast
