#include "hindcast/models/snowflake/table_store.hpp"

#include "hindcast/sim/key.hpp"

namespace hindcast {

CommittedTable::CommittedTable(std::string_view name)
    : name_(name), name_hash_(hash_text(name)), slots_(64, kEmpty) {}

// Returns the slot of the key, or the empty one where it belongs. A quarter of them is always free.
std::size_t CommittedTable::slot_of(std::uint64_t key) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = static_cast<std::size_t>(fold_multiply(key, kMixFirst)) & mask;
  while (slots_[slot] != kEmpty && rows_[slots_[slot] - 1].key != key) slot = (slot + 1) & mask;
  return slot;
}

void CommittedTable::grow() {
  slots_.assign(slots_.size() * 2, kEmpty);
  for (std::size_t number = 0; number < rows_.size(); ++number) {
    slots_[slot_of(rows_[number].key)] = static_cast<std::uint32_t>(number + 1);
  }
}

CommittedTable::Row& CommittedTable::row(std::uint64_t key) {
  std::size_t slot = slot_of(key);
  if (slots_[slot] != kEmpty) return rows_[slots_[slot] - 1];
  if ((rows_.size() + 1) * 4 > slots_.size() * 3) {
    grow();
    slot = slot_of(key);
  }
  rows_.push_back({.key = key, .value = {}});
  slots_[slot] = static_cast<std::uint32_t>(rows_.size());
  return rows_.back();
}

void CommittedTable::update(std::uint64_t key, const std::string& value) { row(key).value = value; }

void CommittedTable::insert(std::uint64_t key, const std::string& value) {
  Row& inserted_row = row(key);
  inserted_row.value = value;
  ++inserts_;
  if (++inserted_row.inserts > 1) ++duplicates_;
}

const std::string* CommittedTable::find(std::uint64_t key) const {
  const std::uint32_t number = slots_[slot_of(key)];
  return number == kEmpty ? nullptr : &rows_[number - 1].value;
}

std::uint32_t CommittedTable::inserted(std::uint64_t key) const {
  const std::uint32_t number = slots_[slot_of(key)];
  return number == kEmpty ? 0 : rows_[number - 1].inserts;
}

std::size_t TableStore::table(std::string_view name) {
  if (const std::optional<std::size_t> number = find(name)) return *number;
  tables_.emplace_back(name);
  return tables_.size() - 1;
}

std::optional<std::size_t> TableStore::find(std::string_view name) const {
  const std::uint64_t hash = hash_text(name);
  for (std::size_t number = 0; number < tables_.size(); ++number) {
    if (tables_[number].name_hash() == hash) return number;
  }
  return std::nullopt;
}

}  // namespace hindcast
