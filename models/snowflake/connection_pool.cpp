#include "hindcast/models/snowflake/connection_pool.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

// How many jobs after its cause something runs, as the promise chains of generic-pool 3.9.0 have
// it: Pool._createResource, Pool._testOnBorrow and Pool._trackOperation, which adds three jobs for
// the promise that it returns from a `then`.
constexpr std::uint32_t kThen = 1;
constexpr std::uint32_t kTracked = 2;
constexpr std::uint32_t kAfterValidation = 4;
constexpr std::uint32_t kAfterCreation = 5;
constexpr std::uint32_t kAfterFailure = 6;

}  // namespace

PoolRequest::~PoolRequest() { leave(); }

void PoolRequest::enter(Queue& queue) {
  queue_ = &queue;
  older_ = queue.newest;
  (queue.newest == nullptr ? queue.oldest : queue.newest->newer_) = this;
  queue.newest = this;
  ++queue.size;
}

void PoolRequest::leave() {
  if (queue_ == nullptr) return;
  (older_ == nullptr ? queue_->oldest : older_->newer_) = newer_;
  (newer_ == nullptr ? queue_->newest : newer_->older_) = older_;
  --queue_->size;
  queue_ = nullptr;
  older_ = nullptr;
  newer_ = nullptr;
}

ConnectionPool::ConnectionPool(Owner& owner, Microtasks& jobs, PoolOptions options)
    : owner_(owner), jobs_(jobs), options_(options), waiting_(options.priority_range) {
  HINDCAST_CHECK(options.max > 0 && options.priority_range > 0);
  options_.min = std::min(options_.min, options_.max);
}

void ConnectionPool::start() {
  if (draining_ || started_) return;
  started_ = true;
  if (options_.eviction_run_interval > Duration::zero()) {
    owner_.start_evictor(options_.eviction_run_interval);
  }
  ensure_minimum();
}

void ConnectionPool::acquire(PoolRequest& request, std::uint32_t priority) {
  HINDCAST_CHECK(request.state_ == PoolRequest::State::fresh);
  if (!started_ && !options_.autostart) start();
  if (draining_) {
    return reject(request, {"Error", "pool is draining and cannot accept work"});
  }
  const bool full = options_.waiting_clients_max != PoolOptions::kUnlimited &&
                    pending() >= options_.waiting_clients_max;
  if (spare_resource_capacity() < 1 && available_.empty() && full) {
    return reject(request, {"Error", "max waitingClients count exceeded"});
  }
  request.state_ = PoolRequest::State::pending;
  request.enter(waiting_[std::min<std::size_t>(priority, waiting_.size() - 1)]);
  dispense();
}

void ConnectionPool::time_out(PoolRequest& request) {
  if (request.state_ != PoolRequest::State::pending) return;
  reject(request, {"TimeoutError", "ResourceRequest timed out"});
}

void ConnectionPool::reject_waiting(const PoolError& error) {
  while (PoolRequest* const request = dequeue()) {
    if (request->state_ == PoolRequest::State::pending) reject(*request, error);
  }
}

bool ConnectionPool::release(Resource resource) {
  if (!is_lent(resource)) return false;
  loan_ended(resources_.at(resource));
  put_back(resource);
  dispense();
  return true;
}

bool ConnectionPool::destroy(Resource resource) {
  if (!is_lent(resource)) return false;
  loan_ended(resources_.at(resource));
  discard(resource);
  dispense();
  return true;
}

std::size_t ConnectionPool::pending() const {
  std::size_t count = 0;
  for (const PoolRequest::Queue& queue : waiting_) count += queue.size;
  return count;
}

std::int64_t ConnectionPool::spare_resource_capacity() const {
  return static_cast<std::int64_t>(options_.max) - static_cast<std::int64_t>(size());
}

bool ConnectionPool::is_lent(Resource resource) const {
  const auto found = resources_.find(resource);
  return found != resources_.end() && found->second.lent;
}

PoolRequest* ConnectionPool::dequeue() {
  for (PoolRequest::Queue& queue : waiting_) {
    if (queue.oldest == nullptr) continue;
    PoolRequest* const request = queue.oldest;
    request->leave();
    return request;
  }
  return nullptr;
}

