// The keyspace against recorded replies of a real server.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>

#include "hindcast/models/json/reader.hpp"
#include "hindcast/models/redis/keyspace.hpp"

namespace hindcast {
namespace {

std::string bytes_of_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16));
  }
  return bytes;
}

std::string word_of(const JsonValue& value) {
  return value.is(JsonKind::object) ? bytes_of_hex(value.member("x").text())
                                    : std::string(value.text());
}

redis::Words words_of(const JsonValue& value) {
  redis::Words words;
  for (const JsonValue& word : value.elements()) words.push_back(word_of(word));
  return words;
}

redis::Reply reply_of(const JsonValue& value) {
  const JsonValue body = value.members().front();
  const std::string_view kind = body.key();
  if (kind == "+") return redis::Reply::simple(std::string(body.text()));
  if (kind == "-") return redis::Reply::error(std::string(body.text()));
  if (kind == ":") return redis::Reply::number(body.integer());
  if (kind == "$x") return redis::Reply::bulk(bytes_of_hex(body.text()));
  if (kind == "$") {
    if (body.is(JsonKind::null)) return redis::Reply::null();
    return redis::Reply::bulk(std::string(body.text()));
  }
  if (body.is(JsonKind::null)) return redis::Reply::null_array();
  std::vector<redis::Reply> elements;
  for (const JsonValue& element : body.elements()) elements.push_back(reply_of(element));
  return redis::Reply::list(std::move(elements));
}

// Brings what has no order into one.
void sort_free(redis::Reply& reply, std::string_view how) {
  const auto by_text = [](const redis::Reply& left, const redis::Reply& right) {
    return left.text < right.text;
  };
  if (how == "exec") {
    for (redis::Reply& element : reply.array) sort_free(element, "set");
  }
  if (how == "set") std::sort(reply.array.begin(), reply.array.end(), by_text);
  if (how == "pairs") {
    std::vector<std::pair<redis::Reply, redis::Reply>> pairs;
    for (std::size_t at = 0; at + 1 < reply.array.size(); at += 2) {
      pairs.emplace_back(reply.array[at], reply.array[at + 1]);
    }
    std::sort(pairs.begin(), pairs.end(), [&](const auto& left, const auto& right) {
      return by_text(left.first, right.first);
    });
    reply.array.clear();
    for (auto& [name, value] : pairs) {
      reply.array.push_back(name);
      reply.array.push_back(value);
    }
  }
}

std::string show(const redis::Reply& reply) {
  std::string text = std::to_string(static_cast<int>(reply.type)) + ":" + reply.text + ":" +
                     std::to_string(reply.integer);
  for (const redis::Reply& element : reply.array) text += "[" + show(element) + "]";
  return text;
}

struct Server {
  redis::Keyspace keys;
  std::array<redis::Session, 4> sessions;
};

// One command as recorded.
struct Recorded {
  std::size_t connection;
  redis::Words words;
  std::int64_t wall_ms;
  redis::Reply reply;
  std::string comparison;
};

void expect(Server& server, Recorded row, const std::string& where) {
  redis::Reply reply =
      server.keys.execute(server.sessions.at(row.connection), row.words, row.wall_ms);
  sort_free(reply, row.comparison);
  sort_free(row.reply, row.comparison);
  if (reply == row.reply) return;
  FAIL_CHECK(where << ": " << (row.words.empty() ? "" : row.words[0]) << " answers " << show(reply)
                   << ", the real server " << show(row.reply));
}

std::string data_file(const std::string& name) {
  return std::string(HINDCAST_SOURCE_DIR) + "/tests/data/redis/" + name;
}

std::size_t replay(const std::string& name) {
  std::ifstream file(data_file(name));
  std::size_t rows = 0;
  Server server;
  std::uint64_t last_case = 0;
  for (std::string line; std::getline(file, line);) {
    const std::string where = name + ":" + std::to_string(++rows);
    const JsonDocument document = read_json_text(line, where);
    const JsonValue row = document.root();
    if (const std::uint64_t number = row.member("case").count(); number != last_case) {
      for (redis::Session& session : server.sessions) session = {};
      server.keys = {};
      last_case = number;
    }
    const auto connection = row.find("conn");
    const auto comparison = row.find("cmp");
    expect(server,
           {connection ? static_cast<std::size_t>(connection->count()) : 0,
            words_of(row.member("cmd")), row.member("t").integer(), reply_of(row.member("reply")),
            std::string(comparison ? comparison->text() : "")},
           where);
  }
  return rows;
}

TEST_CASE("random commands get the recorded replies") { CHECK(replay("basic.ndjson") == 900); }

TEST_CASE("so they do while the wall clock steps") { CHECK(replay("clock.ndjson") == 900); }

TEST_CASE("so do transactions of three connections") { CHECK(replay("tx.ndjson") == 900); }

TEST_CASE("hand-made sequences about expiry, WATCH and integers get the recorded replies") {
  constexpr std::int64_t kStart = 1'704'067'200'000;
  std::ifstream file(data_file("facts.ndjson"));
  std::size_t facts = 0;
  for (std::string line; std::getline(file, line); ++facts) {
    const JsonDocument document = read_json_text(line, "facts.ndjson");
    const std::string what(document.root().member("what").text());
    Server server;
    for (const JsonValue& step : document.root().member("steps").elements()) {
      const auto parts = step.elements();
      const bool plain = parts[1].is(JsonKind::array);
      const auto connection = plain ? 0 : static_cast<std::size_t>(parts[1].member("conn").count());
      expect(server,
             {connection, words_of(plain ? parts[1] : parts[1].member("cmd")),
              kStart + parts[0].integer(), reply_of(parts[2]), "set"},
             what);
    }
  }
  CHECK(facts == 25);
}

}  // namespace
}  // namespace hindcast
