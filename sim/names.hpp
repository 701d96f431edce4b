// Names: the texts that a world's labels point to, when they come from a file and not from the
// code.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "hindcast/sim/key.hpp"

namespace hindcast {

class Names {
 public:
  // Returns a label for `text`; the same text gives the same label.
  Label intern(std::string_view text) {
    for (const std::string& known : texts_) {
      if (known == text) return Label::interned(known);
    }
    texts_.emplace_back(text);
    return Label::interned(texts_.back());
  }

 private:
  std::deque<std::string> texts_;  // a deque never moves its elements
};

}  // namespace hindcast
