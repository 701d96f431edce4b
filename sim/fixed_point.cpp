#include "hindcast/sim/fixed_point.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <string_view>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

constexpr unsigned kTableBits = 7;
constexpr std::size_t kTableSize = std::size_t{1} << kTableBits;

// Returns the upper half of the product: for factors in Qa and Qb it is in Q(a + b - 64).
constexpr std::uint64_t high(std::uint64_t left, std::uint64_t right) {
  return static_cast<std::uint64_t>(Uint128{left} * right >> 64);
}
constexpr std::int64_t high_signed(std::int64_t left, std::int64_t right) {
  return static_cast<std::int64_t>(Int128{left} * right >> 64);
}

// Returns 1 / divisor in Q64.
constexpr std::uint64_t inverse_q64(std::uint64_t divisor) {
  return static_cast<std::uint64_t>(((Uint128{1} << 64) + divisor / 2) / divisor);
}

// --- Logarithm: y = 2^e * m, and m = c * (1 + r) with c the middle of one of 128 slices. ---

struct LogSlice {
  std::uint64_t inverse;  // 1 / c in Q64
  std::uint64_t log;      // ln(c) in Q64, for the c of which `inverse` is the exact inverse
};

// Returns -ln(x) for x = `fraction` / 2^64 in [1/2, 1), as 2 * artanh((1 - x) / (1 + x)), in Q64.
constexpr std::uint64_t series_minus_log(std::uint64_t fraction) {
  const Uint128 one = Uint128{1} << 64;
  const auto ratio = static_cast<std::uint64_t>(((one - fraction) << 64) / (one + fraction));
  const std::uint64_t square = high(ratio, ratio);
  Uint128 sum = 0;  // Q66 by now, so that forty roundings stay below one unit of Q64
  std::uint64_t power = ratio;
  for (std::uint64_t n = 1; power > 0; n += 2) {
    sum += Uint128{power} * 4 / n;
    power = high(power, square);
  }
  return static_cast<std::uint64_t>(sum / 2);
}

constexpr auto make_log_slices() {
  std::array<LogSlice, kTableSize> slices{};
  for (std::size_t i = 0; i < kTableSize; ++i) {
    const Uint128 middle = 2 * (kTableSize + i) + 1;  // c * 256
    const auto inverse = static_cast<std::uint64_t>((Uint128{2 * kTableSize} << 64) / middle);
    slices[i] = {inverse, series_minus_log(inverse)};
  }
  return slices;
}
constexpr std::array<LogSlice, kTableSize> kLogSlices = make_log_slices();

// Returns ln(1 + r) in Q64 for |r| <= 2^-8, r in Q64: its Taylor series to the sixth power.
constexpr std::int64_t log_near_one(std::int64_t r) {
  constexpr auto kThird = static_cast<std::int64_t>(inverse_q64(3));
  constexpr auto kFourth = static_cast<std::int64_t>(inverse_q64(4));
  constexpr auto kFifth = static_cast<std::int64_t>(inverse_q64(5));
  constexpr auto kSixth = static_cast<std::int64_t>(inverse_q64(6));
  const std::int64_t square = high_signed(r, r);
  const std::int64_t upper = kFourth - high_signed(r, kFifth) + high_signed(square, kSixth);
  const std::int64_t lower = high_signed(r, kThird) - high_signed(square, upper);
  return r - (square >> 1) + high_signed(square, lower);
}

// --- Power of two: 2^x = 2^whole * 2^(slice / 128) * 2^rest. ---

constexpr unsigned kExponentBits = 50;

// Returns 2^(i / 128) in Q63, by the series of the exponential function.
constexpr auto make_powers() {
  std::array<std::uint64_t, kTableSize> powers{};
  for (std::size_t i = 0; i < kTableSize; ++i) {
    const std::uint64_t x = static_cast<std::uint64_t>(Uint128{kLn2Q64} * i >> kTableBits);
    Uint128 sum = 0;  // Q64, as each term
    Uint128 term = Uint128{1} << 64;
    for (std::uint64_t n = 1; term > 0; ++n) {
      sum += term;
      term = (term * x >> 64) / n;
    }
    powers[i] = static_cast<std::uint64_t>((sum + 1) >> 1);
  }
  return powers;
}
constexpr std::array<std::uint64_t, kTableSize> kPowers = make_powers();

// Returns 2^x in Q63 for 0 <= x < 1, x in Q50.
constexpr std::uint64_t power_of_fraction(std::uint64_t x) {
  constexpr std::uint64_t kHalf = std::uint64_t{1} << 63;
  constexpr std::uint64_t kSixth = inverse_q64(6);
  constexpr std::uint64_t kTwentyFourth = inverse_q64(24);
  constexpr std::uint64_t kHundredTwentieth = inverse_q64(120);
  constexpr unsigned kRestBits = kExponentBits - kTableBits;
  const std::uint64_t rest = (x & ((std::uint64_t{1} << kRestBits) - 1)) << (64 - kExponentBits);
  const std::uint64_t t = high(rest, kLn2Q64);
  const std::uint64_t square = high(t, t);
  const std::uint64_t upper = kTwentyFourth + high(t, kHundredTwentieth);
  const std::uint64_t lower = kHalf + high(t, kSixth) + high(square, upper);
  const std::uint64_t power = kPowers[x >> kRestBits];
  return power + high(power, t + high(square, lower));
}

