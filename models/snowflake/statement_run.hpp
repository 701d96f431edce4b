// StatementRun: one statement inside the Snowflake service, on the fiber that runs it, and its
// result, which other requests may wait for. Its first request is told "in progress" when the
// result takes too long, and the statement goes on: nobody needs to be there.
#pragma once

#include <cstdint>
#include <string>

#include "hindcast/models/snowflake/protocol.hpp"
#include "hindcast/models/snowflake/service_options.hpp"
#include "hindcast/sim/port.hpp"
#include "hindcast/sim/wait.hpp"

namespace hindcast {

using SnowflakeResponder = Responder<snowflake::HttpResponse>;

class StatementRun final : public Waitable {
 public:
  struct Names {
    std::uint64_t request = 0;
    std::uint64_t query = 0;
  };

  // Begins now, on the calling fiber. The options outlive the run.
  StatementRun(Names names, const SnowflakeServiceOptions& options, SnowflakeResponder responder);

  std::uint64_t request_id() const { return names_.request; }
  std::uint64_t query_id() const { return names_.query; }
  // The query id as error texts show it.
  std::string id_text() const;
  Instant began() const { return began_; }
  FiberHandle fiber() const { return fiber_; }
  bool done() const { return done_; }

  // For the fiber that runs it. Each suspends, for no longer than the statement timeout allows.
  // Returns whether the statement may go on.
  bool spend(Duration duration);
  // Waits in `queue`, which grants; as Scheduler::wait, but split where the first request has to be
  // told that the statement is in progress.
  WaitOutcome wait(Waitable& on, WaitQueue& queue, Duration timeout);
  void finish(snowflake::HttpResponse result);

  // For a request that asks for the result: returns it, or "in progress".
  snowflake::HttpResponse await_result();

  void add_blockers(Blockers& blockers) const override;

 private:
  Duration until_answer() const;
  Duration time_left() const;
  void answer_in_progress();
  snowflake::HttpResponse in_progress() const;

  Names names_;
  const SnowflakeServiceOptions& options_;
  SnowflakeResponder responder_;
  Instant began_;
  FiberHandle fiber_;
  WaitQueue readers_;
  snowflake::HttpResponse result_;
  bool done_ = false;
};

}  // namespace hindcast
