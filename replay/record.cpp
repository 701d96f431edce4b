#include "hindcast/replay/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "hindcast/replay/delta.hpp"
#include "hindcast/replay/text_file.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kMagic = "hindcast record ";
constexpr std::string_view kToken = "token ";
constexpr std::string_view kDelta = "delta ";
constexpr std::string_view kSum = "sum ";
constexpr std::string_view kAgain = "copy the whole file again";

std::string header(const Token& token, std::size_t delta_lines) {
  return fmt::format("{}{}\n{}{}\n{}{}\n", kMagic, kRecordVersion, kToken, to_text(token), kDelta,
                     delta_lines);
}

// A record, line by line.
class RecordReader {
 public:
  RecordReader(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  Token read() {
    check_version();
    check_sum();
    const std::string line = std::string(after(kToken));
    const Parsed<Token> named = parse_token(line);
    if (!named.ok()) fail("the record's token is damaged: " + named.error().cause, kAgain);
    Token token = named.value();
    read_delta(token);
    if (to_text(token) != line) fail("the record's delta is not that of its token", kAgain);
    return token;
  }

 private:
  [[noreturn]] void fail(std::string cause, std::string_view fix) const {
    throw InputError({file_, number_, number_ == 0 ? 0U : 1U}, std::move(cause), std::string(fix));
  }

  // Returns the next line, without its end.
  std::string_view line() {
    ++number_;
    const std::size_t end = text_.find('\n', at_);
    if (end == std::string_view::npos) fail("the record is cut off", kAgain);
    const std::string_view found = text_.substr(at_, end - at_);
    at_ = end + 1;
    return found;
  }

  // Returns what follows `word` on the next line.
  std::string_view after(std::string_view word) {
    const std::string_view found = line();
    if (!found.starts_with(word)) {
      fail(fmt::format("the record has {} where {} belongs", in_quotes(found),
                       in_quotes(word.substr(0, word.size() - 1))),
           kAgain);
    }
    return found.substr(word.size());
  }

  void check_version() {
    const std::string first = fmt::format("{}{}", kMagic, kRecordVersion);
    if (text_.substr(0, kMagic.size()) != kMagic.substr(0, text_.size()) || text_.empty()) {
      fail("this is no record of hindcast",
           fmt::format("a record begins with the line \"{}\"", first));
    }
    const Parsed<std::uint64_t> version = parse_count(after(kMagic));
    if (!version.ok()) fail("the record's version is damaged", kAgain);
    if (version.value() == kRecordVersion) return;
    fail(fmt::format("the record has version {}, this program reads version {}", version.value(),
                     kRecordVersion),
         version.value() > kRecordVersion ? "use the hindcast that wrote it, or a later one"
                                          : "write it again with this program");
  }

  void check_sum() const {
    const std::size_t last = text_.substr(0, text_.size() - 1).rfind('\n');
    const std::string_view line = text_.substr(last + 1);
    if (!line.starts_with(kSum) || line.back() != '\n') fail("the record is cut off", kAgain);
    const auto sum = parse_hexadecimal(line.substr(kSum.size(), line.size() - kSum.size() - 1), 16);
    const std::uint64_t found = hash_text(text_.substr(0, last + 1));
    if (!sum.ok() || sum.value() != found) {
      fail("the record was changed: its sum is not that of its content", kAgain);
    }
  }

  void read_delta(Token& token) {
    const Parsed<std::uint64_t> lines = parse_count(after(kDelta));
    if (!lines.ok() || lines.value() > kRecordBytesMax) fail("the delta's length is bad", kAgain);
    Delta delta;
    for (std::uint64_t count = 0; count < lines.value(); ++count) {
      if (!add_line(line(), delta)) fail("this line of the delta says nothing", kAgain);
    }
    after(kSum);
    if (at_ != text_.size()) fail("the record goes on after its sum", kAgain);
    token.record.reset();
    token.asks_schedule = delta.asks_schedule;
    token.overrides = std::move(delta.overrides);
    token.deviations = std::move(delta.deviations);
    token.reseeds = std::move(delta.reseeds);
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::uint32_t number_ = 0;
};

}  // namespace

std::string record_text(const Token& token) {
  HINDCAST_CHECK(!token.record.has_value());
  const std::string delta = delta_text(token);
  const auto lines = static_cast<std::size_t>(std::count(delta.begin(), delta.end(), '\n'));
  const std::string content = header(token, lines) + delta;
  return fmt::format("{}{}{:016x}\n", content, kSum, hash_text(content));
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
  return RecordReader(text, file).read();
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
