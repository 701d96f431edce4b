// Warehouse: the places in which statements run. Who finds none waits, first in, first out; nobody
// is refused. Each statement counts as one, although Snowflake counts small ones as less.
#pragma once

#include <cstdint>
#include <list>

#include "hindcast/models/snowflake/service_options.hpp"
#include "hindcast/models/snowflake/statement_run.hpp"
#include "hindcast/sim/wait.hpp"

namespace hindcast {

class Warehouse {
 public:
  // A statement's place for a scope.
  class Place {
   public:
    // Suspends until there is a place and the warehouse is resumed.
    Place(Warehouse& warehouse, StatementRun& run);
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place();
    // False: it waited for longer than a timeout allows.
    bool granted() const { return granted_; }

   private:
    Warehouse& warehouse_;
    FiberHandle fiber_;
    bool granted_ = false;
  };

  explicit Warehouse(const SnowflakeServiceOptions& options) : options_(options) {}

  std::size_t running() const { return running_.size(); }
  std::size_t queued() const { return queue_.size(); }

 private:
  struct Ticket;

  bool enter(StatementRun& run);
  void leave(FiberHandle fiber);
  bool resume(StatementRun& run);

  const SnowflakeServiceOptions& options_;
  std::list<FiberHandle> running_;
  std::list<Ticket*> queue_;
  Instant rests_since_;
  Instant resumed_at_;
};

}  // namespace hindcast
