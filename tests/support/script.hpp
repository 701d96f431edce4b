// Components whose behaviour is a lambda, so that a test reads as one page.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast::testing {

// A message that is one number.
struct Number {
  static constexpr const char* kProtocol = "number";
  std::int64_t value = 0;

  std::uint64_t hash() const { return static_cast<std::uint64_t>(value); }
  std::uint64_t bytes() const { return 8; }
};

// Volatile memory of a scripted component: whatever its boot made, destroyed oldest last.
class Memory final : public Process {
 public:
  Memory() = default;
  ~Memory() override {
    while (!kept_.empty()) kept_.pop_back();
  }

  template <class Object, class... Arguments>
  Object& make(Arguments&&... arguments) {
    auto object = std::make_shared<Object>(std::forward<Arguments>(arguments)...);
    Object& made = *object;
    kept_.push_back(std::move(object));
    return made;
  }

 private:
  std::vector<std::shared_ptr<void>> kept_;
};

// Runs its lambda at each boot. What it makes in `memory` lives as long as this life.
class Script final : public Component {
 public:
  using Options = std::function<void(Memory& memory)>;

  Script(const Place& place, Options boot) : Component(place), boot_(std::move(boot)) {}

 private:
  std::unique_ptr<Process> boot() override {
    building_ = std::make_unique<Memory>();
    boot_(*building_);
    return std::move(building_);
  }
  void crashed(CrashKind) override { building_.reset(); }

  Options boot_;
  std::unique_ptr<Memory> building_;
};

class Caller;

// A client: its lambda runs at each boot, on a fiber, and calls through `out`.
class Caller final : public Component {
 public:
  using Options = std::function<void(Caller& self)>;

  Caller(const Place& place, Options boot) : Component(place), boot_(std::move(boot)) {}

  CallResult<Number> call(std::int64_t value, const CallOptions& options = {}) {
    return out.call({value}, options);
  }

  ClientPort<Number, Number> out{*this, "out"};

 private:
  std::unique_ptr<Process> boot() override {
    boot_(*this);
    return std::make_unique<Process>();
  }

  Options boot_;
};

// A server: its lambda handles each request on port "in".
class Answerer final : public Component {
 public:
  using Options = std::function<void(Answerer& self, const Number&, Responder<Number>)>;

  Answerer(const Place& place, Options handle) : Component(place), handle_(std::move(handle)) {}

  ServerPort<Number, Number> in{*this, "in",
                                [this](const Number& request, Responder<Number> responder) {
                                  ++handled;
                                  handle_(*this, request, std::move(responder));
                                }};
  // For servers that call on.
  ClientPort<Number, Number> out{*this, "out"};
  std::uint64_t handled = 0;

 private:
  Options handle_;
};

// Answers each request with its value plus one, after a delay.
inline Answerer::Options answer_after(Duration delay) {
  return [delay](Answerer&, const Number& request, Responder<Number> responder) {
    sleep(delay);
    responder.reply({request.value + 1});
  };
}

}  // namespace hindcast::testing
