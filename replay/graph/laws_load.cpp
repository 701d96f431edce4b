// The laws of load: overload, retry amplification, load that shifts, loops that feed themselves.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "hindcast/replay/graph/law.hpp"

namespace hindcast {
namespace {

constexpr double kGrows = 1 - 1e-9;  // a gain of one, as far as iteration can tell

std::vector<std::string> names_of(const CallGraph& graph, const std::vector<std::size_t>& path) {
  std::vector<std::string> names;
  for (const std::size_t vertex : path) names.push_back(graph.name(vertex));
  return names;
}

Flag overload(const GraphFacts& facts, std::size_t v) {
  const VertexFacts& vertex = facts.vertices[v];
  const std::string& name = facts.graph.name(v);
  Flag flag{Law::overload, vertex.load / vertex.capacity, {name}, {}, {}};
  flag.figures = {{"load", vertex.load, "/s"}, {"capacity", vertex.capacity, "/s"}};
  flag.sentence = fmt::format("{} is offered {} on a calm day and serves {}", name,
                              text_of(flag.figures[0]), text_of(flag.figures[1]));
  return flag;
}

Flag retry_amplification(const GraphFacts& facts, std::size_t v) {
  const VertexFacts& vertex = facts.vertices[v];
  const double factor = vertex.retries.factor;
  Flag flag{Law::retry_amplification, vertex.load * factor / vertex.capacity, {}, {}, {}};
  flag.path = names_of(facts.graph, vertex.retries.path);
  flag.figures = {{"load", vertex.load, "/s"},
                  {"retries", factor, "x"},
                  {"capacity", vertex.capacity, "/s"},
                  {"stable load", vertex.stable_load, "/s"}};
  flag.sentence = fmt::format(
      "while {} fails, retries turn its {} into {}; it serves {}, so it stays down above {}",
      facts.graph.name(v), text_of(flag.figures[0]), text_of({"", vertex.load * factor, "/s"}),
      text_of(flag.figures[2]), text_of(flag.figures[3]));
  return flag;
}

void add_shifts(const GraphFacts& facts, std::size_t lost, std::vector<Flag>& flags) {
  const CallGraph& graph = facts.graph;
  const std::vector<double> shifted = rates(graph, gains_without(graph, lost));
  for (std::size_t v = 0; v < graph.size(); ++v) {
    const VertexFacts& vertex = facts.vertices[v];
    const bool fits_now = vertex.load < vertex.capacity;
    if (v == lost || !fits_now || shifted[v] <= vertex.capacity) continue;
    Flag flag{
        Law::load_shift, shifted[v] / vertex.capacity, {graph.name(lost), graph.name(v)}, {}, {}};
    flag.figures = {{"load", vertex.load, "/s"},
                    {"load without it", shifted[v], "/s"},
                    {"more", shifted[v] / vertex.load, "x"},
                    {"room", vertex.capacity / vertex.load, "x"}};
    flag.sentence = fmt::format("without {}, {} is offered {} instead of {} and serves {}",
                                graph.name(lost), graph.name(v), text_of(flag.figures[1]),
                                text_of(flag.figures[0]), text_of({"", vertex.capacity, "/s"}));
    flags.push_back(std::move(flag));
  }
}

void add_spare(const GraphFacts& facts, std::size_t v, std::vector<Flag>& flags) {
  const VertexFacts& vertex = facts.vertices[v];
  const double replicas = facts.graph.vertex(v).replicas;
  if (replicas < 2 || vertex.load >= vertex.capacity) return;
  const double left = vertex.capacity * (replicas - 1) / replicas;
  if (vertex.load <= left) return;
  Flag flag{Law::no_spare_replica, vertex.load / left, {facts.graph.name(v)}, {}, {}};
  flag.figures = {{"load", vertex.load, "/s"},
                  {"capacity without one replica", left, "/s"},
                  {"replicas", replicas, ""}};
  flag.sentence = fmt::format("{} is offered {}, and serves {} without one of its {} replicas",
                              facts.graph.name(v), text_of(flag.figures[0]),
                              text_of(flag.figures[1]), text_of(flag.figures[2]));
  flags.push_back(std::move(flag));
}

Flag feedback(const CallGraph& graph, const FeedbackLoop& loop, const char* when) {
  Flag flag{Law::feedback_loop, loop.growth, names_of(graph, loop.cycle), {}, {}};
  flag.path.push_back(flag.path.front());
  flag.figures = {{"growth per call", loop.growth, "x"},
                  {"gain around the loop", loop.cycle_gain, "x"}};
  flag.sentence = fmt::format("{}, calls around the loop of {} grow {} with each call", when,
                              graph.name(loop.cycle.front()), text_of(flag.figures[0]));
  return flag;
}

// Loops that grow on a calm day, and those that grow by their retries.
void add_loops(const GraphFacts& facts, std::vector<Flag>& flags) {
  std::vector<std::vector<std::size_t>> calm;
  for (const FeedbackLoop& loop : facts.calm_loops) {
    if (loop.growth < kGrows) continue;
    flags.push_back(feedback(facts.graph, loop, "already on a calm day"));
    calm.push_back(loop.vertices);
  }
  for (const FeedbackLoop& loop : facts.outage_loops) {
    if (loop.growth < kGrows || std::find(calm.begin(), calm.end(), loop.vertices) != calm.end())
      continue;
    flags.push_back(feedback(facts.graph, loop, "with retries"));
  }
}

}  // namespace

std::vector<Flag> load_flags(const GraphFacts& facts) {
  std::vector<Flag> flags;
  add_loops(facts, flags);
  if (!facts.graph.load_known()) return flags;
  for (std::size_t v = 0; v < facts.graph.size(); ++v) {
    add_shifts(facts, v, flags);
    const VertexFacts& vertex = facts.vertices[v];
    if (std::isinf(vertex.capacity)) continue;
    if (vertex.load >= vertex.capacity) {
      flags.push_back(overload(facts, v));
    } else if (vertex.load * vertex.retries.factor > vertex.capacity) {
      flags.push_back(retry_amplification(facts, v));
    }
    add_spare(facts, v, flags);
  }
  return flags;
}

}  // namespace hindcast
