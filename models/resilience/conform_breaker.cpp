#include "hindcast/models/resilience/conform_breaker.hpp"

#include <fmt/format.h>

#include <array>
#include <deque>
#include <istream>
#include <memory>
#include <optional>
#include <ostream>
#include <vector>

#include "hindcast/models/json/reader.hpp"
#include "hindcast/models/resilience/binary64.hpp"
#include "hindcast/models/resilience/cockatiel_breaker.hpp"
#include "hindcast/models/resilience/opossum_breaker.hpp"
#include "hindcast/models/resilience/recorded_calls.hpp"

namespace hindcast {
namespace {

class OpossumCase final : public RecordedCalls {
 public:
  // The order of timers in Status() and CircuitBreaker().
  explicit OpossumCase(const OpossumOptions& options)
      : reset_timeout_(options.reset_timeout), breaker_(*this, options, reading()) {
    breaker_.hold_timers();
    start_rotation_timer();
    if (options.allow_warm_up) {
      after(options.rolling_count_timeout, [this] { breaker_.fire_warm_up(); });
    }
  }

 private:
  class Told final : public OpossumBreaker {
   public:
    Told(OpossumCase& owner, const OpossumOptions& options, const ClockReading& now)
        : OpossumBreaker(options, now), owner_(owner) {}

   protected:
    void emitted(Event event, const ClockReading&) override {
      static constexpr std::array kNames = {"success",         "failure", "timeout",  "reject",
                                            "semaphoreLocked", "open",    "halfOpen", "close"};
      owner_.log(fmt::format(R"("ev":"{}")", kNames.at(static_cast<std::size_t>(event))));
      if (event == Event::open) owner_.start_reset_timer();
    }

   private:
    OpossumCase& owner_;
  };

  // A call that the breaker let through; it ends once, by its action or by the breaker's timer.
  struct Running {
    BreakerTicket ticket;
    bool ended = false;
  };

  void start_reset_timer() {
    after(reset_timeout_, [this] { breaker_.fire_reset(reading()); });
  }
  // An interval comes after all timers that were set before it fired last.
  void start_rotation_timer() {
    after(breaker_.rotation_interval(), [this] {
      breaker_.fire_rotation();
      start_rotation_timer();
    });
  }

  void call(const Action& action) override {
    const BreakerAnswer answer = breaker_.admit(reading());
    if (answer.kind != BreakerAnswer::Kind::admitted) {
      const bool full = breaker_.rejection() == OpossumBreaker::kSemaphoreLocked;
      return log_end(1, action.id, full ? "ESEMLOCKED" : "EOPENBREAKER");
    }
    Running& running = calls_.emplace_back(Running{answer.ticket});
    if (!breaker_.timeout().is_infinite()) {
      after(breaker_.timeout(), [this, &running, id = action.id] {
        end(running, BreakerOutcome::timeout, id, "ETIMEDOUT");
      });
    }
    log(fmt::format(R"("ev":"run","id":{})", action.id));
    // `then` runs a job after the action's promise settles, `catch` behind it one more.
    const auto settle = [this, &running, action] {
      jobs().after(action.succeeds ? 1 : 2, [this, &running, action] {
        end(running, action.succeeds ? BreakerOutcome::success : BreakerOutcome::failure, action.id,
            action.succeeds ? "" : "EBOOM");
      });
    };
    if (action.takes == Duration::zero()) return settle();
    after(action.takes, settle);
  }

  void end(Running& running, BreakerOutcome outcome, std::uint64_t id, const char* code) {
    if (running.ended) return;
    running.ended = true;
    breaker_.settle(running.ticket, {outcome}, reading());
    log_end(1, id, code);
  }

  void force(std::string_view what, const JsonValue& row) override {
    if (what == "open") return breaker_.open(reading());
    if (what == "close") return breaker_.close(reading());
    throw row.error("is nothing to force", "write open or close");
  }

  std::string state_members() const override {
    const OpossumStats stats = breaker_.stats();
    return fmt::format(
        R"("state":"{}","pendingClose":{},"warmUp":{},"enabled":true,"stats":{{"fires":{},)"
        R"("successes":{},"failures":{},"rejects":{},"timeouts":{},"semaphoreRejections":{}}})",
        name_of(breaker_.state()), breaker_.pending_close(), breaker_.warming_up(), stats.fires,
        stats.successes, stats.failures, stats.rejects, stats.timeouts, stats.semaphore_rejections);
  }

