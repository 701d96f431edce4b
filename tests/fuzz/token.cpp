// libFuzzer target over the texts that name a run: tokens, record files and deltas. Each input is
// refused with one printable line, or read to something that is written as it was.
#include <cstdint>
#include <string>
#include <string_view>

#include "hindcast/replay/delta.hpp"
#include "hindcast/replay/record.hpp"
#include "hindcast/replay/token.hpp"
#include "hindcast/replay/trace_text.hpp"
#include "hindcast/sim/check.hpp"
#include "hindcast/sim/utf8.hpp"

namespace hindcast {
namespace {

void check_sentence(std::string_view sentence) {
  HINDCAST_CHECK(!sentence.empty());
  HINDCAST_CHECK(utf8_valid_until(sentence) == sentence.size());
  HINDCAST_CHECK(sentence.find_first_of("\n\r\x1b") == std::string_view::npos);
}

void read_as_token(std::string_view text) {
  const Parsed<Token> token = parse_token(text);
  if (!token.ok()) return check_sentence(token.error().cause + token.error().fix);
  HINDCAST_CHECK(to_text(token.value()) == text);
}

void read_as_record(std::string_view text) {
  try {
    const Token token = parse_record(text, "f");
    HINDCAST_CHECK(record_text(token) == text);
  } catch (const InputError& error) {
    check_sentence(error.what());
  }
}

// The same, past the sum that a fuzzer would never guess.
void read_as_content(std::string_view text) {
  std::string content(text);
  if (content.empty() || content.back() != '\n') content += '\n';
  static constexpr std::string_view kDigits = "0123456789abcdef";
  const std::uint64_t sum = hash_text(content);
  content += "sum ";
  for (unsigned shift = 64; shift > 0; shift -= 4) content += kDigits[sum >> (shift - 4) & 15U];
  read_as_record(content + "\n");
}

void read_as_delta(std::string_view text) {
  Delta delta;
  if (!add_line(text, delta) || text.find('\n') != std::string_view::npos) return;
  HINDCAST_CHECK(from_base32(to_base32(text)) == text);
}

}  // namespace
}  // namespace hindcast

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const hindcast::EventNames names;
  const std::string text(data, data + size);
  hindcast::read_as_token(text);
  hindcast::read_as_record(text);
  hindcast::read_as_content(text);
  hindcast::read_as_delta(text);
  const auto end = hindcast::parse_trace_end(text, names);
  if (!end.ok()) hindcast::check_sentence(end.error().cause + end.error().fix);
  return 0;
}