// --- Normal quantile. ---

// Returns the decimal number `text` ("1.5e-3") in Q`shift`, rounded down. The tables below stay as
// their source prints them. REQUIRES: at most 22 digits, the last one beyond the decimal point.
constexpr std::uint64_t fixed(std::string_view text, unsigned shift) {
  const std::size_t e = text.find('e');
  const bool shrinks = text[e + 1] == '-';
  int exponent = 0;
  for (const char digit : text.substr(e + (shrinks ? 2 : 1)))
    exponent = exponent * 10 + digit - '0';
  Uint128 remainder = 0;
  for (const char digit : text.substr(0, e)) {
    if (digit != '.') remainder = remainder * 10 + static_cast<unsigned>(digit - '0');
  }
  const int places = static_cast<int>(e - text.find('.')) - 1 + (shrinks ? exponent : -exponent);
  Uint128 divisor = 1;
  for (int i = 0; i < places; ++i) divisor *= 10;
  Uint128 result = remainder / divisor;
  for (unsigned bit = 0; bit < shift; ++bit) {
    remainder = remainder % divisor * 2;
    result = 2 * result + remainder / divisor;
  }
  return static_cast<std::uint64_t>(result);
}

// A quotient of two polynomials of degree 7 in x = r / 2^range: the coefficients are in Q54 and
// multiplied by 2^(range * i), so that x in Q64 uses all its bits.
struct Quotient {
  std::array<std::uint64_t, 8> numerator;
  std::array<std::uint64_t, 8> denominator;
};

using Decimals = std::array<std::string_view, 8>;

constexpr Quotient make_quotient(int range, const Decimals& numerator,
                                 const Decimals& denominator) {
  Quotient quotient{};
  for (int i = 0; i < 8; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const auto shift = static_cast<unsigned>(54 + range * i);
    quotient.numerator[at] = fixed(numerator[at], shift);
    quotient.denominator[at] = fixed(denominator[at], shift);
  }
  return quotient;
}

// The tables a, b (centre), c, d (shoulder) and e, f (tail) of AS 241.
constexpr Quotient kCentre =
    make_quotient(-2,
                  {"3.3871328727963666080e0", "1.3314166789178437745e2", "1.9715909503065514427e3",
                   "1.3731693765509461125e4", "4.5921953931549871457e4", "6.7265770927008700853e4",
                   "3.3430575583588128105e4", "2.5090809287301226727e3"},
                  {"1.0e0", "4.2313330701600911252e1", "6.8718700749205790830e2",
                   "5.3941960214247511077e3", "2.1213794301586595867e4", "3.9307895800092710610e4",
                   "2.8729085735721942674e4", "5.2264952788528545610e3"});
constexpr Quotient kShoulder = make_quotient(
    2,
    {"1.42343711074968357734e0", "4.63033784615654529590e0", "5.76949722146069140550e0",
     "3.64784832476320460504e0", "1.27045825245236838258e0", "2.41780725177450611770e-1",
     "2.27238449892691845833e-2", "7.74545014278341407640e-4"},
    {"1.0e0", "2.05319162663775882187e0", "1.67638483018380384940e0", "6.89767334985100004550e-1",
     "1.48103976427480074590e-1", "1.51986665636164571966e-2", "5.47593808499534494600e-4",
     "1.05075007164441684324e-9"});
constexpr Quotient kTail = make_quotient(
    1,
    {"6.65790464350110377720e0", "5.46378491116411436990e0", "1.78482653991729133580e0",
     "2.96560571828504891230e-1", "2.65321895265761230930e-2", "1.24266094738807843860e-3",
     "2.71155556874348757815e-5", "2.01033439929228813265e-7"},
    {"1.0e0", "5.99832206555887937690e-1", "1.36929880922735805310e-1", "1.48753612908506148525e-2",
     "7.86869131145613259100e-4", "1.84631831751005468180e-5", "1.42151175831644588870e-7",
     "2.04426310338993978564e-15"});

constexpr std::uint64_t polynomial(const std::array<std::uint64_t, 8>& coefficients,
                                   std::uint64_t x) {
  std::uint64_t sum = coefficients[7];
  for (std::size_t i = 7; i-- > 0;) sum = coefficients[i] + high(sum, x);
  return sum;
}

