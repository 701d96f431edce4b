#include "hindcast/models/snowflake/pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "hindcast/models/host/node_clock.hpp"
#include "hindcast/models/snowflake/connection_pool.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

using sql::Reply;

Reply failure(std::string code, std::string text) {
  return {.error_code = std::move(code), .error_text = std::move(text)};
}

}  // namespace

// One life of the process: the pool, its connections and what is under way on them.
class SnowflakePool::Live final : public Process, public ConnectionPool::Owner {
 public:
  explicit Live(SnowflakePool& component)
      : component_(component), pool_(*this, jobs_, component.options_.pool) {
    if (component.options_.pool.autostart) pool_.start();
    jobs_.run();
  }

  void acquire(Responder<Reply> responder);
  void execute(const sql::Request& request, Responder<Reply> responder);
  void give_back(const sql::Request& request, Responder<Reply> responder);

  const ConnectionPool& pool() const { return pool_; }
  std::size_t orphans() const;
  std::size_t leaked() const;

  // Date.now(), by which generic-pool measures how long a resource has been idle.
  Instant now() const override {
    return Instant::at(Duration::nanoseconds(wall_now(component_.node()).nanoseconds()));
  }
  void create(ConnectionPool::Resource resource) override;
  void validate(ConnectionPool::Resource resource) override;
  void destroy(ConnectionPool::Resource resource) override;
  void start_evictor(Duration interval) override;
  void stop_evictor() override {}
  void settled(PoolRequest& request) override;
  void create_error(const PoolError& error) override { pool_.reject_waiting(error); }

 private:
  struct Borrower;
  struct Execution;
  using ConnectionRef = std::shared_ptr<SnowflakeConnection>;

  void connect(ConnectionPool::Resource resource);
  void lend(ConnectionPool::Resource resource, FiberHandle caller);

  SnowflakePool& component_;
  Microtasks jobs_;
  ConnectionPool pool_;
  std::map<ConnectionPool::Resource, ConnectionRef> connections_;
  std::vector<FiberHandle> connecting_;
  Execution* executions_ = nullptr;
};

// A caller of acquire(), while it waits: those who have the sessions, or open one, can end that.
struct SnowflakePool::Live::Borrower final : PoolRequest, Waitable {
  explicit Borrower(const Live& owner) : Waitable("a session of the pool"), live(owner) {}

  void add_blockers(Blockers& blockers) const override {
    blockers.fibers = live.connecting_;
    blockers.complete = live.pool_.testing() == 0;
    for (const auto& [resource, connection] : live.connections_) {
      if (!live.pool_.is_lent(resource)) continue;
      const FiberHandle holder = connection->lent_to();
      if (holder.empty() || Scheduler::current().ended(holder)) blockers.complete = false;
      blockers.fibers.push_back(holder);
    }
  }

  const Live& live;
  WaitQueue queue;
  Waiter waiter;
};

// A statement under way, in the list of all of them.
struct SnowflakePool::Live::Execution {
  Execution(Execution*& executions, Responder<Reply>& responder_of_caller)
      : responder(responder_of_caller), first(executions), next(executions) {
    if (next != nullptr) next->previous = this;
    first = this;
  }
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;
  ~Execution() {
    (previous == nullptr ? first : previous->next) = next;
    if (next != nullptr) next->previous = previous;
  }
  bool orphaned() const { return responder.caller().empty(); }

  Responder<Reply>& responder;
  Execution*& first;
  Execution* previous = nullptr;
  Execution* next;
};

std::size_t SnowflakePool::Live::orphans() const {
  std::size_t count = 0;
  for (const Execution* each = executions_; each != nullptr; each = each->next) {
    if (each->orphaned()) ++count;
  }
  return count;
}

std::size_t SnowflakePool::Live::leaked() const {
  const Scheduler& scheduler = component_.world().scheduler();
  return static_cast<std::size_t>(
      std::count_if(connections_.begin(), connections_.end(), [&](const auto& entry) {
        const FiberHandle holder = entry.second->lent_to();
        return pool_.is_lent(entry.first) && (holder.empty() || scheduler.ended(holder));
      }));
}

// A caller that leaves meanwhile changes nothing here: its turn comes all the same.
void SnowflakePool::Live::acquire(Responder<Reply> responder) {
  Borrower borrower(*this);
  pool_.acquire(borrower);
  jobs_.run();
  if (!borrower.settled()) {
    const WaitOutcome outcome = Scheduler::current().wait(borrower, borrower.queue, borrower.waiter,
                                                          component_.options_.pool.acquire_timeout);
    if (outcome == WaitOutcome::expired) {
      pool_.time_out(borrower);
      jobs_.run();
    }
  }
  if (borrower.state() == PoolRequest::State::rejected) {
    ++component_.counts_.refused;
    trace(events::kAcquireRefused, hash_text(borrower.error().message));
    return responder.reply(failure(borrower.error().message, borrower.error().message));
  }
  lend(borrower.resource(), responder.caller());
  responder.reply({.lease = borrower.resource() + 1});
}

void SnowflakePool::Live::lend(ConnectionPool::Resource resource, FiberHandle caller) {
  ++component_.counts_.acquired;
  connections_.at(resource)->lend_to(caller);
  trace(events::kSessionLent, resource, caller.empty() ? 0 : 1);
  if (!caller.empty()) return;
  ++component_.counts_.lent_to_nobody;
  Story& story = component_.world().story();
  if (story.listening()) {
    story.tell(hindcast::now(), component_.name(), Weight::notable,
               "a session is lent to a caller who has left; nobody will give it back");
  }
}