// Pool._dispense: creates what is missing, then serves whoever can be served.
void ConnectionPool::dispense() {
  const auto waiting = static_cast<std::int64_t>(pending());
  if (waiting < 1) return;
  const auto coming = static_cast<std::int64_t>(available_.size() + testing_ + creating_);
  const std::int64_t missing = std::min(spare_resource_capacity(), waiting - coming);
  for (std::int64_t made = 0; made < missing; ++made) create_resource();
  const auto resting = static_cast<std::int64_t>(available_.size());
  if (options_.test_on_borrow) {
    const std::int64_t wanted = std::min(resting, waiting - static_cast<std::int64_t>(testing_));
    for (std::int64_t tested = 0; tested < wanted; ++tested) test_next();
  } else {
    const std::int64_t wanted = std::min(resting, waiting);
    for (std::int64_t lent = 0; lent < wanted; ++lent) lend_to_next(take_available());
  }
}

ConnectionPool::Resource ConnectionPool::take_available() {
  const Resource resource = available_.pop_front();
  resources_.at(resource).rests = false;
  return resource;
}

void ConnectionPool::test_next() {
  if (available_.empty()) return;
  const Resource resource = take_available();
  ++testing_;
  owner_.validate(resource);
}

void ConnectionPool::validated(Resource resource, bool valid) {
  jobs_.after(kAfterValidation, [this, resource, valid] {
    --testing_;
    if (valid) return lend_to_next(resource);
    discard(resource);
    dispense();
  });
}

void ConnectionPool::lend_to_next(Resource resource) {
  PoolRequest* const request = dequeue();
  if (request == nullptr || request->state_ != PoolRequest::State::pending) {
    return put_back(resource);
  }
  resources_.at(resource).lent = true;
  ++borrowed_;
  request->state_ = PoolRequest::State::fulfilled;
  request->resource_ = resource;
  announce(*request);
}

void ConnectionPool::reject(PoolRequest& request, PoolError error) {
  request.state_ = PoolRequest::State::rejected;
  request.error_ = std::move(error);
  announce(request);
}

// The first `then` of the request's promise. A request that timed out leaves the queue there.
void ConnectionPool::announce(PoolRequest& request) {
  jobs_.after(kThen, [this, &request] {
    request.leave();
    if (request.on_settled_) request.on_settled_();
    owner_.settled(request);
  });
}

void ConnectionPool::create_resource() {
  ++creating_;
  owner_.create(next_resource_++);
}

void ConnectionPool::created(Resource resource) {
  jobs_.after(kThen, [this, resource] {
    resources_[resource];
    ++all_;
    put_back(resource);
  });
  jobs_.after(kTracked, [this, resource] {
    --creating_;
    creation_ended(resource);
  });
  jobs_.after(kAfterCreation, [this] { dispense(); });
}

void ConnectionPool::create_failed(Resource resource, PoolError error) {
  jobs_.after(kTracked, [this, resource] {
    --creating_;
    creation_ended(resource);
  });
  jobs_.after(kAfterFailure, [this, error = std::move(error)] {
    owner_.create_error(error);
    dispense();
  });
}

void ConnectionPool::ensure_minimum() {
  if (draining_) return;
  const auto minimum = static_cast<std::int64_t>(options_.min);
  const std::int64_t missing = minimum - static_cast<std::int64_t>(size());
  for (std::int64_t made = 0; made < missing; ++made) create_resource();
}

void ConnectionPool::put_back(Resource resource) {
  State& state = resources_.at(resource);
  state.rests = true;
  state.idle_since = owner_.now();
  if (options_.fifo) {
    available_.push_back(resource);
  } else {
    available_.push_front(resource);
  }
}

// Pool._destroy: from now on it no longer counts against max, however long its end takes.
void ConnectionPool::discard(Resource resource) {
  State& state = resources_.at(resource);
  if (state.counted) --all_;
  state.counted = false;
  destroying_.push_back(resource);
  if (!state.rests && !state.lent) resources_.erase(resource);
  owner_.destroy(resource);
  ensure_minimum();
}

void ConnectionPool::evict() {
  const std::size_t tests =
      std::min<std::size_t>(options_.tests_per_eviction_run, available_.size());
  for (std::size_t tested = 0; tested < tests;) {
    const std::optional<std::uint64_t> resource = available_.next();
    if (!resource.has_value()) {
      available_.reset();
      if (available_.empty()) return;
      continue;
    }
    const bool leaves = should_evict(*resource);
    ++tested;
    if (!leaves) continue;
    available_.remove_current();
    resources_.at(*resource).rests = false;
    discard(*resource);
  }
}

// DefaultEvictor: strictly longer idle than the timeout.
bool ConnectionPool::should_evict(Resource resource) const {
  const Duration idle = owner_.now() - resources_.at(resource).idle_since;
  if (options_.soft_idle_timeout < idle && options_.min < available_.size()) return true;
  return options_.idle_timeout < idle;
}

}  // namespace hindcast