  Duration reset_timeout_;
  Told breaker_;
  std::deque<Running> calls_;
};

// The numbers of jobs follow from CircuitBreakerPolicy.js: `invoke` and `execute` await in turn,
// and a promise returned from an async function takes three jobs, of which two ran when it was
// returned.
class CockatielCase final : public RecordedCalls, private BreakerListener {
 public:
  explicit CockatielCase(const CockatielOptions& options) : breaker_(options, this) {}

 private:
  struct Waiting {
    std::uint32_t test;
    Action action;
    std::uint32_t nested;
  };

  void changed(const BreakerChange& change) override {
    const std::string event = fmt::format(R"("ev":"state","to":"{}")", name_of(change.to));
    // The test's function runs before the state changes.
    if (change.to == BreakerState::half_open) {
      half_open_ = event;
    } else {
      log(event);
    }
  }

  void call(const Action& action) override { execute(action, 0); }

  // `nested` counts the executes that returned this one's promise.
  void execute(const Action& action, std::uint32_t nested) {
    const BreakerState before = breaker_.state();
    const BreakerAnswer answer = breaker_.admit(reading());
    if (answer.kind == BreakerAnswer::Kind::waits) {
      waiting_.push_back({answer.ticket.generation, action, nested});
      return;
    }
    if (answer.kind == BreakerAnswer::Kind::rejected) {
      const bool isolated = before == BreakerState::isolated;
      return log_end(1 + 2 * nested, action.id, isolated ? "ISOLATED" : "BROKEN");
    }
    log(fmt::format(R"("ev":"run","id":{})", action.id));
    if (!half_open_.empty()) log(std::exchange(half_open_, {}));
    const auto settle = [this, action, ticket = answer.ticket, nested] {
      jobs().after(2, [this, action, ticket, nested] { end(action, ticket, nested); });
    };
    if (action.takes == Duration::zero()) return settle();
    after(action.takes, settle);
  }

  void end(const Action& action, BreakerTicket ticket, std::uint32_t nested) {
    breaker_.settle(ticket, {action.succeeds ? BreakerOutcome::success : BreakerOutcome::failure},
                    reading());
    log_end(1 + (ticket.probe ? 1 : 0) + nested, action.id, action.succeeds ? "" : "EBOOM");
    if (ticket.probe) release(ticket.generation);
  }

  // All who wait for this test go on, two jobs after it ended.
  void release(std::uint32_t test) {
    std::vector<Waiting> others;
    for (const Waiting& waiting : std::exchange(waiting_, {})) {
      if (waiting.test != test) {
        others.push_back(waiting);
        continue;
      }
      jobs().after(2, [this, waiting] { execute(waiting.action, waiting.nested + 1); });
    }
    waiting_.insert(waiting_.begin(), others.begin(), others.end());
  }

  void force(std::string_view what, const JsonValue& row) override {
    if (what == "isolate") {
      breaker_.isolate(reading());
      ++handles_;
    } else if (what == "dispose") {
      // All handles at once, or none.
      for (; handles_ > 0; --handles_) breaker_.dispose(reading());
    } else {
      throw row.error("is nothing to force", "write isolate or dispose");
    }
  }

  std::string state_members() const override {
    return fmt::format(R"("state":"{}")", name_of(breaker_.state()));
  }

