// Parsed: a value read from text, or the complaint that says why the text is not one.
#pragma once

#include <utility>
#include <variant>

#include "hindcast/sim/check.hpp"
#include "hindcast/sim/input_error.hpp"

namespace hindcast {

template <class Value>
class [[nodiscard]] Parsed {
 public:
  // Implicit, so that a parser simply returns either.
  Parsed(Value value) : result_(std::in_place_index<0>, std::move(value)) {}
  Parsed(TextError error) : result_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return result_.index() == 0; }
  // REQUIRES: ok().
  const Value& value() const {
    HINDCAST_CHECK(ok());
    return *std::get_if<0>(&result_);
  }
  // REQUIRES: !ok().
  const TextError& error() const {
    HINDCAST_CHECK(!ok());
    return *std::get_if<1>(&result_);
  }
  // Returns the value, or throws the complaint as an InputError at that place.
  const Value& value_or_throw(const Place& place) const {
    if (!ok()) throw InputError(place, error());
    return value();
  }

 private:
  std::variant<Value, TextError> result_;
};

}  // namespace hindcast
