#include "hindcast/sim/quantity.hpp"

#include <optional>

namespace hindcast {
namespace {

__extension__ using Wide = unsigned __int128;

// The smallest factor of a unit has at most this many fives and twos, so a longer fraction is never
// a whole number of the smallest unit (one day is 2^16 * 27 * 5^11 nanoseconds).
constexpr std::size_t kFractionMax = 20;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::size_t digits_from(std::string_view text, std::size_t offset) {
  std::size_t end = offset;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - offset;
}

// The two parts of the text before its unit.
struct Digits {
  std::string_view whole;
  std::string_view fraction;  // without trailing zeros
  std::size_t size;           // of the text that they were read from
};

std::optional<Digits> read_digits(std::string_view text) {
  const std::size_t whole = digits_from(text, 0);
  if (whole == 0 || (whole > 1 && text[0] == '0')) return std::nullopt;
  if (whole == text.size() || text[whole] != '.') return Digits{text.substr(0, whole), {}, whole};
  const std::size_t fraction = digits_from(text, whole + 1);
  if (fraction == 0) return std::nullopt;
  std::string_view significant = text.substr(whole + 1, fraction);
  while (!significant.empty() && significant.back() == '0') significant.remove_suffix(1);
  return Digits{text.substr(0, whole), significant, whole + 1 + fraction};
}

// Appends decimal digits to a number; false when it outgrows 128 bits.
bool append(Wide& number, std::string_view digits) {
  for (const char digit : digits) {
    if (__builtin_mul_overflow(number, Wide{10}, &number)) return false;
    if (__builtin_add_overflow(number, static_cast<Wide>(digit - '0'), &number)) return false;
  }
  return true;
}

std::string unit_names(const Quantity& quantity) {
  std::string names;
  for (const Unit& unit : quantity.units) {
    if (!names.empty()) names += ", ";
    names += unit.name;
  }
  return names;
}

TextError unknown_unit(std::string_view text, std::string_view unit, const Quantity& quantity) {
  TextError error = not_a_quantity(text, "", quantity);
  if (quantity.units.front().name.empty()) return error;
  error.cause += unit.empty() ? ": the unit is missing" : ": there is no unit " + in_quotes(unit);
  error.fix += " (the units are " + unit_names(quantity) + ")";
  return error;
}

TextError too_large(std::string_view text, const Quantity& quantity) {
  const Unit& largest = quantity.printed.front();
  return {in_quotes(text) + " is too large for a " + std::string(quantity.name),
          "write at most " + std::to_string(quantity.maximum / largest.factor) +
              std::string(largest.name)};
}

TextError too_fine(std::string_view text, const Quantity& quantity) {
  return {in_quotes(text) + " is not a whole number of " + std::string(quantity.smallest),
          "write fewer decimals"};
}

Parsed<std::uint64_t> scaled(std::string_view text, const Digits& digits, const Unit& unit,
                             const Quantity& quantity) {
  Wide number = 0;
  if (!append(number, digits.whole) || number > quantity.maximum) return too_large(text, quantity);
  if (digits.fraction.size() > kFractionMax) return too_fine(text, quantity);
  // The whole part and the fraction are scaled apart, so that neither outgrows 128 bits.
  if (number > quantity.maximum / unit.factor) return too_large(text, quantity);
  const Wide whole = number * unit.factor;
  Wide fraction = 0;
  Wide power = 1;
  append(fraction, digits.fraction);
  for (std::size_t digit = 0; digit < digits.fraction.size(); ++digit) power *= 10;
  Wide scaled_fraction = 0;
  if (__builtin_mul_overflow(fraction, Wide{unit.factor}, &scaled_fraction) ||
      scaled_fraction % power != 0) {
    return too_fine(text, quantity);
  }
  const Wide value = whole + scaled_fraction / power;
  if (value > quantity.maximum) return too_large(text, quantity);
  return static_cast<std::uint64_t>(value);
}

// Returns value / factor as an exact decimal, or nothing when the expansion does not end.
std::optional<std::string> exact_decimal(std::uint64_t value, std::uint64_t factor) {
  std::string text = std::to_string(value / factor);
  Wide rest = value % factor;
  if (rest != 0) text += '.';
  for (std::size_t digit = 0; rest != 0; ++digit) {
    if (digit == kFractionMax) return std::nullopt;
    rest *= 10;
    text += static_cast<char>('0' + static_cast<int>(rest / factor));
    rest %= factor;
  }
  return text;
}

}  // namespace

TextError not_a_quantity(std::string_view text, std::string_view why, const Quantity& quantity) {
  std::string cause = in_quotes(text) + " is not a " + std::string(quantity.name);
  if (!why.empty()) cause += ": " + std::string(why);
  return {cause,
          "write a " + std::string(quantity.name) + " such as " + std::string(quantity.example)};
}

Parsed<std::uint64_t> parse_quantity(std::string_view text, const Quantity& quantity) {
  if (text.empty()) return not_a_quantity(text, "it is empty", quantity);
  if (text.find_first_of(" \t\r\n") != std::string_view::npos) {
    return not_a_quantity(text, "it holds a space", quantity);
  }
  if (text.front() == '-' || text.front() == '+') {
    return not_a_quantity(text, "a sign is not allowed here", quantity);
  }
  const std::optional<Digits> digits = read_digits(text);
  if (!digits) return not_a_quantity(text, "", quantity);
  const std::string_view name = text.substr(digits->size);
  for (const Unit& unit : quantity.units) {
    if (unit.name == name) return scaled(text, *digits, unit, quantity);
  }
  return unknown_unit(text, name, quantity);
}

std::string print_quantity(std::uint64_t value, const Quantity& quantity) {
  std::string best;
  if (value == 0) return "0" + std::string(quantity.zero_unit);
  for (const Unit& unit : quantity.printed) {
    const bool last = &unit == &quantity.printed.back();
    if (value < unit.factor && !last) continue;
    const std::optional<std::string> number = exact_decimal(value, unit.factor);
    HINDCAST_CHECK(number.has_value() || !last);
    if (!number) continue;
    std::string text = *number + std::string(unit.name);
    if (best.empty() || text.size() < best.size()) best = std::move(text);
  }
  return best;
}

}  // namespace hindcast
