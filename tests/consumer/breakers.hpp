// Two circuit breakers of somebody else's. HastyBreaker has a bug that unit tests do not find: it
// lets one probe through when it is half open, and a probe that never comes back (lost, or left by
// whoever sent it) keeps that place for ever. CarefulBreaker gives each call a limit, and gives the
// place back.
#pragma once

#include <cstdint>

#include "hindcast/models/resilience/breaker.hpp"
#include "hindcast/sim/field_table.hpp"

namespace consumer {

using std::chrono_literals::operator""s;

struct BreakerOptions {
  std::uint32_t failures = 5;          // in a row, that open it
  hindcast::Duration open_wait = 10s;  // until it lets a probe through
  hindcast::Duration call_max = 3s;    // CarefulBreaker: the longest that a call may take

  static const hindcast::FieldTable<BreakerOptions>& fields() {
    using hindcast::field;
    static const hindcast::FieldTable<BreakerOptions> table{
        field("failures", &BreakerOptions::failures, {.minimum = 1, .about = "in a row"}),
        field("open_wait", &BreakerOptions::open_wait, {.minimum = 1s}),
        field("call_max", &BreakerOptions::call_max, {.minimum = 1s}),
    };
    return table;
  }
};

class HastyBreaker : public hindcast::Breaker {
 public:
  using Options = BreakerOptions;
  using State = hindcast::BreakerState;

  HastyBreaker(const Options& options, const hindcast::ClockReading&,
               hindcast::BreakerListener* listener)
      : Breaker(listener), options_(options) {}

  hindcast::BreakerAnswer admit(const hindcast::ClockReading& now) override {
    advance(now);
    if (state() == State::closed) return {.ticket = {generation_, false}};
    if (state() == State::open || probing_) return reject("the circuit is open");
    probing_ = true;
    return {.ticket = {generation_, true}};
  }
  void settle(hindcast::BreakerTicket ticket, const hindcast::BreakerResult& result,
              const hindcast::ClockReading& now) override {
    if (ticket.generation != generation_) return;
    const bool good = result.outcome == hindcast::BreakerOutcome::success;
    failed_ = good ? 0 : failed_ + 1;
    if (good && ticket.probe) move_to(State::closed, now);
    if (!good && (ticket.probe || failed_ >= options_.failures)) move_to(State::open, now);
  }
  void abandon(hindcast::BreakerTicket, const hindcast::ClockReading&) override {}  // the bug
  void advance(const hindcast::ClockReading& now) override {
    const bool waited = now.monotonic >= opened_ + options_.open_wait;
    if (state() == State::open && waited) move_to(State::half_open, now);
  }

 protected:
  void move_to(State state, const hindcast::ClockReading& now) {
    ++generation_;
    failed_ = 0;
    probing_ = false;
    if (state == State::open) opened_ = now.monotonic;
    change(state, now);
  }
  Options options_;
  bool probing_ = false;

 private:
  std::uint32_t generation_ = 1;
  std::uint32_t failed_ = 0;
  hindcast::Instant opened_;
};

class CarefulBreaker final : public HastyBreaker {
 public:
  using HastyBreaker::HastyBreaker;

  void abandon(hindcast::BreakerTicket ticket, const hindcast::ClockReading&) override {
    if (ticket.probe) probing_ = false;
  }
  hindcast::Duration timeout() const override { return options_.call_max; }
};

}  // namespace consumer
