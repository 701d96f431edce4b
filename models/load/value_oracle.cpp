#include "hindcast/models/load/value_oracle.hpp"

#include <algorithm>

#include "hindcast/sim/check.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {

std::string value_text(std::uint32_t number) { return "v" + std::to_string(number); }

std::optional<std::uint32_t> value_number(std::string_view text) {
  if (!text.starts_with('v')) return std::nullopt;
  const Parsed<std::uint64_t> number = parse_count(text.substr(1));
  if (!number.ok() || number.value() > 0xffffffffU) return std::nullopt;
  return static_cast<std::uint32_t>(number.value());
}

ValueOracle::ValueOracle(std::uint32_t customers) : latest_(customers, 0) {}

std::uint32_t ValueOracle::begin(std::uint32_t customer, Instant now) {
  writes_.push_back({customer, now});
  return static_cast<std::uint32_t>(writes_.size());
}

// Acknowledgements may overtake each other; the latest is the one that came last.
void ValueOracle::acknowledge(std::uint32_t number, Instant now) {
  HINDCAST_CHECK(number >= 1 && number <= writes_.size());
  Write& write = writes_[number - 1];
  write.acknowledged = now;
  latest_[write.customer] = number;
}

void ValueOracle::served(std::uint32_t customer, std::string_view text,
                         std::uint32_t acknowledged_before) {
  ++reads_;
  if (text.empty()) {
    if (acknowledged_before != 0) ++stale_;
    return;
  }
  const std::optional<std::uint32_t> number = value_number(text);
  if (number && *number == 0) {
    if (acknowledged_before != 0) ++stale_;
    return;
  }
  if (!number || *number > writes_.size() || writes_[*number - 1].customer != customer) {
    ++invalid_;
    return;
  }
  const Write& write = writes_[*number - 1];
  if (write.acknowledged.is_never()) served_unacknowledged_.push_back(*number);
  if (acknowledged_before == 0 || *number == acknowledged_before) return;
  // Two writes that overlapped in time may take effect in either order.
  const Write& newer = writes_[acknowledged_before - 1];
  const bool replaced = !write.acknowledged.is_never() && write.acknowledged < newer.started;
  if (replaced) ++stale_;
}

}  // namespace hindcast
