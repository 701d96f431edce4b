// Box: a value on the heap that is copied with its owner. It keeps an owner small whose values are
// large or few.
#pragma once

#include <memory>
#include <utility>

namespace hindcast::redis {

template <class Value>
class Box {
 public:
  Box() : value_(std::make_unique<Value>()) {}
  Box(const Box& other) : value_(std::make_unique<Value>(*other)) {}
  Box(Box&& other) noexcept = default;
  Box& operator=(const Box& other) {
    value_ = std::make_unique<Value>(*other);
    return *this;
  }
  Box& operator=(Box&& other) noexcept = default;
  ~Box() = default;

  // REQUIRES, for all: not moved from.
  Value& operator*() { return *value_; }
  const Value& operator*() const { return *value_; }
  Value* get() { return value_.get(); }
  const Value* get() const { return value_.get(); }

 private:
  std::unique_ptr<Value> value_;
};

}  // namespace hindcast::redis
