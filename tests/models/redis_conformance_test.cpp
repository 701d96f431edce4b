// The keyspace against recorded replies of a real server, through `hindcast conform redis`.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/models/json/reader.hpp"
#include "hindcast/models/redis/conform_redis.hpp"

namespace hindcast {
namespace {

// A reply as recorded, in an order of its own where Redis has none. Its parts are JSON texts.
std::string text_of(const JsonValue& reply) {
  const JsonValue body = reply.members().front();
  const std::string kind = std::string(body.key()) + " ";
  if (body.is(JsonKind::null)) return kind + "null";
  if (body.is(JsonKind::number)) return kind + std::to_string(body.integer());
  if (!body.is(JsonKind::array)) return kind + std::string(body.text());
  std::string text = kind;
  for (const JsonValue& element : body.elements()) text += "[" + text_of(element) + "]";
  return text;
}

std::string comparable(const JsonValue& reply, std::string_view how) {
  const JsonValue body = reply.members().front();
  if (how.empty() || !body.is(JsonKind::array)) return text_of(reply);
  std::vector<std::string> texts;
  const auto elements = body.elements();
  for (std::size_t at = 0; at < elements.size(); ++at) {
    texts.push_back(how == "exec" ? comparable(elements[at], "set") : text_of(elements[at]));
    if (how == "pairs" && ++at < elements.size()) texts.back() += " " + text_of(elements[at]);
  }
  if (how != "exec") std::sort(texts.begin(), texts.end());
  std::string text = "* ";
  for (const std::string& element : texts) text += "[" + element + "]";
  return text;
}

struct Agreement {
  std::size_t rows = 0;
  std::size_t differ = 0;
};

Agreement agreement(const std::string& name) {
  std::ifstream file(std::string(HINDCAST_SOURCE_DIR) + "/tests/data/redis/" + name);
  std::stringstream rows;
  rows << file.rdbuf();
  std::stringstream answers;
  conform_redis(rows, answers, name);
  rows.clear();
  rows.seekg(0);
  Agreement result;
  std::string answer;
  for (std::string row; std::getline(rows, row); ++result.rows) {
    REQUIRE(std::getline(answers, answer));
    const JsonDocument expected = read_json_text(row, name);
    const JsonDocument actual = read_json_text(answer, "answers");
    const auto how = expected.root().find("cmp");
    const std::string_view order = how ? how->text() : "";
    const std::string wanted = comparable(expected.root().member("reply"), order);
    const std::string got = comparable(actual.root().member("reply"), order);
    if (wanted == got) continue;
    ++result.differ;
    FAIL_CHECK(name << ":" << result.rows + 1 << ": answers " << got << " to " << row);
  }
  return result;
}

void expect_agreement(const std::string& name, std::size_t rows) {
  const Agreement found = agreement(name);
  CHECK(found.rows == rows);
  CHECK(found.differ == 0);
}

TEST_CASE("random commands get the recorded replies") { expect_agreement("basic.ndjson", 1478); }

TEST_CASE("so they do while the wall clock steps") { expect_agreement("clock.ndjson", 1584); }

TEST_CASE("so do transactions of three connections") { expect_agreement("tx.ndjson", 1497); }

TEST_CASE("so do 40 further commands") { expect_agreement("wide.ndjson", 1489); }

// After the documentation of LREM: a count above zero goes from the head, below from the tail, zero
// takes all.
TEST_CASE("LREM takes as many as it is told, from the side that its sign says") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"("LREM","l","0","a")", R"({":":3})"},
      {R"("LREM","l","2","a")", R"({":":2})"},
      {R"("LREM","l","-1","a")", R"({":":1})"},
  };
  for (const auto& [command, removed] : rows) {
    std::stringstream script(R"({"case":1,"t":1704067200000,"cmd":["RPUSH","l","a","b","a","a"]})"
                             "\n"
                             R"({"case":1,"t":1704067200000,"cmd":[)" +
                             command + "]}\n");
    std::stringstream answers;
    conform_redis(script, answers, "LREM");
    CHECK(answers.str().find(removed) != std::string::npos);
  }
}

TEST_CASE("hand-made sequences get the recorded replies") { expect_agreement("facts.ndjson", 246); }

}  // namespace
}  // namespace hindcast
