// The messages between application code and its Snowflake connection pool, in one process: acquire
// a session, execute statements on it, give it back. What goes over the network is in protocol.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/sim/key.hpp"

namespace hindcast::sql {

enum class Verb : std::uint8_t { begin, commit, rollback, select, update, insert };

// One statement on one table. Snowflake locks whole tables for UPDATE, so rows matter only for
// reads: `key` and `value` are the row that is read or written.
struct Statement {
  struct Row {
    std::string key{};
    std::string value{};
  };

  Verb verb = Verb::select;
  std::string table{};
  std::string key{};
  std::string value{};
  std::vector<Row> more{};    // insert: further rows of the same statement (VALUES (...), (...))
  bool unless_there = false;  // insert: rows whose key is there are left out (WHERE NOT EXISTS)

  std::uint64_t hash() const {
    std::uint64_t hash = mix(mix(static_cast<std::uint64_t>(verb) + 1, hash_text(table)),
                             mix(hash_text(key), hash_text(value)));
    for (const Row& row : more) hash = mix(hash, mix(hash_text(row.key), hash_text(row.value)));
    return unless_there ? mix(hash, 1) : hash;
  }
  std::uint64_t bytes() const {
    std::uint64_t bytes = table.size() + key.size() + value.size();
    for (const Row& row : more) bytes += row.key.size() + row.value.size() + 6;
    return bytes;
  }
};

enum class Step : std::uint8_t {
  acquire,  // borrow a session
  execute,  // run `statement` on the borrowed session `lease`
  release,  // give it back for reuse
  destroy,  // give it back as broken: it is closed, not reused
};

struct Request {
  static constexpr const char* kProtocol = "sql";

  Step step = Step::acquire;
  std::uint64_t lease = 0;
  Statement statement{};

  std::uint64_t hash() const {
    return mix(mix(static_cast<std::uint64_t>(step) + 1, lease), statement.hash());
  }
};

// `error_code` is empty when the step succeeded, else the driver's or pool's code, such as "401001"
// or "ResourceRequest timed out"; `error_text` is the real component's message.
struct Reply {
  static constexpr const char* kProtocol = "sql";

  std::uint64_t lease = 0;
  std::string value{};  // select: the row's value; empty when there is none
  bool found = false;   // select: whether the row exists
  std::string error_code{};
  std::string error_text{};

  bool ok() const { return error_code.empty(); }
  std::uint64_t hash() const {
    return mix(mix(lease, hash_text(value)), mix(hash_text(error_code), found ? 1 : 0));
  }
};

}  // namespace hindcast::sql
