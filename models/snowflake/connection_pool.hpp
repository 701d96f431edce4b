// ConnectionPool: generic-pool 3.9.0, promise job by promise job, without a network or a clock of
// its own: its owner makes, tests and destroys the resources and keeps the timers. It never
// suspends, so the same code serves the simulation and the replay of recorded traces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "hindcast/models/snowflake/available_queue.hpp"
#include "hindcast/models/snowflake/microtasks.hpp"
#include "hindcast/models/snowflake/pool_options.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// A rejection: the JavaScript error's name and message.
struct PoolError {
  std::string name{};
  std::string message{};
};

// One acquire(): lives with whoever waits, and leaves the queue when that one goes.
class PoolRequest {
 public:
  enum class State : std::uint8_t { fresh, pending, fulfilled, rejected };

  PoolRequest() = default;
  PoolRequest(const PoolRequest&) = delete;
  PoolRequest& operator=(const PoolRequest&) = delete;
  ~PoolRequest();

  State state() const { return state_; }
  bool settled() const { return state_ == State::fulfilled || state_ == State::rejected; }
  std::uint64_t resource() const { return resource_; }  // if fulfilled
  const PoolError& error() const { return error_; }     // if rejected

 private:
  friend class ConnectionPool;
  struct Queue {
    PoolRequest* oldest = nullptr;
    PoolRequest* newest = nullptr;
    std::size_t size = 0;
  };

  void enter(Queue& queue);
  void leave();

  State state_ = State::fresh;
  std::uint64_t resource_ = 0;
  PoolError error_;
  Queue* queue_ = nullptr;
  PoolRequest* older_ = nullptr;
  PoolRequest* newer_ = nullptr;
  std::function<void()> on_settled_;  // of a drain that waits for it
};

class ConnectionPool {
 public:
  using Resource = std::uint64_t;  // counts the creations from 0

  // Whoever has the pool. None of these may suspend, nor call the pool back at once, except to
  // say that what it asked for is done already.
  class Owner {
   public:
    virtual ~Owner() = default;

    virtual Instant now() const = 0;
    // Begin; the end is told by created() or create_failed(), validated(), destroyed().
    virtual void create(Resource resource) = 0;
    virtual void validate(Resource resource) = 0;
    virtual void destroy(Resource resource) = 0;
    // Has evict() called again and again, the interval after each call.
    virtual void start_evictor(Duration interval) = 0;
    virtual void stop_evictor() = 0;
    // The promise of `request` has settled, and its first `then` runs.
    virtual void settled(PoolRequest& request) = 0;
    // The event factoryCreateError.
    virtual void create_error(const PoolError& error) = 0;
  };

  // Both outlive the pool. The owner runs `jobs` after each call of the pool.
  ConnectionPool(Owner& owner, Microtasks& jobs, PoolOptions options);

  // What the constructor of the real pool does last, if autostart.
  void start();
  // Settles `request` now or later, in the order of priorities (0 first), then of requests.
  // Rejections: "pool is draining and cannot accept work", "max waitingClients count exceeded".
  void acquire(PoolRequest& request, std::uint32_t priority = 0);
  // The request's acquireTimeoutMillis are over: "ResourceRequest timed out". Nothing if settled.
  void time_out(PoolRequest& request);
  // Rejects all who wait (what snowflake-sdk's createPool does when one login fails).
  void reject_waiting(const PoolError& error);
  // Each returns whether it was lent; if not, the real pool rejects with "Resource not currently
  // part of this pool".
  bool release(Resource resource);
  bool destroy(Resource resource);
  // Accepts no more requests; calls back when the last is settled and all loans are back.
  void drain(std::function<void()> drained);
  // Destroys all that rest, after the creations under way. As in the real pool they still count as
  // available afterwards.
  void clear(std::function<void()> cleared);
  void evict();

  void created(Resource resource);
  void create_failed(Resource resource, PoolError error);
  void validated(Resource resource, bool valid);
  void destroyed(Resource resource);

  // The real pool's properties of these names.
  std::size_t size() const { return all_ + creating_; }
  std::size_t available() const { return available_.size(); }
  std::size_t borrowed() const { return borrowed_; }
  std::size_t pending() const;
  std::int64_t spare_resource_capacity() const;

  // Beyond the real pool, for the owner: is it on loan?
  bool is_lent(Resource resource) const;
  std::size_t creating() const { return creating_; }
  std::size_t testing() const { return testing_; }
  const PoolOptions& options() const { return options_; }

  static constexpr const char* kForeign = "Resource not currently part of this pool";

 private:
  struct State {
    bool counted = true;  // in _allObjects
    bool lent = false;
    bool rests = false;    // in the available queue
    bool awaited = false;  // its return, by a drain
    Instant idle_since;
  };

  void create_resource();
  void ensure_minimum();
  void dispense();
  Resource take_available();
  void test_next();
  void lend_to_next(Resource resource);
  void put_back(Resource resource);
  void discard(Resource resource);
  void reject(PoolRequest& request, PoolError error);
  void announce(PoolRequest& request);
  PoolRequest* dequeue();
  void await_loans();
  void loan_ended(State& state);
  void finish_drain(std::uint32_t jobs);
  bool should_evict(Resource resource) const;
  void creation_ended(Resource resource);
  void clear_available();
  void finish_clear(std::uint32_t jobs);

  Owner& owner_;
  Microtasks& jobs_;
  PoolOptions options_;
  std::map<Resource, State> resources_;
  Resource next_resource_ = 0;
  AvailableQueue available_;
  std::vector<PoolRequest::Queue> waiting_;
  std::size_t all_ = 0;
  std::size_t creating_ = 0;
  std::size_t testing_ = 0;
  std::size_t borrowed_ = 0;
  bool started_ = false;
  bool draining_ = false;
  std::vector<Resource> destroying_;

  // drain() and clear() under way.
  std::size_t loans_awaited_ = 0;
  std::function<void()> drained_;
  std::size_t creations_awaited_ = 0;
  Resource creations_before_ = 0;
  std::vector<Resource> destructions_awaited_;
  std::function<void()> cleared_;
};

}  // namespace hindcast
