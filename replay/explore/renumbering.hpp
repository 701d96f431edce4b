// Renumbering: what one search says in its numbers of keys, in those of another.
#pragma once

#include <cstdint>

#include "hindcast/replay/explore/history.hpp"
#include "hindcast/replay/explore/key_table.hpp"

namespace hindcast {

class Renumbering {
 public:
  Renumbering(const KeyTable& from, KeyTable& to) : from_(from), to_(to) {}

  std::uint32_t number(std::uint32_t own) const { return to_.number(from_.key(own)); }
  Sequence sequence(const Sequence& own) const {
    Sequence result;
    for (std::size_t index = 0; index < own.size(); ++index) {
      const Part& part = own[index];
      Part& copy = result.begin_part(number(part.actor), part.step);
      copy.node = number(part.node);
      copy.choice = part.choice;
      copy.answer = part.answer;
      for (Touch touch : own.touches(part)) {
        touch.object = number(touch.object);
        result.add_touch(touch);
      }
    }
    return result;
  }

 private:
  const KeyTable& from_;
  KeyTable& to_;
};

}  // namespace hindcast
