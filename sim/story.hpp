// Story: what happened, in sentences, for `replay`. Models tell it only when somebody listens; it
// is not part of the digest.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/sim/time.hpp"

namespace hindcast {

// How much a line matters when only forty fit on the page.
enum class Weight : std::uint8_t { detail, notable, turning_point, verdict };

struct StoryLine {
  Instant at;
  std::string where;  // a node or component
  std::string what;   // one sentence, without the time and place
  Weight weight = Weight::detail;
};

class Story {
 public:
  explicit Story(bool listening) : listening_(listening) {}

  // Guard expensive sentences with this.
  bool listening() const { return listening_; }
  void tell(Instant at, std::string where, Weight weight, std::string what) {
    if (!listening_) return;
    lines_.push_back({at, std::move(where), std::move(what), weight});
  }
  void clear() { lines_.clear(); }
  const std::vector<StoryLine>& lines() const { return lines_; }

 private:
  bool listening_;
  std::vector<StoryLine> lines_;
};

}  // namespace hindcast
