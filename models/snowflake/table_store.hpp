// TableStore: the committed rows of all tables. It outlives the service's process, and it is what a
// scenario asks whether a write that was acknowledged is there, and how often.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hindcast {

// One table: rows in the order of their first commit, found by the hash of their key.
class CommittedTable {
 public:
  explicit CommittedTable(std::string_view name);

  const std::string& name() const { return name_; }
  std::uint64_t name_hash() const { return name_hash_; }

  void update(std::uint64_t key, const std::string& value);
  void insert(std::uint64_t key, const std::string& value);
  // Returns the row's value, or nothing.
  const std::string* find(std::uint64_t key) const;

  // How many INSERTs of this key are committed.
  std::uint32_t inserted(std::uint64_t key) const;
  std::uint64_t inserts() const { return inserts_; }
  // How many of them came after the first of their key.
  std::uint64_t duplicates() const { return duplicates_; }
  std::size_t rows() const { return rows_.size(); }

 private:
  static constexpr std::uint32_t kEmpty = 0;

  struct Row {
    std::uint64_t key;
    std::string value;
    std::uint32_t inserts = 0;
  };

  std::size_t slot_of(std::uint64_t key) const;
  Row& row(std::uint64_t key);
  void grow();

  std::string name_;
  std::uint64_t name_hash_;
  std::vector<Row> rows_;
  std::vector<std::uint32_t> slots_;  // 1 + the number of a row, or kEmpty
  std::uint64_t inserts_ = 0;
  std::uint64_t duplicates_ = 0;
};

class TableStore {
 public:
  // Returns the number of the table of that name, which is made if it is new.
  std::size_t table(std::string_view name);
  std::optional<std::size_t> find(std::string_view name) const;
  CommittedTable& operator[](std::size_t number) { return tables_[number]; }
  const CommittedTable& operator[](std::size_t number) const { return tables_[number]; }
  std::size_t size() const { return tables_.size(); }

 private:
  std::vector<CommittedTable> tables_;
};

}  // namespace hindcast
