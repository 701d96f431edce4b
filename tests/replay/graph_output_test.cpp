#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "hindcast/replay/graph/graph_report.hpp"
#include "hindcast/replay/report/graph_json.hpp"
#include "tests/replay/topologies.hpp"
#include "tests/support/schema_check.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

Topology shop(const std::string& front, const std::string& back) {
  Sketch sketch;
  sketch.client("clients", 20);
  sketch.vertex(front).slots = 4;
  TopologyVertex& store = sketch.vertex(back, VertexKind::store);
  store.servers = 2;
  store.service_time = 80ms;
  store.queues = true;
  sketch.edge("clients", front).timeout = 2s;
  TopologyEdge& query = sketch.edge(front, back);
  query.timeout = 1s;
  query.attempts_max = 3;
  return sketch.topology;
}

// Reads a quoted string of the DOT language at `at`, and moves behind it. Fails the test if it has
// no end on its line.
std::string read_quoted(const std::string& dot, std::size_t& at) {
  std::string text;
  REQUIRE(dot[at] == '"');
  for (++at; dot[at] != '"'; ++at) {
    REQUIRE(dot[at] != '\n');
    if (dot[at] == '\\') ++at;
    text += dot[at];
  }
  ++at;
  return text;
}

// Checks that outside of quotes the text is statements of known words only, and returns the labels.
std::vector<std::string> labels_of(const std::string& dot) {
  std::vector<std::string> labels;
  std::string bare;
  for (std::size_t at = 0; at < dot.size();) {
    if (dot[at] != '"') {
      bare += dot[at++];
      continue;
    }
    labels.push_back(read_quoted(dot, at));
  }
  CHECK(bare.find_first_not_of("abcdefghijklmnopqrstuvwxyzHLR.0123456789 \n{}[]=,;->+") ==
        std::string::npos);
  CHECK(std::count(bare.begin(), bare.end(), '{') == std::count(bare.begin(), bare.end(), '}'));
  CHECK(std::count(bare.begin(), bare.end(), '[') == std::count(bare.begin(), bare.end(), ']'));
  return labels;
}

const std::vector<std::string> kHostile = {
    "quote\"",     "back\\slash\\N",  "line\nbreak", "<b>html</b>", "esc\x1b[31m",
    "caf\xc3\xa9", "broken \xff utf", "];}",         "tail\\"};

}  // namespace

TEST_CASE("the text names the worst first, and its columns line up") {
  const std::string text = to_text(graph_report(shop("shop", "store"), "online_shop"));
  CHECK(text.starts_with("GRAPH of online_shop: 3 components, 2 calls\n"));
  CHECK(text.find("retry amplification      x2.4") != std::string::npos);  // 20 x 3 / 25
  CHECK(text.find("store -> shop") != std::string::npos);
  CHECK(text.find("Not tried in a simulation: no campaign was run") != std::string::npos);
  CHECK(text.find(" \n") == std::string::npos);
  CHECK(text.find("retry amplification") < text.rfind("single point of failure"));
}

