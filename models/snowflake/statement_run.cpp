#include "hindcast/models/snowflake/statement_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hindcast/sim/kernel.hpp"

namespace hindcast {

using snowflake::HttpResponse;

StatementRun::StatementRun(Names names, const SnowflakeServiceOptions& options,
                           SnowflakeResponder responder)
    : Waitable(Key{names.query}, "a statement"),
      names_(names),
      options_(options),
      responder_(std::move(responder)),
      began_(now()),
      fiber_(this_fiber()) {}

std::string StatementRun::id_text() const { return fmt::format("{:016x}", names_.query); }

Duration StatementRun::until_answer() const {
  if (responder_.answered()) return Duration::infinite();
  return began_ + options_.result_wait - now();
}

Duration StatementRun::time_left() const { return began_ + options_.statement_timeout - now(); }

bool StatementRun::spend(Duration duration) {
  const bool in_time = duration <= time_left();
  duration = std::min(duration, time_left());
  const Duration before_answer = until_answer();
  if (duration > before_answer) {
    sleep(before_answer);
    answer_in_progress();
    duration = duration - before_answer;
  }
  sleep(duration);
  return in_time;
}

WaitOutcome StatementRun::wait(Waitable& on, WaitQueue& queue, Duration timeout) {
  timeout = std::min(timeout, time_left());
  const Duration before_answer = until_answer();
  if (timeout > before_answer) {
    Waiter waiter;
    if (Scheduler::current().wait(on, queue, waiter, before_answer) == WaitOutcome::granted) {
      return WaitOutcome::granted;
    }
    answer_in_progress();
    timeout = timeout - before_answer;
  }
  Waiter waiter;
  return Scheduler::current().wait(on, queue, waiter, timeout);
}

void StatementRun::finish(HttpResponse result) {
  result_ = std::move(result);
  result_.query_id = names_.query;
  done_ = true;
  while (!readers_.empty()) Scheduler::current().grant(readers_.oldest());
  if (!responder_.answered()) responder_.reply(result_);
}

HttpResponse StatementRun::await_result() {
  if (!done_) {
    Waiter waiter;
    Scheduler::current().wait(*this, readers_, waiter, options_.result_wait);
  }
  return done_ ? result_ : in_progress();
}

void StatementRun::add_blockers(Blockers& blockers) const {
  if (done_) return;
  blockers.fibers.push_back(fiber_);
  blockers.complete = true;
}

void StatementRun::answer_in_progress() { responder_.reply(in_progress()); }

HttpResponse StatementRun::in_progress() const {
  return {.code = snowflake::kInProgress,
          .text = "Query execution in progress",
          .query_id = names_.query,
          .runner = fiber_};
}

}  // namespace hindcast
