// Payload: the immutable body of a message, shared by reference count and hashed once, so that
// bodies cross nodes without copying and nobody can change what another has seen.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "hindcast/sim/check.hpp"

namespace hindcast {

// A message type names its protocol and hashes itself:
//   static constexpr const char* kProtocol = "resp";
//   std::uint64_t hash() const;
// and may say its size on the wire: std::uint64_t bytes() const, and whether it is good news, for
// breakers and retries: bool ok() const.
template <class Message>
concept MessageType = requires(const Message& message) {
  { message.hash() } -> std::convertible_to<std::uint64_t>;
  { Message::kProtocol } -> std::convertible_to<std::string_view>;
};

class Payload {
 public:
  Payload() = default;

  template <MessageType Message>
  static Payload of(Message message) {
    return Payload(new Held<Message>(std::move(message)));
  }

  Payload(const Payload& other) : body_(other.body_) {
    if (body_ != nullptr) ++body_->references;
  }
  Payload(Payload&& other) noexcept : body_(std::exchange(other.body_, nullptr)) {}
  Payload& operator=(Payload other) noexcept {
    std::swap(body_, other.body_);
    return *this;
  }
  ~Payload() {
    if (body_ != nullptr && --body_->references == 0) delete body_;
  }

  bool empty() const { return body_ == nullptr; }
  std::uint64_t hash() const { return body_ == nullptr ? 0 : body_->hash; }
  std::uint64_t bytes() const { return body_ == nullptr ? 0 : body_->bytes; }
  // False for a message that says of itself that it is no good news, such as an error.
  bool is_good() const { return body_ == nullptr || body_->good; }

  // REQUIRES: it holds a Message.
  template <MessageType Message>
  const Message& get() const {
    HINDCAST_CHECK(body_ != nullptr && body_->type == type_of<Message>());
    return static_cast<const Held<Message>*>(body_)->message;
  }

  // A number for each message type, for checking that two ports speak the same protocol.
  template <MessageType Message>
  static const void* type_of() {
    static constexpr char kTag = 0;
    return &kTag;
  }

 private:
  struct Body {
    virtual ~Body() = default;
    std::uint32_t references = 1;
    const void* type = nullptr;
    std::uint64_t hash = 0;
    std::uint64_t bytes = 0;
    bool good = true;
  };

  template <class Message>
  struct Held final : Body {
    explicit Held(Message held) : message(std::move(held)) {
      this->type = type_of<Message>();
      this->hash = message.hash();
      if constexpr (requires { message.bytes(); }) this->bytes = message.bytes();
      if constexpr (requires { message.ok(); }) this->good = message.ok();
    }
    const Message message;
  };

  explicit Payload(Body* body) : body_(body) {}

  Body* body_ = nullptr;
};

}  // namespace hindcast
