// ValueOracle: which values were written and acknowledged, and what readers were served. Each write
// has a number of its own, so that a lost, stale or invented value is seen for what it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/sim/time.hpp"

namespace hindcast {

// The text of write number `number` ("v17"), short enough to cost no allocation. Number 0 is what
// was there before any write.
std::string value_text(std::uint32_t number);
// Returns the number of a value's text; nothing if no write has that text.
std::optional<std::uint32_t> value_number(std::string_view text);

struct Write {
  std::uint32_t customer = 0;
  Instant started;
  Instant acknowledged = Instant::never();
};

class ValueOracle {
 public:
  explicit ValueOracle(std::uint32_t customers);

  // A write begins. Returns its number, counted from 1.
  std::uint32_t begin(std::uint32_t customer, Instant now);
  void acknowledge(std::uint32_t number, Instant now);

  // The number of the latest write for this customer that was acknowledged; 0: none.
  std::uint32_t latest_acknowledged(std::uint32_t customer) const { return latest_[customer]; }

  // A reader that began when `acknowledged_before` was the latest acknowledged write was served
  // `text`; an empty text says that there is no value.
  void served(std::uint32_t customer, std::string_view text, std::uint32_t acknowledged_before);

  const std::vector<Write>& writes() const { return writes_; }  // write n at index n - 1
  std::uint64_t reads() const { return reads_; }
  // Reads of a value that an acknowledged write had replaced before they began.
  std::uint64_t stale() const { return stale_; }
  // Reads of something that nobody ever wrote for that customer.
  std::uint64_t invalid() const { return invalid_; }
  // The writes that were served although they were never acknowledged: the caller was told that
  // they failed, or not told at all. Whether they took effect is for the database to say.
  const std::vector<std::uint32_t>& served_unacknowledged() const { return served_unacknowledged_; }

 private:
  std::vector<Write> writes_;
  std::vector<std::uint32_t> latest_;
  std::vector<std::uint32_t> served_unacknowledged_;
  std::uint64_t reads_ = 0;
  std::uint64_t stale_ = 0;
  std::uint64_t invalid_ = 0;
};

}  // namespace hindcast
