#include "hindcast/replay/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hindcast/replay/delta.hpp"
#include "hindcast/replay/summed_text.hpp"
#include "hindcast/replay/text_file.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr SummedKind kRecord{"record", kRecordVersion};
constexpr std::string_view kToken = "token ";
constexpr std::string_view kDelta = "delta ";

void read_delta(SummedText& text, Token& token) {
  const std::uint64_t lines = text.count_after(kDelta, "delta's length");
  if (lines > kRecordBytesMax) text.fail("the delta's length is bad");
  Delta delta;
  for (std::uint64_t count = 0; count < lines; ++count) {
    if (!add_line(text.line(), delta)) text.fail("this line of the delta says nothing");
  }
  text.finish();
  token.record.reset();
  token.asks_schedule = delta.asks_schedule;
  token.overrides = std::move(delta.overrides);
  token.deviations = std::move(delta.deviations);
  token.reseeds = std::move(delta.reseeds);
}

Token read(SummedText text) {
  const std::string line = std::string(text.after(kToken));
  const Parsed<Token> named = parse_token(line);
  if (!named.ok()) text.fail("the record's token is damaged: " + named.error().cause);
  Token token = named.value();
  read_delta(text, token);
  if (to_text(token) != line) text.fail("the record's delta is not that of its token");
  return token;
}

}  // namespace

std::string record_text(const Token& token) {
  HINDCAST_CHECK(!token.record.has_value());
  const std::string delta = delta_text(token);
  const auto lines = static_cast<std::size_t>(std::count(delta.begin(), delta.end(), '\n'));
  return summed_text(kRecord,
                     fmt::format("{}{}\n{}{}\n{}", kToken, to_text(token), kDelta, lines, delta));
}

std::string record_name(const Token& token) {
  std::string scenario = token.scenario;
  std::replace(scenario.begin(), scenario.end(), '_', '-');
  return fmt::format("{}-{}-{:016x}.hcx", scenario, token.seed, hash_text(to_text(token)));
}

Token parse_record(std::string_view text, const std::string& file) {
  if (text.size() > kRecordBytesMax) {
    throw InputError({file}, fmt::format("the record is larger than {} bytes", kRecordBytesMax),
                     "is it the right file?");
  }
  return read(SummedText(kRecord, text, file));
}

Token read_record(const std::string& path) {
  return parse_record(read_text(path, "record", kRecordBytesMax), path);
}

Token with_record(const Token& token, const Token& record, const std::string& file) {
  if (to_text(token) != to_text(record)) {
    throw InputError({file}, "the record is that of another token: " + to_text(record),
                     "give the record that was written with the token");
  }
  return record;
}

}  // namespace hindcast
