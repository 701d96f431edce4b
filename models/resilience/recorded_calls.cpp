#include "hindcast/models/resilience/recorded_calls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace hindcast {

void RecordedCalls::log(const std::string& members) {
  events_.push_back(fmt::format(R"({{"t":{},{}}})", now_.count() / 1'000'000, members));
}

void RecordedCalls::log_end(std::uint32_t jobs, std::uint64_t id, std::string code) {
  jobs_.after(jobs, [this, id, code = std::move(code)] {
    if (code.empty()) return log(fmt::format(R"("ev":"resolve","id":{})", id));
    log(fmt::format(R"("ev":"error","id":{},"code":"{}")", id, code));
  });
}

void RecordedCalls::after(Duration delay, std::function<void()> fire) {
  timers_.push_back({now_ + delay, std::move(fire)});
}

void RecordedCalls::advance(Duration span) {
  jobs_.run();
  const Instant end = now_ + span;
  for (;;) {
    const auto first = std::min_element(
        timers_.begin(), timers_.end(),
        [](const Timer& left, const Timer& right) { return left.due < right.due; });
    if (first == timers_.end() || first->due > end) break;
    const Timer timer = std::move(*first);
    timers_.erase(first);
    now_ = timer.due;
    timer.fire();
    jobs_.run();
  }
  now_ = end;
}

void RecordedCalls::perform(std::string_view operation, const JsonValue& row) {
  const auto milliseconds = [](const JsonValue& value) {
    return Duration(std::chrono::milliseconds(value.integer(0, 1'000'000'000)));
  };
  if (operation == "advance") {
    advance(milliseconds(row.member("ms")));
  } else if (operation == "call") {
    const JsonValue does = row.member("does");
    call({row.member("id").count(), does.member("ok").boolean(), milliseconds(does.member("ms"))});
  } else if (operation == "force") {
    force(row.member("what").text(), row.member("what"));
  } else {
    throw row.member("op").error("is no operation of this recording",
                                 "write advance, call or force");
  }
  advance(Duration::zero());
}

std::string RecordedCalls::answer(const JsonValue& row) {
  const Instant began = now_;
  events_.clear();
  const std::string operation(row.member("op").text());
  perform(operation, row);
  return fmt::format(R"({{"case":{},"i":{},"t":{},"op":"{}","events":[{}],{}}})",
                     row.member("case").count(), row.member("i").integer(),
                     began.count() / 1'000'000, operation, fmt::join(events_, ","),
                     state_members());
}

}  // namespace hindcast
