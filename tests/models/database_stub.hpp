// A small database for tests of its callers: sessions, transactions on a staged copy, one row a
// key. It answers at once; a test says which statements fail or hang.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/models/snowflake/sql.hpp"
#include "hindcast/sim/component.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {

struct DatabaseStubOptions {
  Duration statement_time = std::chrono::milliseconds(10);
};

class DatabaseStub final : public Component {
 public:
  using Options = DatabaseStubOptions;
  using Row = std::pair<std::string, std::string>;

  DatabaseStub(const Place& place, Options options) : Component(place), options_(options) {}

  // Asked before each statement; a text that is not empty makes it fail.
  std::function<std::string(const sql::Statement&)> refuses = [](const sql::Statement&) {
    return std::string();
  };

  std::string value(const std::string& table, const std::string& key) const {
    const auto found = rows_.find({table, key});
    return found == rows_.end() ? std::string() : found->second;
  }
  void set(const std::string& table, const std::string& key, const std::string& value) {
    rows_[{table, key}] = value;
  }
  std::uint64_t inserts() const { return inserts_; }
  std::uint64_t selects() const { return selects_; }
  std::size_t open_sessions() const { return staged_.size(); }

 private:
  struct Transaction {
    bool is_open = false;
    std::map<Row, std::string> changes{};
    std::uint64_t inserts = 0;
  };

  void handle(const sql::Request& request, Responder<sql::Reply> responder) {
    switch (request.step) {
      case sql::Step::acquire:
        staged_[++next_lease_];
        return responder.reply({.lease = next_lease_});
      case sql::Step::release:
      case sql::Step::destroy:
        staged_.erase(request.lease);
        return responder.reply({});
      case sql::Step::execute:
        return responder.reply(execute(request));
    }
  }

  sql::Reply execute(const sql::Request& request) {
    sleep(options_.statement_time);
    const sql::Statement& statement = request.statement;
    if (std::string text = refuses(statement); !text.empty()) {
      return {.error_code = "000604", .error_text = text};
    }
    Transaction& transaction = staged_[request.lease];
    const Row row{statement.table, statement.key};
    switch (statement.verb) {
      case sql::Verb::begin:
        transaction = {.is_open = true};
        break;
      case sql::Verb::rollback:
        transaction = {};
        break;
      case sql::Verb::select:
        ++selects_;
        return {.value = value(statement.table, statement.key), .found = rows_.contains(row)};
      case sql::Verb::insert:
        ++transaction.inserts;
        [[fallthrough]];
      case sql::Verb::update:
        transaction.changes[row] = statement.value;
        if (!transaction.is_open) apply(transaction);
        break;
      case sql::Verb::commit:
        apply(transaction);
        break;
    }
    return {};
  }

  void apply(Transaction& transaction) {
    for (auto& [row, value] : transaction.changes) rows_[row] = value;
    inserts_ += transaction.inserts;
    transaction = {};
  }

  ServerPort<sql::Request, sql::Reply> port_{
      *this, "sql", [this](const sql::Request& request, Responder<sql::Reply> responder) {
        handle(request, std::move(responder));
      }};
  Options options_;
  std::map<std::uint64_t, Transaction> staged_;
  std::map<Row, std::string> rows_;
  std::uint64_t next_lease_ = 0;
  std::uint64_t inserts_ = 0;
  std::uint64_t selects_ = 0;
};

}  // namespace hindcast
