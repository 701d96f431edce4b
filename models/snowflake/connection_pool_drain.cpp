// The end of a ConnectionPool: drain() and clear().
#include <algorithm>
#include <utility>

#include "hindcast/models/snowflake/connection_pool.hpp"

namespace hindcast {
namespace {

// Jobs from a settled promise to the `then` of the caller, through Promise.all and the promises
// that Pool.drain and Pool.clear return from a `then`.
constexpr std::uint32_t kLastRequestSettled = 1;
constexpr std::uint32_t kNothingAwaited = 3;
constexpr std::uint32_t kLastAwaited = 4;
constexpr std::uint32_t kThen = 1;

}  // namespace

void ConnectionPool::drain(std::function<void()> drained) {
  draining_ = true;
  drained_ = std::move(drained);
  PoolRequest* last = nullptr;
  for (const PoolRequest::Queue& queue : waiting_) {
    if (queue.newest != nullptr) last = queue.newest;
  }
  if (last == nullptr) {
    jobs_.after(kThen, [this] { await_loans(); });
  } else {
    last->on_settled_ = [this] { jobs_.after(kLastRequestSettled, [this] { await_loans(); }); };
  }
}

void ConnectionPool::await_loans() {
  loans_awaited_ = borrowed_;
  for (auto& [resource, state] : resources_) state.awaited = state.lent;
  if (loans_awaited_ == 0) finish_drain(kNothingAwaited);
}

void ConnectionPool::loan_ended(State& state) {
  state.lent = false;
  --borrowed_;
  if (!std::exchange(state.awaited, false)) return;
  if (--loans_awaited_ == 0) finish_drain(kLastAwaited);
}

void ConnectionPool::finish_drain(std::uint32_t jobs) {
  jobs_.after(jobs, [this] { owner_.stop_evictor(); });
  jobs_.after(jobs + kThen, [this] { drained_(); });
}

void ConnectionPool::clear(std::function<void()> cleared) {
  cleared_ = std::move(cleared);
  creations_before_ = next_resource_;
  creations_awaited_ = creating_;
  if (creations_awaited_ == 0) jobs_.after(kThen, [this] { clear_available(); });
}

void ConnectionPool::creation_ended(Resource resource) {
  if (creations_awaited_ == 0 || resource >= creations_before_) return;
  if (--creations_awaited_ == 0) jobs_.after(2, [this] { clear_available(); });
}

void ConnectionPool::clear_available() {
  for (const Resource resource : available_.all()) discard(resource);
  destructions_awaited_ = destroying_;
  if (destructions_awaited_.empty()) finish_clear(kNothingAwaited);
}

void ConnectionPool::destroyed(Resource resource) {
  jobs_.after(kThen, [this, resource] {
    destroying_.erase(std::find(destroying_.begin(), destroying_.end(), resource));
    const auto awaited =
        std::find(destructions_awaited_.begin(), destructions_awaited_.end(), resource);
    if (awaited == destructions_awaited_.end()) return;
    destructions_awaited_.erase(awaited);
    if (destructions_awaited_.empty()) finish_clear(kLastAwaited - kThen);
  });
}

void ConnectionPool::finish_clear(std::uint32_t jobs) {
  jobs_.after(jobs + kThen, [this] { cleared_(); });
}

}  // namespace hindcast
