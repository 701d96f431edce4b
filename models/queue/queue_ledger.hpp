// QueueLedger: the oracle of one queue. It knows which records were offered, which the application
// acknowledged, and which arrived how often, so that properties can say lost and duplicated. It is
// outside of the system: nothing in the world reads it.
#pragma once

#include <cstdint>
#include <string_view>

#include "hindcast/models/host/key_map.hpp"

namespace hindcast {

class QueueLedger {
 public:
  void offered(std::string_view id);
  // The caller was told that the record is safe.
  void acknowledged(std::string_view id);
  void delivered(std::string_view id);
  void quarantined() { ++quarantined_; }
  void skipped() { ++skipped_; }

  std::uint64_t offered_count() const { return offered_; }
  std::uint64_t acknowledged_count() const { return acknowledged_; }
  // Records that arrived at least once.
  std::uint64_t delivered_count() const { return delivered_; }
  // Arrivals beyond the first of each record.
  std::uint64_t duplicates() const { return duplicates_; }
  // Records that were acknowledged and have not arrived: under way, or lost once the queue is
  // drained.
  std::uint64_t undelivered() const { return undelivered_; }
  // Records that arrived although nobody offered them.
  std::uint64_t invented() const { return invented_; }
  // Lines that were set aside, and lines that were passed over.
  std::uint64_t quarantined_count() const { return quarantined_; }
  std::uint64_t skipped_count() const { return skipped_; }

 private:
  struct Entry {
    bool offered = false;
    bool acknowledged = false;
    bool delivered = false;
  };

  Entry& entry(std::string_view id) { return entries_[Key{hash_text(id)}]; }

  KeyMap<Entry> entries_;
  std::uint64_t offered_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t delivered_ = 0;
  std::uint64_t duplicates_ = 0;
  std::uint64_t undelivered_ = 0;
  std::uint64_t invented_ = 0;
  std::uint64_t quarantined_ = 0;
  std::uint64_t skipped_ = 0;
};

}  // namespace hindcast
