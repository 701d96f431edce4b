#include "hindcast/models/redis/conform_redis.hpp"

#include <fmt/format.h>

#include <istream>
#include <map>
#include <ostream>

#include "hindcast/models/host/json_parse.hpp"
#include "hindcast/models/json/reader.hpp"
#include "hindcast/models/redis/keyspace.hpp"
#include "hindcast/sim/utf8.hpp"

namespace hindcast {
namespace {

constexpr std::int64_t kWallMax = 253'402'300'799'999;  // the end of the year 9999, in ms
constexpr std::uint64_t kConnectionsMax = 1'000;
constexpr std::string_view kHexDigits = "0123456789abcdef";

std::string bytes_of_hex(const JsonValue& value) {
  const std::string_view hex = value.text();
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    const std::size_t high = kHexDigits.find(hex[at]);
    const std::size_t low = kHexDigits.find(hex[at + 1]);
    if (high == kHexDigits.npos || low == kHexDigits.npos) {
      throw value.error("is not hexadecimal", "write lower-case digits");
    }
    bytes += static_cast<char>(high * 16 + low);
  }
  if (hex.size() % 2 != 0) throw value.error("has half a byte", "write two digits for a byte");
  return bytes;
}

std::string hex_of(std::string_view bytes) {
  std::string hex;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    hex += {kHexDigits[value >> 4U], kHexDigits[value & 15U]};
  }
  return hex;
}

redis::Words words_of(const JsonValue& command) {
  redis::Words words;
  for (const JsonValue& word : command.elements()) {
    words.push_back(word.is(JsonKind::object) ? bytes_of_hex(word.member("x"))
                                              : std::string(word.text()));
  }
  if (words.empty()) throw command.error("is empty", R"(write ["GET","key"])");
  return words;
}

std::string json_of(const redis::Reply& reply) {
  using Type = redis::Reply::Type;
  switch (reply.type) {
    case Type::simple:
      return fmt::format(R"({{"+":{}}})", json_quoted(reply.text));
    case Type::error:
      return fmt::format(R"({{"-":{}}})", json_quoted(reply.text));
    case Type::integer:
      return fmt::format(R"({{":":{}}})", reply.integer);
    case Type::bulk:
      if (utf8_valid_until(reply.text) == reply.text.size())
        return fmt::format(R"({{"$":{}}})", json_quoted(reply.text));
      return fmt::format(R"({{"$x":"{}"}})", hex_of(reply.text));
    case Type::null:
      return R"({"$":null})";
    case Type::null_array:
      return R"({"*":null})";
    case Type::array:
      break;
  }
  std::string elements;
  for (const redis::Reply& element : reply.array) {
    elements += (elements.empty() ? "" : ",") + json_of(element);
  }
  return fmt::format(R"({{"*":[{}]}})", elements);
}

// The server of one case; its connections open at their first use.
struct Server {
  redis::Keyspace keys{};
  std::map<std::uint64_t, redis::Session> sessions{};
};

}  // namespace

void conform_redis(std::istream& rows, std::ostream& answers, const std::string& file) {
  Server server;
  std::optional<std::uint64_t> current;
  std::uint64_t number = 0;
  for (std::string line; std::getline(rows, line);) {
    const JsonDocument document = read_json_text(line, fmt::format("{}:{}", file, ++number));
    const JsonValue row = document.root();
    const std::uint64_t which = row.member("case").count();
    if (current != which) server = {};
    current = which;
    const auto connection = row.find("conn");
    redis::Session& session =
        server.sessions[connection ? connection->count(0, kConnectionsMax) : 0];
    const std::int64_t at = row.member("t").integer(0, kWallMax);
    const redis::Words words = words_of(row.member("cmd"));
    answers << fmt::format(R"({{"case":{},"t":{},"reply":{}}})", which, at,
                           json_of(server.keys.execute(session, words, at)))
            << '\n';
  }
}

}  // namespace hindcast