  CockatielBreaker breaker_;
  std::vector<Waiting> waiting_;
  std::string half_open_;
  std::uint32_t handles_ = 0;
};

Duration milliseconds(const JsonValue& value) {
  return std::chrono::milliseconds(value.integer(0, 1'000'000'000));
}

std::uint32_t number(const JsonValue& value) {
  return static_cast<std::uint32_t>(value.count(0, 1'000'000));
}

// Reads a decimal number as the ratio that it is of `unit`: 0.35 of 1, 35 of 100.
Ratio read_ratio(const JsonValue& value, std::uint64_t unit) {
  const std::optional<Binary64> nearest = Binary64::parse(value.number());
  if (!nearest || *nearest < Binary64::of(0)) throw value.expected("a number of at most 15 digits");
  const Binary64 scale = Binary64::of(static_cast<std::int64_t>(Ratio::kOne / unit));
  const Binary64 half = Binary64::of(Ratio::percent(50));
  return Ratio::parts_per_billion(
      static_cast<std::uint64_t>((*nearest * scale + half).truncated()));
}

OpossumOptions read_opossum(const JsonValue& object) {
  OpossumOptions options;
  for (const JsonValue& value : object.members()) {
    const std::string_view name = value.key();
    if (name == "timeout") {
      options.timeout = value.is(JsonKind::boolean) ? Duration::infinite() : milliseconds(value);
    }
    if (name == "errorThresholdPercentage") {
      options.error_threshold_percentage = read_ratio(value, 100);
    }
    if (name == "resetTimeout") options.reset_timeout = milliseconds(value);
    if (name == "rollingCountTimeout") options.rolling_count_timeout = milliseconds(value);
    if (name == "rollingCountBuckets") options.rolling_count_buckets = number(value);
    if (name == "volumeThreshold") options.volume_threshold = number(value);
    if (name == "capacity") options.capacity = value.count();
    if (name == "allowWarmUp") options.allow_warm_up = value.boolean();
  }
  return options;
}

void read_wait(const JsonValue& value, CockatielOptions& options) {
  if (value.is(JsonKind::number)) {
    options.half_open_after = milliseconds(value);
    return;
  }
  const std::string_view type = value.member("type").text();
  if (type == "iterable") {
    options.half_open_wait = CockatielOptions::Wait::iterable;
    for (const JsonValue& each : value.member("values").elements()) {
      options.half_open_waits.push_back(milliseconds(each));
    }
  } else if (type == "exponential") {
    options.half_open_wait = CockatielOptions::Wait::exponential;
    options.half_open_after = milliseconds(value.member("initialDelay"));
    options.half_open_max = milliseconds(value.member("maxDelay"));
  } else {
    throw value.member("type").error("is no back-off of this recording",
                                     "write iterable or exponential");
  }
}

CockatielOptions read_cockatiel(const JsonValue& object) {
  CockatielOptions options;
  read_wait(object.member("halfOpenAfter"), options);
  const JsonValue breaker = object.member("breaker");
  const std::string_view type = breaker.member("type").text();
  if (type == "consecutive") {
    options.consecutive_threshold = number(breaker.member("threshold"));
    return options;
  }
  options.threshold = read_ratio(breaker.member("threshold"), 1);
  if (type == "count") {
    options.breaker = CockatielOptions::Kind::count;
    options.size = number(breaker.member("size"));
    const std::optional<JsonValue> calls_min = breaker.find("minimumNumberOfCalls");
    if (calls_min) options.minimum_number_of_calls = number(*calls_min);
  } else if (type == "sampling") {
    options.breaker = CockatielOptions::Kind::sampling;
    options.duration = milliseconds(breaker.member("duration"));
    const std::optional<JsonValue> rate = breaker.find("minimumRps");
    if (rate) options.minimum_rps = read_ratio(*rate, 1);
  } else {
    throw breaker.member("type").error("is no breaker of cockatiel",
                                       "write consecutive, count or sampling");
  }
  return options;
}

std::unique_ptr<RecordedCalls> begin_case(const JsonValue& row) {
  const JsonValue library = row.member("lib");
  const JsonValue options = row.member("options");
  if (library.text().starts_with("opossum@")) {
    return std::make_unique<OpossumCase>(read_opossum(options));
  }
  if (library.text().starts_with("cockatiel@")) {
    return std::make_unique<CockatielCase>(read_cockatiel(options));
  }
  throw library.error("is no library of this recording", "write opossum@9.0.0 or cockatiel@3.2.1");
}

}  // namespace

void conform_breaker(std::istream& rows, std::ostream& answers, const std::string& file) {
  std::unique_ptr<RecordedCalls> current;
  std::string line;
  while (std::getline(rows, line)) {
    const JsonDocument document = read_json_text(line, file);
    const JsonValue row = document.root();
    if (row.find("lib")) {
      current = begin_case(row);
      answers << line << '\n';
      continue;
    }
    if (current == nullptr) throw row.error("comes before any case", "begin with options");
    answers << current->answer(row) << '\n';
  }
}

}  // namespace hindcast
