// The laws by which a design is judged from its graph alone, and the flags they raise. A flag is a
// suspicion with a margin; a witness from a simulated run makes it a fact.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/replay/graph/facts.hpp"

namespace hindcast {

// In order of severity, worst first.
enum class Law : std::uint8_t {
  overload,                 // load >= capacity
  feedback_loop,            // calls around a loop grow: spectral radius >= 1
  retry_amplification,      // load * W > capacity: retries keep a failed component down
  pool_too_small,           // Little: load * timeout > slots, while a callee is silent
  load_shift,               // what a lost component spared or served exceeds another's capacity
  no_spare_replica,         // load > capacity without one replica
  missing_timeout,          // a caller waits without limit
  timeout_inversion,        // a callee may work longer than its caller waits
  wait_for_cycle,           // requests that hold slots wait around a loop
  single_point_of_failure,  // one component takes clients down, and has no replica
  shared_node,              // alternatives that fail together, on one node
  unbounded_queue,          // waiting grows without limit while a callee is slow
  missing_breaker,          // a shared callee without a breaker before it
  dependency,               // no flag, but a hop: the caller needs the callee
};

const char* name_of(Law law);

// A number behind a flag.
struct Figure {
  std::string name{};
  double value = 0;
  std::string unit{};  // "/s", "s", "x" or nothing

  friend bool operator==(const Figure&, const Figure&) = default;
};

// "6/s", "24 min", "x2.6", "no limit".
std::string text_of(const Figure& figure);
// "x2.6", "no limit".
std::string margin_text(double margin);

struct Flag {
  Law law = Law::dependency;
  // How many times the bound is exceeded; infinite if nothing limits it. The share of requests that
  // fail, for single points of failure and shared nodes.
  double margin = 1;
  std::vector<std::string>
      path{};  // of components, callers first; of a shift, who is lost, then whom it hits
  std::string sentence{};
  std::vector<Figure> figures{};
};

// Returns all flags, worst first: by law, then by margin, then by path.
std::vector<Flag> flags_of(const GraphFacts& facts);

// The laws by subject; each returns its flags in the order of the vertices.
std::vector<Flag> load_flags(const GraphFacts& facts);   // laws_load.cpp
std::vector<Flag> time_flags(const GraphFacts& facts);   // laws_time.cpp
std::vector<Flag> shape_flags(const GraphFacts& facts);  // laws_shape.cpp

}  // namespace hindcast