// Returns factor * quotient(x) for a factor in Q64, in Q59.
constexpr std::int64_t scaled(std::uint64_t factor, const Quotient& quotient, std::uint64_t x) {
  const Uint128 numerator = Uint128{factor} * polynomial(quotient.numerator, x);
  const std::uint64_t denominator = polynomial(quotient.denominator, x);
  return static_cast<std::int64_t>((numerator >> 5) / denominator);
}

// Returns the square root in Q60 of a Q58 number between 2 and 45, by Newton's iteration for the
// inverse root, which starts from a chord and squares its error five times.
constexpr std::uint64_t square_root_q60(std::uint64_t number) {
  const auto shift = static_cast<unsigned>(std::countl_zero(number)) & ~1U;
  const std::uint64_t a = number << shift;  // in Q64, between 1/4 and 1
  // Between 1/4 and 1 the inverse root lies close to the chord 2.2 - 1.25 * a.
  std::uint64_t inverse = 0x8cccccccccccccccULL - high(a, 0x5000000000000000ULL);
  for (int i = 0; i < 5; ++i) {                                     // inverse is in Q62
    const std::uint64_t product = high(a, high(inverse, inverse));  // a / root^2, 1 in Q60
    inverse = high(inverse, (std::uint64_t{3} << 60) - product) << 3;
  }
  return high(a, inverse) << 1 >> (shift / 2);
}

// Returns the distance from 0 of the quantile whose smaller tail is tail / 2^64, in Q59.
std::int64_t normal_distance(std::uint64_t tail) {
  constexpr std::uint64_t kCentreWidth = fixed("4.25e-1", 64);
  constexpr std::uint64_t kCentreSquare = fixed("1.80625e-1", 64);
  constexpr std::uint64_t kShoulderStart = fixed("1.6e0", 60);
  constexpr std::uint64_t kTailStart = fixed("5.0e0", 60);
  constexpr std::uint64_t kOne = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t distance = (std::uint64_t{1} << 63) - tail;
  if (distance <= kCentreWidth) {
    return scaled(distance, kCentre, (kCentreSquare - high(distance, distance)) << 2);
  }
  const std::uint64_t root = square_root_q60(minus_log(tail));
  if (root <= kTailStart) return scaled(kOne, kShoulder, (root - kShoulderStart) << 2);
  return scaled(kOne, kTail, (root - kTailStart) << 3);
}

}  // namespace

std::uint64_t minus_log(std::uint64_t y) {
  HINDCAST_CHECK(y > 0);
  const auto zeros = static_cast<unsigned>(std::countl_zero(y));
  const std::uint64_t mantissa = y << zeros & ~std::uint64_t{0x7ff};  // 53 bits, Q63
  const LogSlice& slice = kLogSlices[mantissa >> (63 - kTableBits) & (kTableSize - 1)];
  // The product is 1 + r, and the 1 leaves at the top.
  const auto r = static_cast<std::int64_t>(
      static_cast<std::uint64_t>(Uint128{mantissa} * slice.inverse >> 63));
  const Int128 log = Int128{slice.log} + log_near_one(r);
  return static_cast<std::uint64_t>((Int128{kLn2Q64} * (zeros + 1) - log + 32) >> 6);
}

std::uint64_t natural_log(std::uint64_t value) {
  constexpr std::uint64_t kLogOfTwoTo64 = kLn2Q64;  // 64 * ln(2) in Q58
  return kLogOfTwoTo64 - minus_log(value);
}

std::int64_t times_power_of_two(std::int64_t value, std::int64_t exponent) {
  HINDCAST_CHECK(value >= 0);
  constexpr std::uint64_t kFraction = (std::uint64_t{1} << kExponentBits) - 1;
  const std::int64_t whole = exponent >> kExponentBits;
  if (value == 0 || whole < -64) return 0;
  if (whole >= 63) return std::numeric_limits<std::int64_t>::max();
  const std::uint64_t power = power_of_fraction(static_cast<std::uint64_t>(exponent) & kFraction);
  const Uint128 product = Uint128{static_cast<std::uint64_t>(value)} * power;
  const auto shift = static_cast<unsigned>(63 - whole);  // from 1 to 127
  const Uint128 result = (product + (Uint128{1} << (shift - 1))) >> shift;
  constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
  return result > static_cast<std::uint64_t>(kLargest) ? kLargest
                                                       : static_cast<std::int64_t>(result);
}

std::int64_t normal_quantile(std::uint64_t u) {
  const bool upper = u >> 63 != 0;
  std::uint64_t tail = upper ? 0 - u : u;
  if (tail == 0) tail = 1;
  // 46 significant bits: the quantile then moves by more than an error of 2^-52 from tail to tail.
  const auto zeros = static_cast<unsigned>(std::countl_zero(tail));
  if (zeros < 18) tail = tail >> (18 - zeros) << (18 - zeros);
  const std::int64_t distance = normal_distance(tail);
  return upper ? distance : -distance;
}

}  // namespace hindcast
