#include "hindcast/models/queue/ndjson.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "hindcast/models/host/json_parse.hpp"
#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit)
      value = (value & 1U) != 0 ? 0xedb88320U ^ value >> 1U : value >> 1U;
    table[i] = value;
  }
  return table;
}

constexpr std::array<std::uint32_t, 256> kCrcTable = make_crc_table();

// Takes `prefix` off the front of `text`. Returns false if it is not there.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

template <class Number>
bool take_number(std::string_view& text, Number& number, int base) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

DecodedLine decode_frame(std::string_view line) {
  std::uint32_t checksum = 0;
  std::uint64_t length = 0;
  std::string_view rest = line;
  const bool framed = take(rest, "{\"crc\":\"") && take_number(rest, checksum, 16) &&
                      take(rest, "\",\"len\":") && take_number(rest, length, 10) &&
                      take(rest, ",\"record\":") && rest.ends_with('}');
  if (!framed) return {LineState::bad_frame, {}, "no frame of length and checksum"};
  rest.remove_suffix(1);
  if (rest.size() != length) return {LineState::bad_content, {}, "the length does not fit"};
  if (crc32(rest) != checksum) return {LineState::bad_content, {}, "the checksum does not fit"};
  return {LineState::whole, rest, {}};
}

}  // namespace

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t value = ~0U;
  for (const char byte : bytes) {
    value = kCrcTable[(value ^ static_cast<unsigned char>(byte)) & 0xffU] ^ value >> 8U;
  }
  return ~value;
}

std::string encode_line(std::string_view record, QueueFormat format) {
  HINDCAST_CHECK(record.find('\n') == record.npos);
  std::string line;
  if (format == QueueFormat::plain) {
    line.reserve(record.size() + 1);
    line += record;
  } else {
    line = fmt::format(R"({{"crc":"{:08x}","len":{},"record":{}}})", crc32(record), record.size(),
                       record);
  }
  line += '\n';
  return line;
}

DecodedLine decode_line(std::string_view line, QueueFormat format) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) return {LineState::empty, {}, {}};
  DecodedLine decoded{LineState::whole, line, {}};
  if (format == QueueFormat::checked) decoded = decode_frame(line);
  if (decoded.state != LineState::whole) return decoded;
  if (auto error = json_syntax_error(decoded.record)) {
    return {LineState::not_json, {}, std::move(*error)};
  }
  return decoded;
}

std::vector<LineSpan> committed_lines(std::string_view bytes) {
  std::vector<LineSpan> lines;
  std::size_t begin = 0;
  for (std::size_t end = bytes.find('\n'); end != bytes.npos; end = bytes.find('\n', begin)) {
    lines.push_back({begin, end, end + 1});
    begin = end + 1;
  }
  return lines;
}

std::vector<LineSpan> readline_lines(std::string_view bytes) {
  std::vector<LineSpan> lines;
  std::size_t begin = 0;
  while (begin < bytes.size()) {
    const std::size_t end = bytes.find_first_of("\r\n", begin);
    if (end == bytes.npos) {
      lines.push_back({begin, bytes.size(), bytes.size()});
      break;
    }
    const bool pair = bytes.substr(end, 2) == "\r\n";
    lines.push_back({begin, end, end + (pair ? 2 : 1)});
    begin = lines.back().next;
  }
  return lines;
}

}  // namespace hindcast
