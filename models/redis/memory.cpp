#include "hindcast/models/redis/memory.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "hindcast/sim/keyed_stream.hpp"

namespace hindcast::redis {
namespace {

constexpr std::uint64_t kStartup = 876'272;  // used_memory_startup of Debian's 7.0.15
constexpr std::size_t kPoolMax = 16;         // EVPOOL_SIZE
constexpr std::uint32_t kClockMask = (1U << 24U) - 1;
constexpr std::uint32_t kUsesFirst = 5;    // LFU_INIT_VAL
constexpr std::uint64_t kUsesFactor = 10;  // lfu-log-factor

std::uint32_t minutes(std::int64_t wall_ms) {
  return static_cast<std::uint32_t>(wall_ms / 60'000) & 0xFFFFU;
}

// The logarithmic counter of uses, less one for each minute since (lfu-decay-time 1).
std::uint32_t uses_left(const Entry& entry, std::int64_t wall_ms) {
  const std::uint32_t passed = (minutes(wall_ms) - (entry.used >> 8U)) & 0xFFFFU;
  const std::uint32_t uses = entry.used & 0xFFU;
  return uses > passed ? uses - passed : 0;
}

}  // namespace

bool Memory::counts_uses() const {
  return limit_.policy == EvictionPolicy::allkeys_lfu ||
         limit_.policy == EvictionPolicy::volatile_lfu;
}

void Memory::set_limit(const MemoryLimit& limit, EntryTable& table) {
  limit_ = limit;
  entries_ = 0;
  resized_.clear();
  pool_.clear();
  table.for_each([this](EntryTable::Slot& slot) {
    slot.value.bytes = limited() ? static_cast<std::uint32_t>(bytes_of(slot)) : 0;
    entries_ += slot.value.bytes;
  });
}

std::uint64_t Memory::used(const EntryTable& table) const {
  return kStartup + entries_ + 8 * std::bit_ceil(std::max<std::uint64_t>(table.size(), 4));
}

void Memory::touch(Entry& entry, std::int64_t wall_ms) {
  if (!counts_uses()) {
    entry.used = static_cast<std::uint32_t>(wall_ms / 1'000) & kClockMask;
    return;
  }
  const bool fresh = entry.used == 0;
  std::uint32_t uses = fresh ? kUsesFirst : uses_left(entry, wall_ms);
  const std::uint64_t above = uses > kUsesFirst ? uses - kUsesFirst : 0;
  if (!fresh && uses < 255 && draw_below(above * kUsesFactor + 1) == 0) ++uses;
  entry.used = minutes(wall_ms) << 8U | uses;
}

void Memory::settle(EntryTable& table) {
  for (const std::string& key : resized_) {
    EntryTable::Slot* const slot = table.find_slot(key);
    if (slot == nullptr) continue;
    entries_ -= slot->value.bytes;
    slot->value.bytes = static_cast<std::uint32_t>(bytes_of(*slot));
    entries_ += slot->value.bytes;
  }
  resized_.clear();
}

std::uint64_t Memory::draw_below(std::uint64_t bound) {
  if (bound == 1) return 0;
  const std::uint64_t number = draw_ ? draw_() : mix(0x6576'6963'7421, ++drawn_);
  return bounded(number, bound);
}

bool Memory::may_take(const Entry& entry) const {
  const bool any = limit_.policy == EvictionPolicy::allkeys_lru ||
                   limit_.policy == EvictionPolicy::allkeys_lfu ||
                   limit_.policy == EvictionPolicy::allkeys_random;
  return any || entry.expires != Entry::kNoExpiry;
}

std::size_t Memory::random_slot(const EntryTable& table) {
  constexpr int kTriesMax = 10;
  const std::vector<EntryTable::Slot>& slots = table.slots();
  std::size_t at = 0;
  for (int tries = 0; tries < kTriesMax; ++tries) {
    at = static_cast<std::size_t>(draw_below(slots.size()));
    if (may_take(slots[at].value)) return at;
  }
  for (std::size_t step = 0; step < slots.size(); ++step) {
    const std::size_t next = (at + step) % slots.size();
    if (may_take(slots[next].value)) return next;
  }
  return slots.size();
}

// What goes first is greatest: the time since the last use, the rarity, the nearness of the end.
std::uint64_t Memory::idle(const Entry& entry, std::int64_t wall_ms) const {
  if (limit_.policy == EvictionPolicy::volatile_ttl) {
    return std::numeric_limits<std::uint64_t>::max() - static_cast<std::uint64_t>(entry.expires);
  }
  if (counts_uses()) return 255 - uses_left(entry, wall_ms);
  const std::uint32_t clock = static_cast<std::uint32_t>(wall_ms / 1'000) & kClockMask;
  return (clock - entry.used) & kClockMask;
}

void Memory::sample(const EntryTable& table, std::int64_t wall_ms) {
  const std::uint64_t count = std::min<std::uint64_t>(limit_.samples, table.size());
  for (std::uint64_t nth = 0; nth < count; ++nth) {
    const std::size_t at = random_slot(table);
    if (at == table.size()) return;
    const EntryTable::Slot& slot = table.slots()[at];
    const std::uint64_t worth = idle(slot.value, wall_ms);
    const auto known = [&slot](const Candidate& other) { return other.key == slot.key; };
    if (std::any_of(pool_.begin(), pool_.end(), known)) continue;
    const auto place =
        std::lower_bound(pool_.begin(), pool_.end(), worth,
                         [](const Candidate& one, std::uint64_t than) { return one.idle < than; });
    if (pool_.size() == kPoolMax && place == pool_.begin()) continue;
    const auto inserted = pool_.insert(place, {slot.key, worth});
    if (pool_.size() > kPoolMax && inserted != pool_.begin()) pool_.erase(pool_.begin());
  }
}

std::optional<std::string> Memory::victim(const EntryTable& table, std::int64_t wall_ms) {
  if (limit_.policy == EvictionPolicy::noeviction || table.size() == 0) return std::nullopt;
  const auto at_random = [&]() -> std::optional<std::string> {
    const std::size_t at = random_slot(table);
    if (at == table.size()) return std::nullopt;
    return table.slots()[at].key;
  };
  const bool random = limit_.policy == EvictionPolicy::allkeys_random ||
                      limit_.policy == EvictionPolicy::volatile_random;
  if (random) return at_random();
  sample(table, wall_ms);
  while (!pool_.empty()) {
    std::string key = std::move(pool_.back().key);
    pool_.pop_back();
    const Entry* const entry = table.find(key);
    if (entry != nullptr && may_take(*entry)) return key;
  }
  return at_random();
}

}  // namespace hindcast::redis
