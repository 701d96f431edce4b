// Cell<T>: a shared variable whose reads and writes are scheduling points. Isolated fibers share
// state through cells, so that an explorer knows which steps can be swapped.
#pragma once

#include <cstdint>
#include <utility>

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/scheduler.hpp"

namespace hindcast {

template <class Value>
class Cell {
 public:
  explicit Cell(Value initial = {}, Label name = "cell")
      : value_(std::move(initial)), key_(Scheduler::current().name_object(name)) {}
  Cell(const Cell&) = delete;
  Cell& operator=(const Cell&) = delete;

  Value read() const {
    Scheduler& scheduler = Scheduler::current();
    scheduler.point(Operation::read, key_);
    scheduler.touch(Operation::read, key_);
    readers_ += scheduler.emit(events::kRead, key_.value, writer_);
    return value_;
  }

  void write(Value value) {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.voided()) return;
    scheduler.point(Operation::write, key_);
    note_write(scheduler);
    value_ = std::move(value);
  }

  // Writes `desired` if the value is `expected`, as one step. Returns whether it did.
  bool compare_and_swap(const Value& expected, Value desired) {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.voided()) return false;
    scheduler.point(Operation::write, key_);
    note_write(scheduler);
    if (!(value_ == expected)) return false;
    value_ = std::move(desired);
    return true;
  }

  // Changes the value by `change(value)` as one step. Returns the value before.
  template <class Change>
  Value update(Change&& change) {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.voided()) return value_;
    scheduler.point(Operation::write, key_);
    note_write(scheduler);
    Value before = value_;
    change(value_);
    return before;
  }

  // The value without a step, for properties and set-up.
  const Value& peek() const { return value_; }
  Key key() const { return key_; }

 private:
  void note_write(Scheduler& scheduler) {
    scheduler.touch(Operation::write, key_);
    writer_ = scheduler.emit(events::kWritten, key_.value, writer_ + std::exchange(readers_, 0));
  }

  Value value_;
  Key key_;
  std::uint64_t writer_ = 0;           // the chain of the last writer
  mutable std::uint64_t readers_ = 0;  // the sum of the chains of those who read since
};

}  // namespace hindcast