void SnowflakePool::Live::settled(PoolRequest& request) {
  Borrower& borrower = static_cast<Borrower&>(request);
  if (borrower.waiter.queue != nullptr) Scheduler::current().grant(borrower.waiter);
}

void SnowflakePool::Live::execute(const sql::Request& request, Responder<Reply> responder) {
  ++component_.counts_.statements;
  const auto found = connections_.find(request.lease - 1);
  if (found == connections_.end()) {
    ++component_.counts_.statements_failed;
    return responder.reply(
        failure("407002", "Unable to perform operation using terminated connection."));
  }
  const ConnectionRef connection = found->second;
  if (pool_.is_lent(request.lease - 1)) connection->lend_to(responder.caller());
  const Execution execution(executions_, responder);
  const DriverEnd end = connection->execute(request.statement);
  if (!end.ok()) ++component_.counts_.statements_failed;
  if (execution.orphaned()) ++component_.counts_.orphaned;
  responder.reply({.lease = request.lease,
                   .value = end.response().value,
                   .found = end.response().found,
                   .error_code = std::string(end.code()),
                   .error_text = std::string(end.text())});
}

void SnowflakePool::Live::give_back(const sql::Request& request, Responder<Reply> responder) {
  const ConnectionPool::Resource resource = request.lease - 1;
  const auto found = connections_.find(resource);
  if (found != connections_.end() && pool_.is_lent(resource)) found->second->lend_to({});
  const bool done =
      request.step == sql::Step::release ? pool_.release(resource) : pool_.destroy(resource);
  jobs_.run();
  if (responder.caller().empty()) return;  // it was posted
  responder.reply(done ? Reply{} : failure(ConnectionPool::kForeign, ConnectionPool::kForeign));
}

void SnowflakePool::Live::create(ConnectionPool::Resource resource) {
  connecting_.push_back(spawn("connect", [this, resource] { connect(resource); }));
}

void SnowflakePool::Live::connect(ConnectionPool::Resource resource) {
  const Key identity = child(component_.path(), resource, component_.node().life());
  auto connection = std::make_shared<SnowflakeConnection>(component_.snowflake_,
                                                          component_.options_.driver, identity);
  const DriverEnd end = connection->connect();
  connecting_.erase(std::find(connecting_.begin(), connecting_.end(), this_fiber()));
  if (end.ok()) {
    ++component_.counts_.logins;
    connections_.emplace(resource, std::move(connection));
    pool_.created(resource);
  } else {
    ++component_.counts_.logins_failed;
    trace(events::kLoginFailed, hash_text(end.code()));
    Story& story = component_.world().story();
    if (story.listening()) {
      story.tell(hindcast::now(), component_.name(), Weight::notable,
                 fmt::format("a login fails ({}); all {} who wait for a session are rejected",
                             end.text(), pool_.pending()));
    }
    // createPool wraps the message alone: the code is lost.
    pool_.create_failed(resource, {"Error", std::string(end.text())});
  }
  jobs_.run();
}

void SnowflakePool::Live::validate(ConnectionPool::Resource resource) {
  spawn("validate", [this, resource] {
    const ConnectionRef connection = connections_.at(resource);
    pool_.validated(resource, connection->is_valid());
    jobs_.run();
  });
}

void SnowflakePool::Live::destroy(ConnectionPool::Resource resource) {
  spawn("disconnect", [this, resource] {
    const ConnectionRef connection = connections_.at(resource);
    connection->destroy();
    connections_.erase(resource);
    pool_.destroyed(resource);
    jobs_.run();
  });
}

void SnowflakePool::Live::start_evictor(Duration interval) {
  spawn("evictor",
        [this, interval] {
          for (;;) {
            sleep(interval);
            pool_.evict();
            jobs_.run();
          }
        },
        {.serves = true});
}

SnowflakePool::SnowflakePool(const Place& place, Options options)
    : Component(place),
      options_(options),
      sql_(*this, "sql",
           [this](const sql::Request& request, Responder<sql::Reply> responder) {
             handle(request, std::move(responder));
           }),
      snowflake_(*this, "snowflake") {}

SnowflakePool::~SnowflakePool() = default;

std::unique_ptr<Process> SnowflakePool::boot() { return std::make_unique<Live>(*this); }

void SnowflakePool::handle(const sql::Request& request, Responder<sql::Reply> responder) {
  Live& live = process<Live>();
  switch (request.step) {
    case sql::Step::acquire:
      return live.acquire(std::move(responder));
    case sql::Step::execute:
      return live.execute(request, std::move(responder));
    case sql::Step::release:
    case sql::Step::destroy:
      return live.give_back(request, std::move(responder));
  }
}

std::size_t SnowflakePool::waiting() const { return up() ? process<Live>().pool().pending() : 0; }
std::size_t SnowflakePool::borrowed() const { return up() ? process<Live>().pool().borrowed() : 0; }
std::size_t SnowflakePool::size() const { return up() ? process<Live>().pool().size() : 0; }
std::size_t SnowflakePool::available() const {
  return up() ? process<Live>().pool().available() : 0;
}
std::size_t SnowflakePool::orphans() const { return up() ? process<Live>().orphans() : 0; }
std::size_t SnowflakePool::leaked() const { return up() ? process<Live>().leaked() : 0; }

const FieldTable<SnowflakePoolOptions>& SnowflakePoolOptions::fields() {
  static const FieldTable<SnowflakePoolOptions> table{
      group("pool", &SnowflakePoolOptions::pool, PoolOptions::fields()),
      group("driver", &SnowflakePoolOptions::driver, DriverOptions::fields()),
  };
  return table;
}

}  // namespace hindcast