TEST_CASE("evidence that a campaign filled in is shown with its witness and counterfactual") {
  GraphReport report = graph_report(shop("shop", "store"), "online_shop");
  REQUIRE_FALSE(report.cascades.empty());
  CascadeEvidence& evidence = report.cascades[0].evidence;
  evidence.scenario = "store_gone";
  evidence.hits = 97;
  evidence.runs = 100;
  evidence.witness = {
      4, true, 1'000, 900, Duration::infinite(), false, "hc1.token", "./hindcast replay hc1.token"};
  CascadeEvidence::Neutralised tried;
  tried.result = Counterfactual::gone;
  tried.runs = 97;
  tried.same_seed = {4, false, 500, 20, 10s, false, "hc1.other", ""};
  evidence.neutralised = {tried};
  const std::string text = to_text(report);
  CHECK(text.find("CONFIRMED in 97 of 100 runs of store_gone (it outlives the fault") !=
        std::string::npos);
  CHECK(text.find("900 of 1,000 requests failed; never back") != std::string::npos);
  CHECK(text.find("GONE") != std::string::npos);
  CHECK(text.find("20 of 500 requests failed; back 10 s after the fault") != std::string::npos);
  const auto json = nlohmann::json::parse(graph_json(report));
  const auto& told = json["cascades"][0]["evidence"];
  CHECK(told["hits"] == 97);
  CHECK(told["confirmed"] == true);
  CHECK(told["witness"]["token"] == "hc1.token");
  CHECK(told["witness"]["recovery_seconds"].is_null());
  CHECK(told["neutralised"][0]["result"] == "gone");
  CHECK(told["neutralised"][0]["same_seed"]["recovery_seconds"] == doctest::Approx(10));
}

TEST_CASE("JSON with and without evidence is what its schema promises") {
  const auto complaints = [](const GraphReport& report) {
    const JsonDocument schema = read_json_text(graph_json_schema(), "schema");
    const std::string written = graph_json(report);
    const JsonDocument json = read_json_text(written, "graph");
    return schema_complaints(schema.root(), json.root());
  };
  GraphReport report = graph_report(shop("shop", "store"), "online_shop");
  for (const std::string& complaint : complaints(report)) FAIL_CHECK(complaint);
  report.cascades[0].evidence.hits = 1;
  report.cascades[0].evidence.runs = 1;
  report.cascades[0].evidence.neutralised.resize(2);
  report.cascades[0].evidence.neutralised[1].runs = 1;
  for (const std::string& complaint : complaints(report)) FAIL_CHECK(complaint);
  for (const std::string& complaint : complaints(graph_report({}, "nothing")))
    FAIL_CHECK(complaint);
}

TEST_CASE("JSON holds loads, flags, cascades and cut sets, with null for what has no limit") {
  const auto json = nlohmann::json::parse(graph_json(graph_report(shop("shop", "store"), "s")));
  CHECK(json["version"] == kGraphJsonVersion);
  CHECK(json["components"].size() == 3);
  CHECK(json["components"][2]["name"] == "store");
  CHECK(json["components"][2]["capacity"] == doctest::Approx(25));
  CHECK(json["components"][0]["capacity"].is_null());
  CHECK(json["flags"][0]["law"] == "retry amplification");
  CHECK(json["cut_sets"][0]["sets"] == nlohmann::json::parse(R"([["shop"], ["store"]])"));
  for (const auto& flag : json["flags"]) {
    if (flag["law"] == "unbounded queue") CHECK(flag["margin"].is_null());
  }
}

TEST_CASE("hostile names stay labels in DOT, harmless in text and valid in JSON") {
  for (const std::string& name : kHostile) {
    CAPTURE(name);
    const GraphReport report = graph_report(shop(name, "store"), name);
    const auto labels = labels_of(to_dot(report));
    CHECK(std::count(labels.begin(), labels.end(), printable(name)) ==
          3);  // title, twice, and vertex
    const std::string text = to_text(report);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("line\nbreak") == std::string::npos);
    CHECK(nlohmann::json::accept(graph_json(report)));
  }
}

TEST_CASE("the order in which vertices and edges are added changes no byte of any output") {
  Topology topology = shop("shop", "store");
  TopologyEdge second = topology.edges[1];
  second.port = "other";
  second.attempts_max = 2;
  topology.edges.push_back(second);
  TopologyEdge same_port = topology.edges[1];
  same_port.timeout = 7s;
  topology.edges.push_back(same_port);
  const GraphReport first = graph_report(topology, "shop");
  std::sort(topology.vertices.begin(), topology.vertices.end(),
            [](const auto& left, const auto& right) { return left.name > right.name; });
  KeyedStream stream(31);
  for (int round = 0; round < 20; ++round) {
    for (std::size_t i = topology.edges.size() - 1; i > 0; --i) {
      std::swap(topology.edges[i], topology.edges[bounded(stream.next(), i + 1)]);
    }
    std::swap(topology.vertices[0], topology.vertices[bounded(stream.next(), 3)]);
    const GraphReport other = graph_report(topology, "shop");
    CHECK(to_text(other) == to_text(first));
    CHECK(to_dot(other) == to_dot(first));
    CHECK(graph_json(other) == graph_json(first));
  }
}

TEST_CASE("an empty topology has nothing to say") {
  const GraphReport report = graph_report({}, "nothing");
  CHECK(report.flags.empty());
  CHECK(report.cascades.empty());
  CHECK(to_text(report).find("FLAGS: none") != std::string::npos);
  labels_of(to_dot(report));
}
