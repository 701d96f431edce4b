// Counters: how often each label was used by one actor. A few labels live inline; fibers rarely use
// more, and a spawned fiber must not allocate.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace hindcast {

class Counters {
 public:
  // Returns how often `label_hash` was asked for before, and counts this time.
  std::uint32_t next(std::uint64_t label_hash) {
    const auto tag = static_cast<std::uint32_t>(label_hash ^ label_hash >> 32) | 1U;
    for (Entry& entry : entries_) {
      if (entry.tag == tag) return entry.count++;
      if (entry.tag == 0) {
        entry = {tag, 1};
        return 0;
      }
    }
    return next_overflow(tag);
  }

  void clear() {
    entries_ = {};
    overflow_.reset();
  }

 private:
  struct Entry {
    std::uint32_t tag = 0;
    std::uint32_t count = 0;
  };

  std::uint32_t next_overflow(std::uint32_t tag) {
    if (!overflow_) overflow_ = std::make_unique<std::vector<Entry>>();
    for (Entry& entry : *overflow_) {
      if (entry.tag == tag) return entry.count++;
    }
    overflow_->push_back({tag, 1});
    return 0;
  }

  std::array<Entry, 3> entries_;
  std::unique_ptr<std::vector<Entry>> overflow_;
};

}  // namespace hindcast
